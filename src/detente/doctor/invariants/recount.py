"""I8: the funnel on the copy says what plain Python counts in the history."""

from __future__ import annotations

from collections.abc import Iterator

from detente import copy
from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.doctor.counting import COUNTED, funnel_by_source
from detente.doctor.looking import Look

NUMBER = "I8"
TITLE = "The funnel on the copy = the same counted in plain Python on the primary"
REPAIR = "detente copy rebuild; if it stays, the report's SQL is wrong: please report it with these lines."


def faults(look: Look) -> Iterator[str]:
    """Counts by source that differ; on a long history only a deep look recounts it."""
    if not look.is_whole:
        return
    with copy.alongside(look.snapshot) as engine:
        if engine is None:
            return
        told = {row["source"] or None: row for row in answer("funnel", engine, Query(by="source")).rows}
        recounted = funnel_by_source(look)
        nothing = dict.fromkeys(COUNTED, 0)
        for source in sorted(told.keys() | recounted.keys(), key=str):
            for name in COUNTED:
                ours, theirs = told.get(source, nothing)[name], recounted.get(source, nothing)[name]
                if ours != theirs:
                    yield f"source {source or '(none)'}: the report counts {ours} {name}, the history {theirs}"
