"""The numbers of one verdict without its words: worked out once for each version of the tables, told to each reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from detente.analytics.engines import Engine
from detente.analytics.kept import is_remembered, remembered
from detente.analytics.query import Query
from detente.analytics.verdict.drill import Drill, drill
from detente.analytics.verdict.money import shortfall
from detente.analytics.verdict.periods import Against, known
from detente.analytics.verdict.reckoning import placebo, reckon
from detente.analytics.verdict.verdict import Verdict

MOST_TRIED = 60_000
"""Leads of both periods up to which every answer brings its placebo; above, it is worked out when asked for."""

AGAINST: tuple[Against, ...] = tuple(one for one in get_args(Against) if one != "halves")
"""What a period can be held against; `halves` is the placebo's own."""


@dataclass(frozen=True)
class Reckoned:
    """All numbers of an answer. `query` has its zone and as_of; the tables that `found` was counted from are let go."""

    query: Query
    against: Against
    found: Verdict
    money: dict[str, Any]
    drill: Drill


def against(text: str) -> Against:
    """The yardstick of this name. Raises `BadQuery`, listing those that exist."""
    known(text if text != "halves" else "")
    return cast(Against, text)


def work_out(engine: Engine, query: Query, held_against: Against = "before") -> Reckoned:
    """The numbers, from the tables or as they were worked out before. `query` has its zone and as_of."""
    query = of_everybody(query)
    return remembered(engine, _key(query, held_against), lambda: _reckoned(engine, query, held_against))


def is_known(engine: Engine, query: Query, held_against: Against) -> bool:
    """Whether the numbers are there at once."""
    return is_remembered(engine, _key(of_everybody(query), held_against))


def put_back(engine: Engine, reckoned: Reckoned) -> None:
    """Let numbers that another process worked out from the same tables stand here too."""
    remembered(engine, _key(reckoned.query, reckoned.against), lambda: reckoned)


def try_placebo(engine: Engine, reckoned: Reckoned) -> dict[str, Any]:
    """The benchmark against itself, as it came with the numbers, else worked out now."""
    if came := reckoned.found.checks.get("placebo"):
        return cast(dict[str, Any], came)
    question = ("verdict placebo", reckoned.query, reckoned.against)
    return remembered(
        engine, question, lambda: placebo(engine, reckoned.query, _first(engine, reckoned.query))
    )


def of_everybody(query: Query) -> Query:
    """The question without what differs by reader: whose comparison they see is cut when it is told."""
    return replace(query, by=None, horizon_days=None, reps="all")


def _key(query: Query, held_against: Against) -> tuple[object, ...]:
    return "verdict", query, held_against


def _first(engine: Engine, query: Query) -> Any:
    from detente.analytics.run import span_of

    return span_of(engine, query).first_arrival_at


def _reckoned(engine: Engine, query: Query, held_against: Against) -> Reckoned:
    first_at = _first(engine, query)
    found = reckon(engine, query, first_at, held_against)
    is_tried = found.total is not None and sum(found.counted.leads) <= MOST_TRIED
    checks = found.checks | {"placebo": placebo(engine, query, first_at) if is_tried else None}
    below = drill(engine, found.counted)
    found = replace(found, checks=checks, counted=replace(found.counted, tables={}))
    return Reckoned(query, held_against, found, shortfall(engine, query, found), below)
