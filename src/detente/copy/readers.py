"""An open copy for the reports of this process: the newest version, opened once, mended when it breaks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import duckdb

from detente.analytics.engines import Engine, open_copy
from detente.analytics.errors import BadTables
from detente.copy import place
from detente.copy.refreshing import rebuild, refresh

# What DuckDB says about a file whose blocks are not what was written; a wrong question is another error.
_DAMAGE = (duckdb.IOException, duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException)
_log = logging.getLogger(__name__)
_opening = threading.RLock()
_open: dict[Path, Copy] = {}


@dataclass
class Copy(Engine):
    """The copy as an engine. A block that turns out damaged has the copy made anew, not the reader fail."""

    path: Path = Path()

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Run one statement; each row as a dict by column name. Safe from several threads."""
        try:
            return super().rows(sql, parameters)
        except _DAMAGE as error:
            _log.warning("The copy %s is damaged (%s); it is made anew.", self.path, error)
            return self._mended().rows(sql, parameters)

    def _mended(self) -> Engine:
        with _opening:
            if place.path() == self.path:
                rebuild()
            return _newest()


def engine() -> Engine:
    """The newest copy, open for reading; a missing or unusable one is made anew first.

    Whoever still reads an older version keeps it: it is closed when the last of them lets go.
    """
    return _open.get(place.path()) or _newest()


def let_go() -> None:
    """Forget the open copy; the next reader opens the file that lies there then."""
    with _opening:
        _open.clear()


def _newest() -> Copy:
    with _opening:
        path = place.path()
        if path not in _open:
            found = _opened()
            _open.clear()
            _open[found.path] = found
            return found
        return _open[path]


def _opened() -> Copy:
    try:
        return _as_copy(place.path())
    except BadTables:
        return _as_copy(rebuild() if place.path().exists() else refresh())


def _as_copy(path: Path) -> Copy:
    found = open_copy(path)
    return Copy(**{field.name: getattr(found, field.name) for field in fields(Engine)}, path=path)
