"""The verdict as an answer, for every door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from detente.analytics.answer import Answer, Caution, Column, Definition, Period, Row
from detente.analytics.engines import Engine
from detente.analytics.language import marked, say
from detente.analytics.query import Query
from detente.analytics.reports import VERDICT
from detente.analytics.verdict.asking import Reckoned, work_out
from detente.analytics.verdict.bridge import Block, bridge, plain
from detente.analytics.verdict.bridge_chart import block_name, draw
from detente.analytics.verdict.drill import Drill
from detente.analytics.verdict.estimates import Estimate
from detente.analytics.verdict.late_words import late_told
from detente.analytics.verdict.mix_words import shifts
from detente.analytics.verdict.money import to_hundreds
from detente.analytics.verdict.periods import Against
from detente.analytics.verdict.sentences import cautions, definitions, finding
from detente.analytics.verdict.split import PARTS
from detente.analytics.verdict.verdict import Verdict

SLUG = "verdict"
NAME = marked("Verdict")


def answer(engine: Engine, query: Query, against: Against = "before") -> Answer:
    """The verdict. Its `more` holds names, components and checks; `total` and components are shares of the
    benchmark's win rate."""
    return tell(engine, work_out(engine, query, against), query)


def tell(engine: Engine, reckoned: Reckoned, query: Query) -> Answer:
    """The numbers in the reader's words; reps whose comparison is not theirs to see are left out."""
    found, money, seen = reckoned.found, reckoned.money, replace(reckoned.query, reps=query.reps)
    blocks = bridge(found)
    return Answer(
        report=SLUG,
        title=say(NAME),
        question=say(VERDICT),
        finding=_finding(found, money, reckoned.drill),
        period=Period(found.periods.now_from, found.periods.now_to - timedelta(days=1), str(seen.zone)),
        as_of=seen.as_of or engine.as_of,
        rows=tuple(_row(block, found, money) for block in blocks),
        columns=columns(),
        cautions=(*cautions(found), *(Caution(note) for note in engine.notes)),
        definitions=(*definitions(found, reckoned.against), _late(found)),
        engine=engine.name,
        query=seen,
        draw=draw,
        total=_total(found, money),
        currency=engine.currency,
        dated=say("Arrived"),
        takes_horizon=False,
        more=more(found, money, reckoned.against) | {"bridge": [plain(block) for block in blocks]}
        | reckoned.drill.cut(query.reps).plain(),
    )  # fmt: skip


def _finding(found: Verdict, money: dict[str, Any], drill: Drill) -> tuple[str, ...]:
    """The finding, with the sources that moved where it goes with their mix."""
    headline, *rests = finding(found, money)
    return (headline, *rests[:1], *shifts(found.names, drill), *rests[1:])


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (
        Column("part", say("Part"), "text", say("what may have changed"), is_brief=True),
        Column("change", say("Change"), "rate", say("what both estimates carry, as a share of the benchmark's win "
               "rate; the parts add up to the whole"), is_brief=True),
        Column("low", say("Low"), "rate", say("lower end of its 90 %% interval, of both estimates"), is_brief=True),
        Column("high", say("High"), "rate", say("upper end of its 90 %% interval, of both estimates"), is_brief=True),
        Column("won", say("Won deals"), "number", say("the change in won deals among the leads of the period"),
               is_brief=True),
        Column("value_minor", say("Worth"), "money", say("these deals at the mean value of a won deal")),
        Column("estimate", say("Mean of both"), "rate", say("the mean of both estimates, for programs")),
        Column("team", say("Team"), "text", say("whose part it is; nothing where it is nobody's")),
    )  # fmt: skip


def _row(block: Block, found: Verdict, money: dict[str, Any]) -> Row:
    one = found.components.get("selling" if block.name == "market" else block.name)
    return {
        "part": block_name(block.name), **_sized(block.change, found, money), "low": block.low, "high": block.high,
        "estimate": one.estimate if one else None, "team": block.team,
    }  # fmt: skip


def _total(found: Verdict, money: dict[str, Any]) -> Row:
    if not (one := found.total):
        return {}
    sized = _sized(one.estimate, found, money)
    return {
        "part": say("All together"),
        **sized,
        "low": one.low,
        "high": one.high,
        "estimate": one.estimate,
        "team": "",
    }


def _sized(change: float, found: Verdict, money: dict[str, Any]) -> Row:
    won = change * (found.base_rate or 0) * found.counted.leads[1]
    mean = money["mean_value_minor"]
    return {"change": change, "won": won, "value_minor": None if mean is None else to_hundreds(won * mean)}


def _late(found: Verdict) -> Definition:
    return Definition(marked("found out late"), late_told(found.counted.late_cost))


def more(found: Verdict, money: dict[str, Any], against: Against) -> dict[str, Any]:
    """What programs read: names, total and components as shares of the benchmark's win rate, checks."""
    return {
        "names": list(found.names),
        "total": _plain(found.total),
        "components": {name: _plain(found.components.get(name)) for name in found.components or PARTS},
        "twins": {
            twin: {name: _plain(one) for name, one in held.items()} for twin, held in found.twins.items()
        },
        "benchmark": {"against": against} | _benchmark(found),
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
