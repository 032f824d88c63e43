"""The one answer of a handoff: a conditional update, so that of two who answer at once one wins."""

from __future__ import annotations

from datetime import datetime

from detente.crm.capture.models import Lead
from detente.crm.handoff import clock, pooled
from detente.crm.handoff.models import Handoff
from detente.crm.handoff.rules import Given, objections_to_answer
from detente.crm.history.facts import HandoffAnswered
from detente.crm.history.record import record
from detente.crm.objections import Refused
from detente.crm.people.models import User


def words_beside(words: str) -> dict[str, str] | None:
    """Words beside an event, as a note."""
    return {"note": words.strip()[:20_000]} if words and words.strip() else None


def locked_handoff(handoff: Handoff, lead: Lead) -> Handoff:
    """A handoff read anew, under its lead's lock; it names that lead, so that both see the same."""
    found = Handoff.objects.select_related("to__team", "by").get(pk=handoff.pk)
    found.lead = lead
    return found


def answer(
    handoff: Handoff, lead: Lead, given: Given, *, by: User | None, at: datetime, words: str = ""
) -> None:
    """Write the answer and how long it took; refused when there is one already. Needs the lead's lock."""
    at = max(at, handoff.assigned_at or handoff.made_at)
    took = clock.elapsed(handoff, at)
    seconds, business = took or (None, None)
    news = {
        "answer": given.answer, "reason": given.reason, "answered_at": at, "answered_by": by,
        "answer_seconds": seconds, "answer_business_seconds": business, "version": handoff.version + 1,
    }  # fmt: skip
    if not Handoff.objects.filter(pk=handoff.pk, answer=None).update(**news):
        raise Refused(*objections_to_answer("answered", to_id=None, by_id=0, role=""))
    for name, value in news.items():
        setattr(handoff, name, value)
    facts = {
        "handoff": str(handoff.uuid),
        "kind": handoff.kind,
        "seconds": seconds,
        "business_seconds": business,
    }
    fact = HandoffAnswered(code=given.answer, reason=given.reason, facts=facts)
    record(lead, fact, by=by, at=at, words=words_beside(words))
    clock.stop(handoff)
    pooled.look_again()
