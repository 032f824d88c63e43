"""When past leads would have been sales-ready: at the first response at which a playbook says so."""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.analytics.points import Leads, Plan, Touches
from detente.analytics.points.columns import Ints
from detente.analytics.points.conditions import Holds

MOST = 200
"""Responses of a lead that are looked at: whoever was not ready after so many will not be by the next."""
NEVER = -1


def ready_since(plan: Plan, touches: Touches, count: int) -> Ints:
    """Seconds since 1970 of the response that made each lead sales-ready; -1 where none did.

    `plan` is of all leads and all their responses. Between two responses points only fade.
    """
    found = np.full(count, NEVER, dtype=np.int64)
    starts, ends = _spans(touches, count)
    open_ = np.flatnonzero((ends > starts) & ~plan.is_excluded)
    for number in range(1, MOST + 1):
        open_ = open_[(ends[open_] - starts[open_]) >= number]
        if not len(open_):
            break
        moments = touches.at[starts[open_] + number - 1]
        first = _first(touches, starts, open_, number)
        is_ready = plan.of_leads(open_, first).at(moments).is_ready
        found[open_[is_ready]] = moments[is_ready]
        open_ = open_[~is_ready]
    return found


def last_responses(touches: Touches, count: int, otherwise: Ints) -> Ints:
    """When each lead did something for the last time; where it never did, the moment in `otherwise`."""
    starts, ends = _spans(touches, count)
    if not len(touches.at):
        return otherwise
    return np.where(ends > starts, touches.at[np.maximum(ends - 1, 0)], otherwise)


def _spans(touches: Touches, count: int) -> tuple[Ints, Ints]:
    """Where the responses of each lead begin and end."""
    places = np.arange(count)
    return np.searchsorted(touches.lead, places), np.searchsorted(touches.lead, places, side="right")


def _first(touches: Touches, starts: Ints, leads: Ints, number: int) -> Touches:
    """The first responses of these leads, so many of each, under the leads' new places."""
    rows = (starts[leads][:, None] + np.arange(number)[None, :]).ravel()
    chosen = touches.take(rows)
    return Touches(np.repeat(np.arange(len(leads)), number), chosen.at, chosen.kind, chosen.codes)


def plan_of(terms: Any, leads: Leads, touches: Touches, holds: Holds) -> Plan:
    """A playbook's points for all of them."""
    return Plan.of(terms.scoring, terms.readiness, leads, touches, holds)
