"""I9: the analytic copy holds the primary's rows."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from detente import copy
from detente.doctor.looking import Look

NUMBER = "I9"
TITLE = "Copy = primary by count and hash of every table"
REPAIR = "detente copy rebuild"


def faults(look: Look) -> Iterator[str]:
    """Tables and months in which the copy parts from the primary; no copy at all is no fault."""
    if copy.is_damaged():
        yield f"{copy.path()} can't be read"
        return
    try:
        yield from map(str, copy.compare(counts_only=not look.is_whole))
    except duckdb.Error as error:
        yield f"{copy.path()} can't be read: {str(error).splitlines()[0]}"
