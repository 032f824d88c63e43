"""Files loaded one after the other, each with what it is taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from detente.intake.exports.far import Far
from detente.intake.exports.finding import Place
from detente.intake.exports.limits import ExportLimits
from detente.intake.exports.loading import load
from detente.intake.exports.mapping import FileMap, MapError
from detente.intake.exports.opening import Opened, open_tables
from detente.intake.exports.recognising import by_rule, recognised
from detente.intake.exports.uses import RawFile, with_uses
from detente.intake.problems import IntakeError, gettext_noop

FAILED = gettext_noop("%(file)s can't be read as a table (%(why)s)")


@dataclass
class Loader:
    """Loads one file after the other; one that can't be read is passed over, with the reason."""

    connection: duckdb.DuckDBPyConnection
    work: Path
    limits: ExportLimits
    file_map: FileMap
    far: Far

    def all(self, places: Sequence[Place]) -> tuple[list[RawFile], list[tuple[str, str]]]:
        """Tables as loaded, and the files that could not be, with why. Raises MapError."""
        files: list[RawFile] = []
        passed: list[tuple[str, str]] = []
        # Rows keep the order of their lines while they are loaded.
        self.connection.execute("SET preserve_insertion_order = true")
        for place in places:
            self.far.load(place)
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
        self.connection.execute("SET preserve_insertion_order = false")
        return files, passed

    def one(self, opened: Opened, number: int) -> RawFile:
        """One table, with what it is taken for."""
        loaded = load(self.connection, opened, number, self.work, self.limits)
        file = RawFile(
            number, opened.name, loaded.table, opened.headers, loaded.rows, loaded.unread, notes=loaded.notes
        )
        guessed = with_uses(replace(file, shape=recognised(file)))
        rule = self.file_map.rule(opened.name)
        return by_rule(guessed, rule) if rule else guessed
