"""The pool: leads that wait because everyone is full, handed out as soon as somebody has room."""

from __future__ import annotations

from detente.crm.handoff import answering, giving
from detente.crm.handoff.models import Handoff
from detente.crm.handoff.pooled import ALL, EVERY, POOL, is_empty
from detente.crm.handoff.routing import route
from detente.crm.history.record import of
from detente.crm.jobs import actions as jobs
from detente.crm.jobs.models import DueJob
from detente.crm.playbook import actions as playbook

MOST = 1_000
"""So many are looked at in one go; the next minute's look begins with the oldest again."""


def waiting() -> list[Handoff]:
    """What waits in the pool: urgent ones first, then by how long they have waited."""
    found = Handoff.objects.filter(answer=None, to=None).select_related("lead__person", "by")
    return sorted(found, key=lambda one: (not one.route_facts.get("urgent"), one.made_at, one.pk))


def hand_out() -> int:
    """Give what waits to whoever has room now, each in a transaction of its own; returns how many found somebody."""
    return sum(_hand_out_one(handoff) for handoff in waiting()[:MOST])


def _hand_out_one(handoff: Handoff) -> bool:
    with of(handoff.lead) as lead:
        found = answering.locked_handoff(handoff, lead)
        if found.answer is not None or found.to_id is not None:
            return False
        now = jobs.moment()
        chosen = route(lead, kind=found.kind, agreement=playbook.current(), at=now)
        if chosen.to is None:
            return False
        giving.reroute(found, lead, chosen, by=None, at=now)
        return True


@jobs.does(POOL, by_parts=True)
def hand_out_and_look_again(_job: DueJob) -> None:
    """Hand out, and look again in a minute while anything waits."""
    hand_out()
    if not is_empty():
        jobs.at(POOL, ALL, jobs.moment() + EVERY)
