"""A period held against a target, or against the best sources: how far it is to them, and not why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from detente.analytics.engines import Engine
from detente.analytics.verdict.benchmarks import best_quartile, goal_of
from detente.analytics.verdict.estimates import Estimate, estimate_of, union
from detente.analytics.verdict.naming import MATERIAL, Named
from detente.analytics.verdict.split import Split
from detente.analytics.verdict.verdict import Verdict

Floats = NDArray[np.float64]

_SURE = 0.02


def held_against(found: Verdict, against: str, engine: Engine, twins: Sequence[Split]) -> Verdict:
    """The verdict against another yardstick. Names no cause: where it falls short, it says that it cannot tell why."""
    if against == "best_quartile" and "definitions_changed" in found.named.why:
        return found
    told = _target(found, engine, twins) if against == "target" else _best_sources(found, twins)
    if told is None:
        why = "no_target" if against == "target" else "too_few_sources"
        nothing = replace(found, components={}, twins={}, total=None, base_rate=None, rate=None)
        return _renamed(nothing, ("cannot_tell",), (why,))
    is_short = told.total is not None and told.total.high <= -_SURE and told.total.estimate <= -MATERIAL
    return _renamed(told, ("cannot_tell",), (f"against_{against}",)) if is_short else _renamed(told, (), ())


def _target(found: Verdict, engine: Engine, twins: Sequence[Split]) -> Verdict | None:
    """Of a number that was aimed at only the total can be told."""
    goal = goal_of(engine, found.periods)
    if goal is None or not found.counted.leads[1]:
        return None
    rate = goal.won(found.counted) / found.counted.leads[1]
    return _measured(found, [{"total": one.rates[1] / rate - 1} for one in twins], rate)


def _best_sources(found: Verdict, twins: Sequence[Split]) -> Verdict | None:
    """The mix is how much less the sources of now brought before than the best quarter did; the rest has no name."""
    each, rates = [], []
    for one in twins:
        _, aimed = best_quartile(one)
        if aimed is None:
            return None
        by_mix = (one.shares[1] * one.by_source[0]).sum(1) / aimed - 1
        each.append({"total": one.rates[1] / aimed - 1, "mix": by_mix})
        rates.append(float(np.median(aimed)))
    return _measured(found, each, sum(rates) / len(rates))


def _measured(found: Verdict, each: Sequence[dict[str, Floats]], rate: float) -> Verdict:
    twins = {name: {part: estimate_of(draws) for part, draws in held.items()}
             for name, held in zip(found.twins, each, strict=True)}  # fmt: skip
    told: dict[str, Estimate] = {part: union([held[part] for held in twins.values()]) for part in each[0]}
    return replace(found, total=told.pop("total"), components=told, twins=twins, base_rate=rate)


def _renamed(found: Verdict, names: tuple[str, ...], why: tuple[str, ...]) -> Verdict:
    return replace(found, named=Named(names, why), checks=found.checks | {"why": list(why), "flags": []})
