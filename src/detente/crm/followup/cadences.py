"""Cadences: by which channel a lead is tried next, and when. Pure.

The steps of a cadence are counted from the hand-over, or from the last time they came back. Each step is made by
the next attempt, whatever its channel: the playbook suggests, the rep decides. Who began late keeps the distance
between two steps, so that nobody is called four times in a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from detente.crm.history.fold import CONVERSATIONS
from detente.crm.playbook.agreement import Agreement
from detente.crm.playbook.promises import Cadence

WORKED = ("mql", "sal")
"""Milestones in which sales tries to reach somebody."""


class BusinessDays(Protocol):
    """Working hours, as far as cadences need them."""

    def day_after(self, start: datetime, days: int) -> datetime:
        """When work begins on the n-th working day after `start`."""


@dataclass(frozen=True)
class Happened:
    """An event of the lead that its cadence looks at."""

    key: int
    kind: str
    at: datetime
    code: str | None = None
    channel: str | None = None
    reverses: int | None = None
    facts: dict[str, Any] | None = None


@dataclass(frozen=True)
class Run:
    """A cadence under way: since when, how many attempts were made since, and for whom it was chosen."""

    began_at: datetime
    made: int
    band: str | None
    is_request: bool


def still_counting(events: Iterable[Happened]) -> list[Happened]:
    """Events without those that were taken back."""
    every = list(events)
    gone = {event.reverses for event in every if event.reverses}
    return [event for event in every if event.key not in gone and event.kind != "reversed"]


def channels_used(events: Iterable[Happened]) -> list[str]:
    """The channels by which somebody tried, each once, in the order they were first used."""
    tried = [event.channel for event in still_counting(events) if event.kind == "attempted" and event.channel]
    return list(dict.fromkeys(tried))


def run_of(events: Iterable[Happened], *, at: datetime, requests: tuple[str, ...]) -> Run:
    """The lead's cadence as it stands when an attempt is made `at`."""
    found = sorted(still_counting(events), key=lambda event: (event.at, event.key))
    attempts = [event.at for event in found if event.kind == "attempted"]
    given = [event for event in found if event.kind == "handed_over"]
    began_at = _beginning(found, attempts, given) or (attempts[0] if attempts else at)
    return Run(
        began_at=began_at,
        made=sum(moment >= began_at for moment in attempts),
        band=(given[-1].facts or {}).get("band") if given else None,
        is_request=any(event.kind in ("captured", "touched") and event.code in requests for event in found),
    )


def _beginning(found: list[Happened], attempts: list[datetime], given: list[Happened]) -> datetime | None:
    """The last hand-over, or when they last came back after an attempt."""
    came_back = [
        event.at for event in found if event.kind == "touched" and attempts and event.at > attempts[0]
    ]
    return max((*(event.at for event in given), *came_back), default=None)


def cadence_of(agreement: Agreement, *, band: str | None, is_request: bool) -> Cadence | None:
    """The first cadence of the playbook that fits such a lead."""
    return next((one for one in agreement.cadences if one.fits(band=band, is_request=is_request)), None)


def goes_on(agreement: Agreement, *, stage: str, status: str, disposition: str, team: str | None) -> bool:
    """Whether a next step follows such an attempt: not of marketing's, and not once they answered."""
    if status == "connected" or disposition in CONVERSATIONS or team == "marketing":
        return False
    return agreement.milestone(stage) in WORKED


def step_after(cadence: Cadence, run: Run, *, at: datetime, hours: BusinessDays) -> dict[str, str] | None:
    """The step after an attempt made `at`, as an event keeps it; None when the cadence is through."""
    made = run.made + 1
    if made >= len(cadence.steps):
        return None
    step, before = cadence.steps[made], cadence.steps[made - 1]
    planned = hours.day_after(run.began_at, step.day) if step.day else run.began_at
    distance = max(step.day - before.day, 0)
    spaced = hours.day_after(at, distance) if distance else at
    return {"at": max(planned, spaced).isoformat(), "channel": step.channel, "by": "cadence"}


def first_step(cadence: Cadence | None) -> str | None:
    """The channel of the first step, which is due as soon as the lead is handed over."""
    return cadence.steps[0].channel if cadence and cadence.steps else None
