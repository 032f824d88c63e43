"""Leads that a rep set aside for the day: they stand last in the queue until tomorrow, in this session only."""

from __future__ import annotations

from typing import Any

from detente.crm.people.days import today

NAME = "skipped"


def skipped(request: Any) -> set[int]:
    """The leads skipped today."""
    kept = request.session.get(NAME) or {}
    return set(kept.get("leads", ())) if kept.get("day") == today().isoformat() else set()


def skip(request: Any, lead_id: int, *, back: bool = False) -> None:
    """Set a lead aside for today, or take that back."""
    now = skipped(request) - {lead_id} if back else skipped(request) | {lead_id}
    request.session[NAME] = {"day": today().isoformat(), "leads": sorted(now)}
