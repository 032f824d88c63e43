"""An export read: files found, recognised, loaded, and turned into record tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import duckdb

from detente.analytics.audit.evidence import Evidence, create, last_instant
from detente.analytics.audit.picture import Picture, Question
from detente.intake.exports import combined, describing, history, linking, stages, values
from detente.intake.exports.far import Far, Progress
from detente.intake.exports.finding import find
from detente.intake.exports.limits import DEFAULT, ExportLimits
from detente.intake.exports.loader import Loader
from detente.intake.exports.mapping import FileMap, read_map
from detente.intake.exports.records import fill_all
from detente.intake.exports.shapes import fills
from detente.intake.exports.typing import FileReader, Typed
from detente.intake.exports.uses import RawFile
from detente.intake.problems import IntakeError, gettext_noop

# Exports up to this size are held in memory, larger ones in a file beside it.
IN_MEMORY = 30_000_000
NOTHING = gettext_noop("nothing could be read: %(seen)s")
NO_FILES = gettext_noop(
    "there are no files in %(paths)s; give a CSV, Excel or JSON file, a zip, or a folder of these"
)
STUCK = gettext_noop(
    "the files could be loaded, but not worked through (%(why)s); give the files one by one to see which"
)


@dataclass
class Reading:
    """What was read: the evidence for an audit, its picture, and what is asked."""

    evidence: Evidence
    picture: Picture
    files: tuple[RawFile, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the values leave open."""
        return self.picture.questions

    @property
    def is_understood(self) -> bool:
        """Whether any file fills a record table; if none does, a mapping has to say what they are."""
        return bool(self.picture.used)

    def close(self) -> None:
        """Let go of the tables."""
        self.evidence.close()

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read(
    paths: Sequence[Path],
    *,
    mapping: FileMap | Path | None = None,
    passwords: Sequence[str] = (),
    progress: Progress | None = None,
    workdir: Path | None = None,
    limits: ExportLimits = DEFAULT,
    zone: str | None = None,
) -> Reading:
    """Read export files, folders and archives.

    `mapping` is a path or a `FileMap` that says what files and columns are; `passwords` are tried on locked zips;
    `workdir` is where large tables spill to (a folder of its own is made there); `zone` is that of times which name
    none. `progress` is told what is being read, and how many kilobytes of how many are through. Raises IntakeError
    when a path does not exist or nothing can be read; a single file that can't be is noted in the picture.
    """
    folder = tempfile.TemporaryDirectory(prefix="detente-audit-", dir=workdir)
    work = Path(folder.name)
    file_map = read_map(mapping) if isinstance(mapping, Path) else mapping or FileMap()
    file_map = replace(file_map, zone=zone or file_map.zone)
    found = find(paths, work, limits, tuple(passwords))
    far = Far.of(found.places, progress)
    with _let_go_if_wrong(create(work / "evidence.duckdb" if far.bytes_ > IN_MEMORY else None)) as connection:
        files, passed = Loader(connection, work, limits, file_map, far).all(found.places)
        if not files:
            _refuse(paths, [*found.passed_over, *passed])
        reading = _worked_out(connection, files, file_map, far, [*found.passed_over, *passed])
    reading.evidence.holds = folder
    return reading


@contextmanager
def _let_go_if_wrong(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The connection, closed again when something goes wrong; what DuckDB says becomes an IntakeError."""
    try:
        connection.execute(values.LONG_KEY)
        yield connection
    except duckdb.Error as wrong:
        connection.close()
        raise IntakeError(STUCK, why=next(iter(str(wrong).splitlines()), "")[:300]) from wrong
    except BaseException:
        connection.close()
        raise


def _worked_out(
    connection: duckdb.DuckDBPyConnection,
    files: list[RawFile],
    file_map: FileMap,
    far: Far,
    passed: list[tuple[str, str]],
) -> Reading:
    """Record tables, joins and the picture, of the files that were loaded."""
    typed = Typed(zone=file_map.zone)
    far.rows = sum(file.rows for file in files)
    views = {}
    for file in files:
        far.work_on(file.name, file.rows)
        if file.fills in fills():
            views[file.number] = _typed(connection, file, typed)
    _ask_others(connection, files, typed)
    notes = fill_all(connection, files, views, far.work_on)
    combined.deals_of_leads(connection, files)
    linking.relate(connection, files)
    history.fill(connection, files, views)
    stages.fill(connection, file_map.stages)
    combined.end_archived(connection, files)
    history.date_leads(connection)
    linking.link(connection, files)
    notes += [*typed.notes, *describing.notes_on_money(connection, typed, file_map.currency)]
    picture = describing.picture(connection, files, typed, notes, passed)
    evidence = Evidence(
        connection,
        as_of=last_instant(connection),
        zone=file_map.zone,
        currency=file_map.currency or describing.currency(connection, typed),
        notes=picture.notes,
    )
    return Reading(evidence, picture, tuple(files))


def _typed(connection: duckdb.DuckDBPyConnection, file: RawFile, typed: Typed, hint: str = "") -> str:
    return FileReader(connection, file, typed, hint).view()


def _ask_others(connection: duckdb.DuckDBPyConnection, files: Sequence[RawFile], typed: Typed) -> None:
    """Read files again whose dates are open where another column, or all other files, prove day or month first."""
    left_open = {one.file for one in typed.questions if one.setting == "order" and not one.taken}
    for file in files:
        hint = typed.orders.get(file.number) or typed.order_of_all()
        if hint and file.name in left_open:
            typed.questions = [one for one in typed.questions if one.file != file.name]
            typed.notes = [one for one in typed.notes if not one.startswith(f"{file.name}: ")]
            typed.left.pop(file.number, None)
            _typed(connection, file, typed, hint)


def _refuse(paths: Sequence[Path], passed: list[tuple[str, str]]) -> NoReturn:
    if not passed:
        raise IntakeError(NO_FILES, paths=", ".join(str(path) for path in paths))
    seen = "; ".join(why if name in why else f"{name}: {why}" for name, why in passed[:10])
    raise IntakeError(NOTHING, seen=seen)
