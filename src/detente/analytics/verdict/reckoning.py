"""The verdict: what the tables say about a shortfall, from counts to names."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analytics.engines import Engine
from detente.analytics.query import Query
from detente.analytics.verdict.believed import Reading, Readings, as_judged, in_doubt
from detente.analytics.verdict.benchmarks import other_benchmarks
from detente.analytics.verdict.counted import Counted, count
from detente.analytics.verdict.definitions import changes_of_meaning, replayed_under
from detente.analytics.verdict.estimates import Estimate, estimate_of, union
from detente.analytics.verdict.evenness import Evenness, evenness
from detente.analytics.verdict.naming import (
    Named,
    Opinion,
    agreed,
    is_contested,
    is_made_up_for,
    made_up_for,
    only_follow_up,
    opinion,
    without_attempts,
)
from detente.analytics.verdict.periods import YARDSTICKS, Against, Periods, known, periods_of
from detente.analytics.verdict.split import PARTS, Funnel, Split, split
from detente.analytics.verdict.stage_counts import StageCounts
from detente.analytics.verdict.stages import LATE, counts_of, with_reasons, without_reasons
from detente.analytics.verdict.verdict import Verdict
from detente.analytics.verdict.yardsticks import held_against

Floats = NDArray[np.float64]

DRAWS = 200
_READINGS = 4
"""Fits of the twin with reasons, each with another doubt of them, so that the doubt goes through all of it."""
FEWEST_WINS = 25
"""Won leads of the benchmark below which nothing is named (METHODS 3.3)."""
FEWEST_WINS_FOR_ALL = 50
"""Won leads of the benchmark below which only follow-up is named: it rests on attempts, of which there are more."""
FEWEST_EXPECTED = 10
"""Wins that the benchmark's rate lets expect now, below which nothing is named."""
_FEWEST_LEADS = 30
_STATED = 0.15
"""Share of late losses with a stated reason below which the others are not read like them."""


def reckon(
    engine: Engine, query: Query, first_arrival_at: datetime | None, against: Against = "before"
) -> Verdict:
    """The verdict about the question's period against its benchmark. `query` has its zone and as_of.

    Raises `BadQuery` for a benchmark that does not exist.
    """
    known(against)
    periods = periods_of(query, first_arrival_at, against)
    changes = changes_of_meaning(engine, periods)
    playbook = replayed_under(engine, periods, changes)
    counted = count(engine, query, periods)
    if why := _too_little(counted):
        return Verdict(periods, Named(("cannot_tell",), why), counted, checks={"why": list(why)})
    twins, even = _fitted(counted)
    opinions = _opinions(counted, twins, even)
    named = _sayable(agreed(*opinions), counted)
    changed = [
        one.plain() for one in changes
        if (one.of_grading and counted.has_gate) or (one.of_milestones and playbook is None)
    ]  # fmt: skip
    if changed:
        named = Named(("cannot_tell",), ("definitions_changed",), named.flags)
    checks = _checks(counted, named, even, twins) | {
        "definitions_changed": changed,
        "replayed_under": playbook,
        "with_reasons": sorted(opinions[0].names),
        "without_reasons": sorted(opinions[1].names),
    }
    others = other_benchmarks(engine, periods, counted, twins["with_reasons"])
    found = replace(_told(periods, counted, named, twins, checks), others=others)
    return held_against(found, against, engine, list(twins.values())) if against in YARDSTICKS else found


def _opinions(counted: Counted, twins: dict[str, Split], even: dict[str, Evenness]) -> list[Opinion]:
    """What the twin with reasons would name, and the one without."""
    is_audited, knows = counted.audit.why_not() is None, knows_reasons(counted)
    return [
        opinion(
            twins[name], even["by_reasons"], even["by_all"], believes_reasons=name == "with_reasons",
            is_audited=is_audited, knows_reasons=knows, has_few_wins=_has_few_wins(counted),
        )
        for name in ("with_reasons", "without_reasons")
    ]  # fmt: skip


def _sayable(named: Named, counted: Counted) -> Named:
    """What of it may be said of few wins, or where no attempts are recorded."""
    if not counted.has_contacts:
        named = without_attempts(named)
    return only_follow_up(named) if _has_few_wins(counted) else named


def _has_few_wins(counted: Counted) -> bool:
    return counted.wins[0] < FEWEST_WINS_FOR_ALL


def placebo(engine: Engine, query: Query, first_arrival_at: datetime | None) -> dict[str, Any]:
    """The benchmark's second half against its first, where nothing should be named: names, total and components."""
    found = reckon(engine, query, first_arrival_at, "halves")
    return {
        "names": list(found.names),
        "rate": found.base_rate,
        "total": vars(found.total) if found.total else None,
        "components": {name: vars(one) for name, one in found.components.items()},
    }


def _too_little(counted: Counted) -> tuple[str, ...]:
    leads, wins = counted.leads, counted.wins
    if min(leads) < _FEWEST_LEADS or wins[0] == 0:
        return ("too_few_leads",)
    if wins[0] < FEWEST_WINS or wins[0] / leads[0] * leads[1] < FEWEST_EXPECTED:
        return ("too_few_wins",)
    if counted.rests["dated"] < 0.5 * counted.rests["advanced"]:
        return ("stages_undated",)
    losses = sum(float(counted[f"stage{j}"].n[counted[f"stage{j}"]["y"] > 1].sum()) for j in (2, 3, 4))
    return ("no_losses_recorded",) if losses < _FEWEST_LEADS and not counted.has_contacts else ()


def _fitted(counted: Counted) -> tuple[dict[str, Split], dict[str, Evenness]]:
    rng = np.random.default_rng(_seed(counted))
    funnel = Funnel(counted, DRAWS, rng)
    readings = readings_of(counted, rng)
    believing = with_reasons(counted, DRAWS, rng, readings) if knows_reasons(counted) else None
    blind = without_reasons(counted, DRAWS, rng)
    twins = {
        "with_reasons": split(funnel, believing or blind.read_as_quality()),
        "without_reasons": split(funnel, blind),
    }
    told = readings[len(readings) // 2].late if believing else None
    even = {
        "by_reasons": evenness(*_late(counted, told), believes_reasons=believing is not None),
        "by_all": evenness(*_late(counted, None), believes_reasons=False),
    }
    return twins, even


def _late(counted: Counted, reading: Reading | None) -> tuple[list[StageCounts], list[StageCounts]]:
    """The late stages' counts: of those that ended, and expected of all."""
    return (
        [counts_of(counted, j, reading, only_ended=True) for j in LATE],
        [counts_of(counted, j, reading) for j in LATE],
    )


def knows_reasons(counted: Counted) -> bool:
    """Whether at least 15 % of the late losses of either period have a reason that says more."""
    return all(
        sum(_late_losses(counted, period, (2, 3))) >= _STATED * sum(_late_losses(counted, period, (2, 3, 4)))
        for period in (0, 1)
    )


def _late_losses(counted: Counted, period: int, losses: tuple[int, ...]) -> list[float]:
    cells = (counted[f"stage{j}"] for j in LATE)
    return [float(c.n[(c["period"] == period) & np.isin(c["y"], losses)].sum()) for c in cells]


def readings_of(counted: Counted, rng: np.random.Generator) -> list[Readings]:
    """How stated reasons are read: as blind judges found where these are enough, else with the usual doubt."""
    if counted.audit.why_not() is None:
        return as_judged(counted.audit.rereadings(_READINGS, rng))
    return in_doubt(_READINGS)


def _seed(counted: Counted) -> int:
    """The same counts give the same answer."""
    return int(sum(counted.leads) * 1000 + sum(counted.wins))


def _told(
    periods: Periods, counted: Counted, named: Named, twins: dict[str, Split], checks: dict[str, Any]
) -> Verdict:
    each = {name: _estimates(found) for name, found in twins.items()}
    parts = [name for name in PARTS if name != "follow_up" or counted.has_contacts]
    told = {name: union([one[name] for one in each.values()]) for name in ("total", *parts)}
    base = float(np.mean([np.median(found.rates[0]) for found in twins.values()]))
    total = told.pop("total")
    return Verdict(periods, named, counted, total, told, each, base, base * (1 + total.estimate), checks)


def _estimates(found: Split) -> dict[str, Estimate]:
    base = found.rates[0]
    draws = {"total": found.change, **found.parts}
    told = {name: estimate_of(part / base) for name, part in draws.items()}
    if is_contested(found):
        for name, sign in (("follow_up", -1), ("quality_early", 1)):
            settled = estimate_of((found.parts[name] + sign * found.contested) / base)
            told[name] = replace(union([told[name], settled]), estimate=settled.estimate)
    elif is_made_up_for(found):
        for name, sign in (("follow_up", 1), ("quality_early", -1)):
            settled = estimate_of((found.parts[name] + sign * made_up_for(found)) / base)
            told[name] = union([told[name], settled])
    return told


def _checks(
    counted: Counted, named: Named, even: dict[str, Evenness], twins: dict[str, Split]
) -> dict[str, Any]:
    rests = counted.rests
    return {
        "why": list(named.why),
        "flags": sorted(named.flags),
        "shared_by_all_reps": {name: vars(one) for name, one in even.items()},
        "missing_reasons": rests["unexplained"] / max(rests["ended"], 1),
        "open_now": rests["open_now"] / max(counted.leads[1], 1),
        "reps_pooled": counted.codes.pooled_reps,
        "blind_audit": counted.audit.told(),
        "leads_without_owner": rests["ownerless"],
        "attempts_recorded": counted.has_contacts,
        "graded_first": counted.has_gate,
        "leads": list(counted.leads),
        "wins": list(counted.wins),
        "unexplained_between_twins": {
            name: float(np.median(twins["with_reasons"].parts[name] / twins["with_reasons"].rates[0])
                        - np.median(twins["without_reasons"].parts[name] / twins["without_reasons"].rates[0]))
            for name in PARTS
        },
    }  # fmt: skip
