"""The order of a rep's queue: who needs it most comes first, and the database agrees with the rule."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from detente.crm.capture.actions import Who, capture
from detente.crm.followup.queue import Candidate, Moment, Rank, in_order, place, rank_of, ranked
from detente.crm.models import Event, Handoff, Lead, LeadScore
from tests.crm.cast import Cast

NOW = timezone.now()


def hours(count: float) -> datetime:
    return NOW + timedelta(hours=count)


def a(key: int, **more: Any) -> Candidate:
    return Candidate(**{"key": key, "stage": "sal", "stage_since": hours(-50)} | more)


WORKED = {"attempts": 1, "last_attempt_at": hours(-20)}


def test_who_needs_it_most_comes_first() -> None:
    moment = Moment(NOW, too_early=("inquiry",), skipped={90})
    wanted = [
        a(1, handoff=1, due_at=hours(-3)),
        a(2, handoff=2, due_at=hours(-1), is_urgent=True),
        a(3, handoff=3, due_at=hours(5), is_urgent=True),
        a(4, handoff=4, due_at=hours(6), is_urgent=True),
        a(5, handoff=5, due_at=hours(2)),
        a(6, handoff=6, given_at=hours(3)),
        a(7, next_by="promise", next_at=hours(-2), **WORKED),
        a(8, stage="inquiry", next_by="promise", next_at=hours(-1)),
        a(9, last_touch_at=hours(-4), **WORKED),
        a(10, next_by="cadence", next_at=hours(-60), **WORKED),
        a(11),
        a(12, score=80, **WORKED),
        a(13, **WORKED | {"last_attempt_at": hours(-40)}),
        a(14, **WORKED),
        a(15, next_by="promise", next_at=hours(1), score=60, **WORKED),
        a(150, next_by="cadence", next_at=hours(30), score=95, **WORKED),
        a(16, stage="inquiry", score=99),
        a(90, handoff=7, due_at=hours(-9)),
    ]
    shuffled = random.Random(4).sample(wanted, len(wanted))
    assert [one.key for one in sorted(shuffled, key=lambda one: place(one, moment))] == [
        o.key for o in wanted
    ]
    assert rank_of(wanted[10], moment) is Rank.DUE, "the first step is due as soon as a lead is theirs"


@pytest.mark.django_db
@pytest.mark.plants_faults  # its states have no history, for the order looks at columns only
def test_the_database_orders_as_the_rule_does(cast: Cast) -> None:
    dice = random.Random(8)
    leads = [_random_lead(number, dice) for number in range(60)]
    skipped = {lead.pk for lead in dice.sample(leads, 5)}
    moment = Moment(NOW, too_early=("inquiry",), skipped=skipped)
    candidates = [_candidate(lead) for lead in Lead.objects.all()]
    wanted = [one.key for one in sorted(candidates, key=lambda one: place(one, moment))]
    found = in_order(ranked(Lead.objects.all(), moment))
    assert [lead.pk for lead in found] == wanted
    by_key = {one.key: one for one in candidates}
    assert all(lead.rank == rank_of(by_key[lead.pk], moment) for lead in found)
    assert len({lead.rank for lead in found}) == len(Rank), "every rank is there"
    assert connection.vendor


def _random_lead(number: int, dice: random.Random) -> Lead:
    """A lead in some state; the state is set by hand, for the order looks at columns only."""
    lead = capture(Who(name=f"Person {number}"), by=None, stage="inquiry", at=hours(-100 - number)).lead
    some: dict[str, Any] = {"stage": dice.choice(("inquiry", "mql", "sal", "sal", "sql"))}
    if dice.random() < 0.6:
        some |= {"attempts": 2, "last_attempt_at": hours(-dice.randrange(90))}
    if dice.random() < 0.3:
        some["last_touch_at"] = hours(-dice.randrange(90))
    if dice.random() < 0.5:
        some |= {"next_by": dice.choice(("cadence", "promise")), "next_at": hours(dice.randrange(-40, 40))}
    Lead.objects.filter(pk=lead.pk).update(**some)
    if dice.random() < 0.4:
        answer = dice.choice((None, None, "accepted"))
        Handoff.objects.create(
            lead=lead, kind="handed_over", made_at=hours(-9), responded_to_at=hours(-9), assigned_at=hours(-9),
            due_at=dice.choice((None, hours(dice.randrange(-20, 20)))), route="round_robin", playbook=1,
            route_facts=dice.choice(({"urgent": True}, {"urgent": False}, {})), answer=answer,
            answered_at=answer and NOW, event=Event.objects.filter(lead=lead).latest("pk"),
        )  # fmt: skip
    if dice.random() < 0.7:
        LeadScore.objects.update_or_create(
            lead=lead,
            defaults={
                "score": dice.randrange(4) * 25, "fit": 0, "engagement": 0, "band": "B", "fit_band": "B", "playbook": 1,
                "scored_at": NOW,
            },
        )  # fmt: skip
    return lead


def _candidate(lead: Lead) -> Candidate:
    waiting = Handoff.objects.filter(lead=lead, answer=None).first()
    score = LeadScore.objects.filter(lead=lead).first()
    return Candidate(
        key=lead.pk, stage=lead.stage, stage_since=lead.stage_since, attempts=lead.attempts,
        last_attempt_at=lead.last_attempt_at, last_touch_at=lead.last_touch_at, next_at=lead.next_at,
        next_by=lead.next_by, score=score.score if score else None, handoff=waiting and waiting.pk,
        given_at=waiting and waiting.made_at, due_at=waiting and waiting.due_at,
        is_urgent=bool(waiting and waiting.route_facts.get("urgent")),
    )  # fmt: skip
