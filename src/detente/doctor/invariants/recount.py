"""I8: the funnel and the handoffs on the copy say what plain Python counts in the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from detente import copy
from detente.analytics.engines import Engine
from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.doctor.counting import COUNTED, funnel_by_source
from detente.doctor.counting_handoffs import COUNTED as OF_HANDOFFS
from detente.doctor.counting_handoffs import handoffs_by_kind
from detente.doctor.looking import Look

NUMBER = "I8"
TITLE = "The funnel and the handoffs on the copy = the same counted in plain Python on the primary"
REPAIR = "detente copy rebuild; if it stays, the report's SQL is wrong: please report it with these lines."


def faults(look: Look) -> Iterator[str]:
    """Counts that differ; on a long history only a deep look recounts them."""
    if not look.is_whole:
        return
    with copy.alongside(look.snapshot) as engine:
        if engine is not None:
            yield from _funnel(look, engine)
            yield from _handoffs(look, engine)


def _funnel(look: Look, engine: Engine) -> Iterator[str]:
    told = {row["source"] or None: row for row in answer("funnel", engine, Query(by="source")).rows}
    recounted = funnel_by_source(look)
    for source in sorted(told.keys() | recounted.keys(), key=str):
        where = f"source {source or '(none)'}"
        yield from _different(where, COUNTED, told.get(source), recounted.get(source))


def _handoffs(look: Look, engine: Engine) -> Iterator[str]:
    told = {row["kind"]: row for row in answer("handoffs", engine, Query(by="kind")).rows}
    recounted = handoffs_by_kind(look)
    for kind in sorted(told.keys() | recounted.keys(), key=str):
        yield from _different(f"handoffs {kind}", OF_HANDOFFS, told.get(kind), recounted.get(kind))


def _different(
    where: str, names: Iterable[str], told: Mapping[str, Any] | None, recounted: Mapping[str, Any] | None
) -> Iterator[str]:
    for name in names:
        ours, theirs = (told or {}).get(name, 0), (recounted or {}).get(name, 0)
        if ours != theirs:
            yield f"{where}: the report counts {ours} {name}, the history {theirs}"
