"""What a back-test is made on: past leads with what they did and what became of them, and two playbooks' terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.analytics.points import Column, Leads, Touches
from detente.analytics.points.columns import Ints, Mask


@dataclass(frozen=True)
class Terms:
    """What a version of the playbook says that a back-test compares.

    `answer_minutes` is the business time in which sales answers (None: nothing agreed), `sides` the side of each
    reason for the statistics, by its code, `reasons` their names.
    """

    scoring: Any
    readiness: Any
    answer_minutes: int | None
    sides: Mapping[str, str]
    reasons: Mapping[str, str]


@dataclass(frozen=True)
class Past:
    """Leads that arrived in a period, by rising key, with their facts as they stand now.

    `arrived` in seconds since 1970. `was_offered`, `was_accepted`, `was_won`: whether the lead ever became an MQL (or
    went further), whether sales accepted it, whether it was won. `response_minutes` are the business minutes from
    becoming an MQL to the first attempt, of those leads that have both. `busiest_day` is how many leads were begun on
    each business day of the busiest week, `worked_days` how long half of the accepted leads were worked.
    """

    since: int
    until: int
    business_days: int
    ids: Ints
    leads: Leads
    touches: Touches
    arrived: Ints
    source: Column
    owner: Column
    reason: Column
    was_offered: Mask
    was_accepted: Mask
    was_won: Mask
    response_minutes: Ints
    busiest_day: float
    worked_days: float | None
    capacity: Mapping[str, int]
