"""Today for an SDR with eighty leads: the whole page, and the part that is asked for between two leads."""

from __future__ import annotations

from typing import Any

from bench.company import columns
from bench.lines.pages import page
from bench.table import Line, interleaved

LEADS = 80
HANDED_OVER = 12
WITHIN = 60


def measure(_leads: int) -> list[Line]:
    from django.test import Client

    from detente.crm.people.actions import add_user

    rep = add_user(email="queue@bench.example", name="Quentin Queue", role="sdr", by=None)
    fill(rep)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(rep)

    def part() -> None:
        answer = client.get("/queue/", headers={"HX-Request": "true"})
        assert answer.content.count(b'<li class="queue-row') == LEADS

    whole, between = interleaved(page(client, "/"), part, times=15)
    limit = "the target"
    return [
        Line(f"Today with a queue of {LEADS}", whole, WITHIN, "ms", at_most=1, limit_is=limit),
        Line(f"queue of {LEADS} between two leads", between, WITHIN, "ms", at_most=1, limit_is=limit),
    ]


def fill(rep: Any) -> None:
    """Eighty leads of one rep: some handed over, some promised, most tried and waiting for their next step."""
    from django.utils import timezone

    from detente.crm.followup.actions import log_attempt
    from detente.crm.handoff.actions import hand_over
    from detente.crm.history import bulk
    from detente.crm.history.facts import Assigned, Captured
    from detente.crm.models import Lead, Person

    now = timezone.now()
    with bulk.writing() as writer:
        for number in range(LEADS):
            name = f"Waiting {number}"
            person = writer.add(Person, **columns(Person, name=name, label=name, created_at=now))
            lead = writer.new_lead(person_id=person, account_id=None, playbook=1)
            stage = "mql" if number < HANDED_OVER else "sal"
            writer.record(lead, Captured(to_stage=stage, source="webinar", code="form"), at=now)
            writer.record(lead, Assigned(owner_id=rep.pk), at=now)
    for number, lead in enumerate(Lead.objects.filter(owner=rep.pk).order_by("pk")):
        if number < HANDED_OVER:
            hand_over(lead, by=None, to=rep)
        elif number % 2:
            log_attempt(lead, by=rep, channel="call", disposition="no_answer", words="Rang twice.")
