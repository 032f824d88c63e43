"""The clock of a handoff for readers: how much business time is left to answer, or since when it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from detente.analytics.business_time import Hours
from detente.web.moments import coming


@dataclass(frozen=True)
class Clock:
    """Business seconds left until `due_at` (negative once late) of `total`; `is_soon` after the warning.

    `past` is how long it has been late by everybody's clock: business hours told as days would be no days at all.
    """

    due_at: datetime
    left: float
    total: float
    past: timedelta = timedelta()
    is_soon: bool = False

    @property
    def is_late(self) -> bool:
        """Whether it should have been answered by now."""
        return self.left <= 0

    @property
    def is_today(self) -> bool:
        """Whether it is due before the reader's day ends."""
        return timezone.localdate(self.due_at) == timezone.localdate()

    @property
    def by(self) -> str:
        """The day and the time it is due, in short."""
        return coming(self.due_at)

    @property
    def spent(self) -> int:
        """The share of the time that has gone, in percent, 100 at most."""
        return 100 if self.total <= 0 else min(100, max(0, round(100 * (1 - self.left / self.total))))


def clock_of(
    assigned_at: datetime | None,
    due_at: datetime | None,
    warn_at: datetime | None,
    hours: Hours,
    now: datetime,
) -> Clock | None:
    """The clock as it stands now; None where none runs."""
    if assigned_at is None or due_at is None:
        return None
    left = -hours.seconds_between(due_at, now) if now > due_at else hours.seconds_between(now, due_at)
    # Past the due time outside of business hours no business second has gone yet: late all the same.
    left = min(left, -1.0) if now >= due_at else max(left, 1.0)
    total = hours.seconds_between(assigned_at, due_at)
    past = max(now - due_at, timedelta())
    past = timedelta(days=past.days) if past.days > 1 else past
    return Clock(due_at, left, total, past, is_soon=warn_at is not None and now >= warn_at)
