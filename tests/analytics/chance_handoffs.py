"""A company of chance whose leads are handed over, assigned, tried and answered, with gaps in what is known."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from detente.analytics.business_time import Hours
from tests.analytics.chance import chance_company
from tests.analytics.worlds import AS_OF

REPS = {1: "inside sales", 2: "inside sales", 3: "sales", 4: "marketing", 5: None}
WEEK = dict.fromkeys(range(5), ((9 * 60, 12 * 60), (13 * 60, 17 * 60)))
HOURS = {
    "inside sales": Hours(WEEK, ZoneInfo("Europe/Berlin"), country="DE"),
    "sales": Hours(dict.fromkeys(range(6), ((8 * 60, 18 * 60),)), ZoneInfo("America/New_York")),
}
REASONS = (
    ("rejected", "duplicate", "quality"),
    ("rejected", "territory", "unknown"),
    ("recycled", "timing", "sales"),
)


def handed_company(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Tables of leads, handoffs, assignments, activities, touches, reasons, reps and working time."""
    random = Random(seed)
    tables = chance_company(seed, 150)
    tables |= {name: [] for name in ("handoffs", "assignments", "activities", "touches")}
    for lead in tables["leads"]:
        lead["owner_id"] = random.choice([None, 1, 3, 4, 9])
        lead["exit_reason"] = random.choice(["timing", "other", None]) if lead["exit"] else None
        at = lead["arrived_at"] or datetime(2026, 2, 1)
        for _ in range(random.choice([0, 1, 1, 2])):
            tables["touches"].append(_row("touch_id", tables["touches"], lead, at + _some(random, 40)))
        for _ in range(random.choice([0, 0, 1, 2])):
            to = random.choice([None, 1, 2, 3, 4, 5, 9])
            tables["assignments"].append(
                _row("assignment_id", tables["assignments"], lead, at + _some(random, 30)) | {"to_id": to}
            )
        for _ in range(random.choice([0, 0, 1, 1, 2])):
            tables["handoffs"].append(
                _handoff(random, lead, at + _some(random, 20), len(tables["handoffs"]) + 1)
            )
        for _ in range(random.choice([0, 0, 1, 2, 4, 7])):
            tables["activities"].append(_attempt(random, tables["activities"], lead, at + _some(random, 60)))
    tables["reasons"] = [
        {"playbook": version, "exit": exit_, "reason": code, "name": code.title(), "side": side}
        for version in (1, 2) for exit_, code, side in REASONS
    ]  # fmt: skip
    tables["reps"] = [{"rep_id": key, "name": f"Rep {key}", "team": team} for key, team in REPS.items()]
    tables["working_spans"] = [
        {"team": team, "opens_at": opens, "closes_at": closes, "seconds_before": before}
        for team, hours in HOURS.items()
        for opens, closes, before in hours.spans(datetime(2025, 11, 1).date(), datetime(2026, 12, 31).date())
    ]
    return tables


def _some(random: Random, days: int) -> timedelta:
    """Mostly a few hours, sometimes many days."""
    return timedelta(minutes=random.randrange(60 * 24 * (days if random.random() < 0.4 else 1)))


def _row(key: str, table: list[Any], lead: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {key: len(table) + 1, "lead_id": lead["lead_id"], "at": min(at, AS_OF)}


def _attempt(random: Random, table: list[Any], lead: dict[str, Any], at: datetime) -> dict[str, Any]:
    return _row("activity_id", table, lead, at) | {
        "rep_id": random.choice([1, 2, 3, 4, 9, None]),
        "channel": random.choice(["call", "call", "mail", "text", "meeting", "social"]),
        "is_attempt": random.choice([True, True, True, None, False]),
        "is_conversation": random.choice([False, False, None, True]),
    }  # fmt: skip


def _handoff(random: Random, lead: dict[str, Any], made: datetime, key: int) -> dict[str, Any]:
    made = min(made, AS_OF)
    answer = random.choice(["accepted", "accepted", "rejected", "withdrawn", None])
    pooled = random.choice([0, 0, 0, 5400])
    assigned = None if random.random() < 0.1 else made + timedelta(seconds=pooled)
    return {
        "handoff_id": key, "lead_id": lead["lead_id"], "kind": random.choice(["handed_over", "handed_over", "passed"]),
        "to_id": random.choice([1, 2, 3, None]) if assigned else None, "made_at": made,
        "responded_to_at": random.choice([None, made - timedelta(minutes=random.randrange(600))]),
        "assigned_at": assigned, "due_at": made + timedelta(hours=4) if assigned else None,
        "attempt_due_at": random.choice([None, made + timedelta(hours=8)]) if assigned else None,
        "answer": answer, "reason": random.choice(["duplicate", "territory"]) if answer == "rejected" else None,
        "answered_at": min(made + _some(random, 9), AS_OF) if answer else None,
        "pooled_seconds": pooled, "playbook": random.choice([1, 2]), "band": random.choice(["A", "B", None]),
        "score": random.randrange(100),
    }  # fmt: skip
