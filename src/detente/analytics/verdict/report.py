"""The verdict as an answer, for every door."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from detente.analytics.answer import Answer, Caution, Chart, Column, Period, Row
from detente.analytics.engines import Engine
from detente.analytics.language import marked, say
from detente.analytics.query import Query
from detente.analytics.reports import VERDICT
from detente.analytics.verdict.money import shortfall
from detente.analytics.verdict.periods import Against
from detente.analytics.verdict.reckoning import Estimate, Verdict, placebo, reckon
from detente.analytics.verdict.sentences import cautions, definitions, finding, part_name
from detente.analytics.verdict.split import PARTS

SLUG = "verdict"
NAME = marked("Verdict")
MOST_TRIED = 60_000
"""Leads of both periods up to which every answer brings its placebo; above, `placebo` gives it when asked."""


def answer(engine: Engine, query: Query, against: Against = "before") -> Answer:
    """The verdict. Its `more` holds names, components and checks; `total` and rows are shares of the benchmark rate."""
    from detente.analytics.run import span_of

    query = replace(query, by=None)
    first_at = span_of(engine, query).first_arrival_at
    found = reckon(engine, query, first_at, against)
    found.checks["placebo"] = placebo(engine, query, first_at) if _is_tried(found) else None
    money = shortfall(engine, query, found)
    return Answer(
        report=SLUG,
        title=say(NAME),
        question=say(VERDICT),
        finding=finding(found, money),
        period=Period(query.from_on, query.to_on, str(query.zone)),
        as_of=query.as_of or engine.as_of,
        rows=tuple(_row(part_name(name), one, found) for name, one in found.components.items()),
        columns=columns(),
        cautions=(*cautions(found), *(Caution(note) for note in engine.notes)),
        definitions=tuple(definitions(found)),
        engine=engine.name,
        query=query,
        draw=_no_charts,
        total=_row(say("All together"), found.total, found) if found.total else {},
        currency=engine.currency,
        dated=say("Arrived"),
        takes_horizon=False,
        more=more(found, money),
    )


def _is_tried(found: Verdict) -> bool:
    """Whether the benchmark is tried against itself: where there is enough of it, and asking twice takes seconds."""
    return found.total is not None and sum(found.counted.leads) <= MOST_TRIED


def _no_charts(answer: Answer) -> tuple[Chart, ...]:
    return ()


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (
        Column("part", say("Part"), "text", say("what may have changed"), is_brief=True),
        Column("estimate", say("Change"), "rate", say("as a share of the benchmark's win rate"), is_brief=True),
        Column("low", say("Low"), "rate", say("lower end of its 90 %% interval, of both twins"), is_brief=True),
        Column("high", say("High"), "rate", say("upper end of its 90 %% interval, of both twins"), is_brief=True),
        Column("won", say("Won deals"), "number", say("the change in won deals among the leads of the period"),
               is_brief=True),
    )  # fmt: skip


def _row(part: str, one: Estimate, found: Verdict) -> Row:
    expected = (found.base_rate or 0) * found.counted.leads[1]
    return {
        "part": part,
        "estimate": one.estimate,
        "low": one.low,
        "high": one.high,
        "won": one.estimate * expected,
    }


def more(found: Verdict, money: dict[str, Any]) -> dict[str, Any]:
    """What programs read: names, total and components as shares of the benchmark's win rate, checks."""
    return {
        "names": list(found.names),
        "total": _plain(found.total),
        "components": {name: _plain(found.components.get(name)) for name in found.components or PARTS},
        "twins": {
            twin: {name: _plain(one) for name, one in held.items()} for twin, held in found.twins.items()
        },
        "benchmark": _benchmark(found),
        "other_benchmarks": found.others,
        "late_discovery": found.counted.late_cost,
        "shortfall": money,
        "checks": found.checks,
    }


def _plain(one: Estimate | None) -> dict[str, float | None]:
    return vars(one) if one else {"estimate": None, "low": None, "high": None}


def _benchmark(found: Verdict) -> dict[str, Any]:
    periods = found.periods
    return {
        "from": periods.base_from.isoformat(), "to": periods.instants()["base_to"].date().isoformat(),
        "now_from": periods.now_from.isoformat(), "rate": found.base_rate, "now_rate": found.rate,
    }  # fmt: skip
