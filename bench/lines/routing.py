"""Handing a lead over, routed by load and capacity and with its clock planned, beside storing one event."""

from __future__ import annotations

from bench.company import columns
from bench.table import Line, interleaved

REPS = 12
LEADS = 120
WITHIN = 30


def measure(_leads: int) -> list[Line]:
    from detente.crm.followup.actions import add_note
    from detente.crm.handoff import capacity
    from detente.crm.handoff.actions import hand_over
    from detente.crm.models import User
    from detente.crm.people.actions import add_user

    for number in range(REPS):
        add_user(email=f"turn{number}@bench.example", name=f"Turn {number}", role="sdr", by=None)
    for user in User.objects.filter(role="sdr"):  # whatever they hold already, there is room
        capacity.change_capacity(user, by=None, open_leads=10_000)
    waiting = iter(fill())
    noted = fill()[0]
    by = User.objects.order_by("pk")[0]
    handed, least = interleaved(
        lambda: hand_over(next(waiting), by=None), lambda: add_note(noted, "Words.", by=by), times=LEADS // 2
    )
    bare = f"the target; an event stored alone {least:.1f} ms"
    return [Line("hand a lead over, routed", handed, WITHIN, "ms", at_most=1, limit_is=bare)]


def fill() -> list[object]:
    """Sales-ready leads that nobody has, written in a set, so that none was handed over by it."""
    from django.utils import timezone

    from detente.crm.history import bulk
    from detente.crm.history.facts import Captured
    from detente.crm.models import Lead, Person

    now, made = timezone.now(), []
    with bulk.writing() as writer:
        for number in range(LEADS):
            name = f"Ready {number}"
            person = writer.add(Person, **columns(Person, name=name, label=name, created_at=now))
            lead = writer.new_lead(person_id=person, account_id=None, playbook=1)
            writer.record(lead, Captured(to_stage="mql", source="webinar", code="form"), at=now)
            made.append(lead.id)
    return list(Lead.objects.filter(pk__in=made).order_by("pk"))
