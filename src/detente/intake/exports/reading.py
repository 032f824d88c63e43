"""An export read: files found, recognised, loaded, and turned into record tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from detente.analytics.audit.evidence import Evidence, create, last_instant
from detente.analytics.audit.picture import Picture, Question
from detente.intake.exports import describing, history, linking, stages, values
from detente.intake.exports.finding import Place, find
from detente.intake.exports.limits import DEFAULT, ExportLimits
from detente.intake.exports.loading import load
from detente.intake.exports.mapping import FileMap, MapError, read_map
from detente.intake.exports.opening import Opened, open_tables
from detente.intake.exports.recognising import by_rule, recognised
from detente.intake.exports.records import fill_all
from detente.intake.exports.shapes import fills
from detente.intake.exports.typing import FileReader, Typed
from detente.intake.exports.uses import RawFile, with_uses
from detente.intake.problems import IntakeError, gettext_noop

# Exports up to this size are held in memory, larger ones in a file beside it.
IN_MEMORY = 30_000_000
Progress = Callable[[str, int, int], None]
NOTHING = gettext_noop("nothing could be read: %(seen)s")
NO_FILES = gettext_noop(
    "there are no files in %(paths)s; give a CSV, Excel or JSON file, a zip, or a folder of these"
)
FAILED = gettext_noop("%(file)s can't be read as a table (%(why)s)")


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
) -> Reading:
    """Read export files, folders and archives.

    `mapping` is a path or a `FileMap` that says what files and columns are; `passwords` are tried on locked zips;
    `workdir` is where large tables spill to (a folder of its own is made there). Raises IntakeError when a path does
    not exist or nothing can be read; a single file that can't be is noted in the picture.
    """
    folder = tempfile.TemporaryDirectory(prefix="detente-audit-", dir=workdir)
    work = Path(folder.name)
    file_map = read_map(mapping) if isinstance(mapping, Path) else mapping or FileMap()
    tell = progress or (lambda _what, _done, _of: None)
    found = find(paths, work, limits, tuple(passwords))
    is_large = sum(place.path.stat().st_size for place in found.places) > IN_MEMORY
    connection = create(work / "evidence.duckdb" if is_large else None)
    connection.execute(values.LONG_KEY)
    files, passed = _Loader(connection, work, limits, file_map, tell).all(found.places)
    passed = [*found.passed_over, *passed]
    if not files:
        connection.close()
        _refuse(paths, passed)
    typed = Typed(zone=file_map.zone)
    views = {}
    for no, file in enumerate(files):
        tell(file.name, no, len(files))
        if file.fills in fills():
            views[file.number] = FileReader(connection, file, typed).view()
    notes = fill_all(connection, files, views, lambda table: tell(table, len(files), len(files)))
    linking.relate(connection, files)
    stages.fill(connection, file_map.stages)
    history.fill(connection, files, views)
    linking.link(connection, files)
    picture = describing.picture(connection, files, typed, [*notes, *typed.notes], passed)
    evidence = Evidence(
        connection,
        as_of=last_instant(connection),
        zone=file_map.zone,
        currency=file_map.currency or describing.currency(connection, typed),
        notes=picture.notes,
    )
    evidence.holds = folder
    return Reading(evidence, picture, tuple(files))


def _refuse(paths: Sequence[Path], passed: list[tuple[str, str]]) -> None:
    if not passed:
        raise IntakeError(NO_FILES, paths=", ".join(str(path) for path in paths))
    seen = "; ".join(why if name in why else f"{name}: {why}" for name, why in passed[:10])
    raise IntakeError(NOTHING, seen=seen)


@dataclass
class _Loader:
    """Loads one file after the other; one that can't be read is passed over, with the reason."""

    connection: duckdb.DuckDBPyConnection
    work: Path
    limits: ExportLimits
    file_map: FileMap
    tell: Progress

    def all(self, places: Sequence[Place]) -> tuple[list[RawFile], list[tuple[str, str]]]:
        files: list[RawFile] = []
        passed: list[tuple[str, str]] = []
        for no, place in enumerate(places):
            self.tell(place.name, no, len(places))
            try:
                for opened in open_tables(place, self.work, self.limits):
                    files.append(self.one(opened, len(files) + 1))
            except MapError:
                raise
            except IntakeError as wrong:
                passed.append((place.name, str(wrong)))
            except (duckdb.Error, OSError, ValueError) as wrong:
                why = next(iter(str(wrong).splitlines()), type(wrong).__name__)[:200]
                passed.append((place.name, FAILED % {"file": place.name, "why": why}))
        return files, passed

    def one(self, opened: Opened, number: int) -> RawFile:
        loaded = load(self.connection, opened, number, self.work, self.limits)
        file = RawFile(
            number, opened.name, loaded.table, opened.headers, loaded.rows, loaded.unread, notes=loaded.notes
        )
        guessed = with_uses(replace(file, shape=recognised(file)))
        rule = self.file_map.rule(opened.name)
        return by_rule(guessed, rule) if rule else guessed
