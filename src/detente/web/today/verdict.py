"""The verdict's headline, as a worker worked it out last; a page of today never waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from detente.analytics.verdict.sentences import finding
from detente.web.verdict import kept

ROLES = ("executive", "manager", "marketing")


@dataclass(frozen=True)
class Headline:
    """Its sentence, what stands behind it, and until when facts are in it."""

    sentence: str
    said: str
    as_of: datetime


def headline(user: Any) -> Headline | None:
    """For those who steer by it; None before the first one, and where there was nothing to hold against each other."""
    last = kept.last() if user.role in ROLES else None
    if last is None or not all(last.reckoned.found.counted.leads):
        return None
    told = finding(last.reckoned.found, last.reckoned.money)
    as_of = last.reckoned.query.as_of or last.worked_out_at
    return Headline(told[0], " ".join(told[1:-1]), as_of.replace(tzinfo=UTC))
