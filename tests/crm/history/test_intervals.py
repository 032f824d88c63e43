"""Where a lead stood from when to when, without gaps, whatever is told late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from detente.crm.history.intervals import intervals_of

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def day(number: float) -> datetime:
    return MONDAY + timedelta(days=number)


def told(*steps: tuple[str, str | None, str, float]) -> list[tuple[str, float, float | None]]:
    """(kind, from, to, day) in order of seq -> (stage, day entered, day left)."""
    events: list[dict[str, Any]] = [
        {"kind": kind, "from_stage": before, "to_stage": to, "at": day(at), "seq": seq}
        for seq, (kind, before, to, at) in enumerate(steps, 1)
    ]
    return [
        (step.stage, (step.entered_at - MONDAY).days, (step.left_at - MONDAY).days if step.left_at else None)
        for step in intervals_of(events)
    ]


def test_each_stage_lasts_until_the_next() -> None:
    assert told(("captured", None, "inquiry", 0), ("moved", "inquiry", "mql", 2), ("ended", "mql", "rejected", 5)) == [
        ("inquiry", 0, 2), ("mql", 2, 5), ("rejected", 5, None),
    ]  # fmt: skip


def test_a_backfilled_stage_slides_in_by_its_date() -> None:
    assert told(("captured", None, "inquiry", 0), ("moved", "inquiry", "sql", 6), ("backfilled", None, "mql", 4)) == [
        ("inquiry", 0, 4), ("mql", 4, 6), ("sql", 6, None),
    ]  # fmt: skip


def test_backfilled_to_the_instant_of_the_last_move_it_comes_before_it() -> None:
    found = told(
        ("captured", None, "inquiry", 0), ("moved", "inquiry", "sql", 6), ("backfilled", None, "mql", 6)
    )
    assert found == [("inquiry", 0, 6), ("mql", 6, 6), ("sql", 6, None)]


def test_backfilled_to_the_instant_of_the_arrival_it_comes_after_it() -> None:
    found = told(
        ("captured", None, "inquiry", 0), ("moved", "inquiry", "sql", 6), ("backfilled", None, "mql", 0)
    )
    assert found == [("inquiry", 0, 0), ("mql", 0, 6), ("sql", 6, None)]


def test_told_while_the_lead_still_stands_where_it_arrived_it_comes_before_that() -> None:
    arrival = (("captured", None, "mql", 0), ("backfilled", None, "inquiry", 0))
    assert told(*arrival) == [("inquiry", 0, 0), ("mql", 0, None)]
    assert told(*arrival, ("moved", "mql", "sal", 3)) == [("inquiry", 0, 0), ("mql", 0, 3), ("sal", 3, None)]


def test_a_lead_won_before_it_arrived_has_been_won_from_the_arrival_on() -> None:
    found = told(
        ("captured", None, "mql", 5),
        ("deal_opened", "mql", "discovery", 1),
        ("deal_won", "discovery", "won", 2),
    )
    assert found == [("mql", 5, 5), ("discovery", 5, 5), ("won", 5, None)]


def test_an_event_that_changes_no_stage_makes_no_interval() -> None:
    assert told(("captured", None, "mql", 0), ("deal_opened", "mql", "mql", 1), ("touched", None, "", 2)) == [
        ("mql", 0, None)
    ]


def test_nothing_happened() -> None:
    assert told() == []
