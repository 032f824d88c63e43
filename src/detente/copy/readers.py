"""An open copy for the reports of this process: the newest version, opened once."""

from __future__ import annotations

import threading
from pathlib import Path

from detente.analytics.engines import Engine, open_copy
from detente.analytics.errors import BadTables
from detente.copy import place
from detente.copy.refreshing import rebuild, refresh

_opening = threading.Lock()
_open: dict[Path, Engine] = {}


def engine() -> Engine:
    """The newest copy, open for reading; a missing or damaged one is made anew first.

    Whoever still reads an older version keeps it: it is closed when the last of them lets go.
    """
    path = place.path()
    if found := _open.get(path):
        return found
    with _opening:
        return _open.get(path) or _newly_opened(path)


def _newly_opened(path: Path) -> Engine:
    try:
        found = open_copy(path)
    except BadTables:
        path = refresh() if not path.exists() else rebuild()
        found = open_copy(path)
    _open.clear()
    _open[path] = found
    return found
