"""Handoffs after leads were changed in sets: an import that moves, ends or gives away a lead answers what was open."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.handoff import answering, giving
from detente.crm.handoff.models import Handoff
from detente.crm.handoff.routing import BY_HAND, Route
from detente.crm.handoff.rules import ACCEPTED, WITHDRAWN, Given, answer_by_end, answer_by_move
from detente.crm.history.bulk import FOLLOWERS
from detente.crm.history.record import of
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook

CHUNK = 500


def settle(keys: Sequence[int]) -> None:
    """Answer, or give to the new owner, the open handoffs of these leads that no longer fit how the leads stand."""
    for start in range(0, len(keys), CHUNK):
        waiting = Handoff.objects.filter(lead__in=keys[start : start + CHUNK], answer=None)
        for handoff in waiting.select_related("lead").order_by("lead"):
            with of(handoff.lead) as lead:
                _settle(answering.locked_handoff(handoff, lead), lead)


def _settle(handoff: Handoff, lead: Lead) -> None:
    given, now = answer_that_stands(handoff, lead), timezone.now()
    if given:
        answering.answer(handoff, lead, given, by=None, at=now)
    elif handoff.to_id != lead.owner_id:
        owner = (
            User.objects.select_related("team").filter(pk=lead.owner_id).first() if lead.owner_id else None
        )
        giving.assign(handoff, Route(owner, BY_HAND), at=now)


def answer_that_stands(handoff: Handoff, lead: Lead) -> Given | None:
    """The answer that follows from where a lead stands, whatever brought it there; None: it may stay open."""
    if lead.is_archived:
        return Given(WITHDRAWN, "archived")
    if lead.closed_at:
        return answer_by_end(handoff.kind, lead.stage, lead.exit_reason, is_merge=False)
    if lead.deal_id:
        return Given(ACCEPTED)
    stage = playbook.current().stages.get(lead.stage)
    return answer_by_move(handoff.kind, stage.milestone if stage else None, is_by_giver=True)


FOLLOWERS.append(settle)
