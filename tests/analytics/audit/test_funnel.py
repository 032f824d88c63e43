"""The funnel of an export: what it tells, what it doesn't, and nothing guessed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from detente.analytics.audit.evidence import from_rows
from detente.analytics.audit.funnel import funnel

START = datetime(2025, 1, 1)
AS_OF = datetime(2025, 12, 31)


def lead(nth: int, **given: object) -> dict[str, object]:
    return {"lead": f"L{nth}", "source": "fair", "created_at": START + timedelta(days=nth), **given}


def counts(steps: object) -> dict[str, int]:
    return {step.slug: step.count for step in steps}  # type: ignore[attr-defined]


def test_leads_are_counted_at_every_step_that_they_reached():
    leads = [
        lead(1),
        lead(2, mql_at=START),
        lead(3, accepted_at=START),
        lead(4, deal="D4"),
        lead(5),
        lead(6, milestone="exit", exit="rejected"),
    ]
    deals = [
        {"deal": "D4", "status": "lost", "created_at": START},
        {
            "deal": "D5",
            "lead": "L5",
            "status": "won",
            "created_at": START,
            "closed_at": START + timedelta(days=20),
        },
    ]
    with from_rows({"leads": leads, "deals": deals}, as_of=AS_OF) as evidence:
        found = funnel(evidence)
    assert found is not None
    assert counts(found.steps) == {"leads": 6, "qualified": 4, "accepted": 3, "deal": 2, "won": 1}
    assert found.missing == ()
    assert found.steps[1].share is None, "no share on six leads"
    assert found.steps[1].untold == 1
    assert "1 lead ended without a history" in found.notes[0]
    assert found.matured is None


def test_history_tells_how_far_a_lead_had_come_that_ended():
    stages = [{"object": "leads", "stage": "Accepted", "milestone": "sal"}]
    changes = [{"object": "leads", "record": "L1", "field": "stage", "new": "Accepted", "at": START}]
    leads = [lead(1, milestone="exit", exit="rejected", status="Dead"), lead(2)]
    with from_rows({"leads": leads, "stages": stages, "changes": changes}, as_of=AS_OF) as evidence:
        found = funnel(evidence)
    assert found is not None
    assert counts(found.steps) == {"leads": 2, "accepted": 1}
    assert [text.split(":")[0] for text in found.missing] == [
        "The export tells no MQLs",
        "The export doesn't say which leads became deals",
        "The export doesn't say which leads were won",
    ]


def test_a_deal_joins_by_the_person_only_where_nothing_else_joins():
    leads = [lead(1, person="P1"), lead(2, person="P2")]
    by_person = [{"deal": "D1", "person": "P1", "status": "won"}]
    with from_rows({"leads": leads, "deals": by_person}, as_of=AS_OF) as evidence:
        found = funnel(evidence)
        assert found is not None and counts(found.steps)["won"] == 1
    by_lead = [*by_person, {"deal": "D2", "lead": "L2", "status": "open"}]
    with from_rows({"leads": leads, "deals": by_lead}, as_of=AS_OF) as evidence:
        found = funnel(evidence)
        assert found is not None and counts(found.steps) == {"leads": 2, "deal": 1, "won": 0}


def test_only_cohorts_that_could_be_won_are_judged():
    """Leads come daily for 300 days; every fifth is won after 40 days; wins are written down from day 100 on."""
    leads = [lead(nth) for nth in range(300)]
    deals = [
        {"deal": f"D{nth}", "lead": f"L{nth}", "status": "won", "closed_at": START + timedelta(days=nth + 40)}
        for nth in range(0, 255, 5)
        if nth + 40 >= 100
    ]
    with from_rows({"leads": leads, "deals": deals}, as_of=AS_OF) as evidence:
        found = funnel(evidence)
    assert found is not None and found.matured is not None
    assert found.matured.days == 40
    assert str(found.matured.created_from) == "2025-04-11", "100 days after the first"
    last_win = 250 + 40
    assert found.matured.steps[0].count == last_win - 40 - 100
    assert found.matured.steps[-1].share == pytest.approx(0.2)
    assert any("the 100 leads created before that day are truncated" in note for note in found.notes)
    assert any(note.startswith("50 leads are younger than the 40 days") for note in found.notes)


def test_a_blank_does_not_say_that_a_lead_came_to_nothing():
    leads = [lead(1, is_converted=True), lead(2, is_converted=False), lead(3)]
    with from_rows({"leads": leads}, as_of=AS_OF) as evidence:
        found = funnel(evidence)
    assert found is not None and counts(found.steps) == {"leads": 3, "deal": 1}
    assert (found.steps[1].untold, found.notes[0][:6]) == (1, "1 lead")


def test_no_leads_have_no_funnel():
    with from_rows({"deals": [{"deal": "D1"}]}) as evidence:
        assert funnel(evidence) is None
