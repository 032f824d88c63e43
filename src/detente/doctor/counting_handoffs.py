"""Handoffs counted once more from the events alone: no row of the handoffs, no copy, no SQL of a report."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from detente.crm.models import Event
from detente.doctor.looking import Look

COUNTED = ("handoffs", "accepted", "rejected", "withdrawn")
_EVENT = ("kind", "code", "facts")


def handoffs_by_kind(look: Look) -> dict[str, Counter[str]]:
    """How many leads were handed over and passed on, and how they were answered; those set aside are left out."""
    told = Event.objects.filter(
        kind__in=("handed_over", "handoff_answered"), lead__is_archived=False
    ).order_by("id")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[Any, str] = {}
    for event in look.rows(told, *_EVENT):
        handoff = event["facts"]["handoff"]
        if event["kind"] == "handed_over":
            kinds[handoff] = event["code"]
            counts[event["code"]]["handoffs"] += 1
        elif handoff in kinds:
            counts[kinds[handoff]][event["code"]] += 1
    return counts
