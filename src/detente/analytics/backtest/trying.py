"""The back-test: both playbooks on the same past leads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from detente.analytics.backtest.past import Past, Terms
from detente.analytics.backtest.readying import NEVER, last_responses, plan_of, ready_since
from detente.analytics.backtest.result import (
    Answering,
    Backtest,
    Crossing,
    Example,
    Load,
    Ready,
    ReadySides,
    Reason,
    Share,
    Shift,
)
from detente.analytics.points import Column, Plan
from detente.analytics.points.columns import Ints, Mask
from detente.analytics.points.conditions import Holds
from detente.analytics.points.fading import DAY

EXAMPLES = 5
_WEEK = 7 * DAY


def backtest(old: Terms, new: Terms, past: Past, *, holds: Holds) -> Backtest:
    """What `new` would have changed against `old` on `past`; terms without points make nobody sales-ready."""
    since = [_ready(terms, past, holds) for terms in (old, new)]
    scores = [_last_scores(terms, past, holds) for terms in (old, new)]
    change = scores[1][0] - scores[0][0]
    is_ready = [moments != NEVER for moments in since]
    return Backtest(
        since=past.since, until=past.until, leads=past.leads.count,
        without_response=past.leads.count - len(np.unique(past.touches.lead)), ready=_sides(past, since),
        sources=_shifts(past, is_ready, change), bands=_crossings(scores[0][1], scores[1][1]),
        gain=int((change > 0).sum()), lose=int((change < 0).sum()), gaining=_examples(past, scores, change),
        losing=_examples(past, scores, -change), loads=_loads(past, is_ready),
        answering=_answering(old, new, past, is_ready), reasons=_reasons(old, new, past),
    )  # fmt: skip


def _ready(terms: Terms, past: Past, holds: Holds) -> Ints:
    if terms.scoring is None:
        return np.full(past.leads.count, NEVER, dtype=np.int64)
    plan: Plan = plan_of(terms, past.leads, past.touches, holds)
    return ready_since(plan, past.touches, past.leads.count)


def _last_scores(terms: Terms, past: Past, holds: Holds) -> tuple[Ints, np.ndarray]:
    """Points and band at the last response of each lead."""
    if terms.scoring is None:
        return np.zeros(past.leads.count, dtype=np.int64), np.full(past.leads.count, "", dtype=object)
    moments = last_responses(past.touches, past.leads.count, past.arrived)
    scores = plan_of(terms, past.leads, past.touches, holds).at(moments)
    names = np.array([band.code for band in terms.scoring.bands], dtype=object)
    return scores.score, names[scores.band]


def _sides(past: Past, since: list[Ints]) -> ReadySides:
    old, new = (moments != NEVER for moments in since)
    none = np.full(past.leads.count, NEVER, dtype=np.int64)
    return ReadySides(
        _of(past, old, since[0]), _of(past, new, since[1]), _of(past, old & new, none),
        _of(past, old & ~new, none), _of(past, new & ~old, none),
    )  # fmt: skip


def _of(past: Past, chosen: Mask, since: Ints) -> Ready:
    count, offered = int(chosen.sum()), chosen & past.was_offered
    waits = (since - past.arrived)[chosen & (since != NEVER)]
    return Ready(
        count, Share.of(int((offered & past.was_accepted).sum()), int(offered.sum())),
        Share.of(int((chosen & past.was_won).sum()), count),
        round(float(np.median(waits)) / DAY, 1) if len(waits) else None,
    )  # fmt: skip


def _groups(column: Column) -> Iterable[tuple[Any, Mask]]:
    for code, value in enumerate(column.values):
        yield value, column.codes == code


def _shifts(past: Past, is_ready: list[Mask], change: Ints) -> list[Shift]:
    found = [
        Shift(
            name, int(mine.sum()), int((mine & is_ready[0]).sum()), int((mine & is_ready[1]).sum()),
            int((mine & (change > 0)).sum()), int((mine & (change < 0)).sum()),
            round(float(change[mine].mean()), 1),
        )
        for name, mine in _groups(past.source) if mine.any()
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-abs(row.new_ready - row.old_ready), -row.leads, row.name or ""))


def _crossings(old: np.ndarray, new: np.ndarray) -> list[Crossing]:
    pairs, counts = np.unique(np.stack([old.astype(str), new.astype(str)]), axis=1, return_counts=True)
    return [Crossing(str(a), str(b), int(n)) for (a, b), n in zip(pairs.T, counts, strict=True)]


def _examples(past: Past, scores: list[tuple[Ints, np.ndarray]], gain: Ints) -> list[Example]:
    order = np.lexsort((-past.ids, -gain))[:EXAMPLES]
    return [
        Example(int(past.ids[place]), int(scores[0][0][place]), int(scores[1][0][place]))
        for place in order if gain[place] > 0
    ]  # fmt: skip


def _loads(past: Past, is_ready: list[Mask]) -> list[Load]:
    """How many would stand open with somebody at a time: as many as come while one is worked."""
    weeks = max((past.until - past.since) / _WEEK, 1)
    worked_weeks = None if past.worked_days is None else past.worked_days / 7
    found = []
    for name, mine in _groups(past.owner):
        a_week = [float((mine & ready).sum()) / weeks for ready in is_ready]
        if any(a_week):
            open_ = [None if worked_weeks is None else round(one * worked_weeks, 1) for one in a_week]
            rounded = [round(one, 2) for one in a_week]
            found.append(Load(name, rounded[0], rounded[1], open_[0], open_[1], past.capacity.get(name)))
    return sorted(found, key=lambda row: (row.name is None, -row.new_a_week, row.name or ""))


def _answering(old: Terms, new: Terms, past: Past, is_ready: list[Mask]) -> Answering:
    days = max(past.business_days, 1)
    a_day = [round(float(ready.sum()) / days, 2) for ready in is_ready]
    within = [_within(terms, past) for terms in (old, new)]
    return Answering(
        a_day[0], a_day[1], round(past.busiest_day, 2), old.answer_minutes, new.answer_minutes, within[0], within[1]
    )  # fmt: skip


def _within(terms: Terms, past: Past) -> Share | None:
    if terms.answer_minutes is None:
        return None
    return Share.of(int((past.response_minutes <= terms.answer_minutes).sum()), len(past.response_minutes))


def _reasons(old: Terms, new: Terms, past: Past) -> list[Reason]:
    """The reasons that count for another side than before, the most frequent first."""
    codes = sorted({*old.sides, *new.sides})
    counts = {value: int(mine.sum()) for value, mine in _groups(past.reason)}
    found = [
        Reason(
            code, new.reasons.get(code) or old.reasons.get(code, code), old.sides.get(code), new.sides.get(code),
            counts.get(code, 0),
        )
        for code in codes if old.sides.get(code) != new.sides.get(code)
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-row.leads, row.code))
