"""A touch, attempt, promise or note that never was: taken back by a reversing event, nothing is deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from detente.crm.capture.models import Lead
from detente.crm.history.events import COLUMNS
from detente.crm.history.facts import Reversed
from detente.crm.history.fold import fold_lead, status_after
from detente.crm.history.models import Event
from detente.crm.history.record import of, record
from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.models import User

REVERSIBLE = ("touched", "attempted", "noted", "callback_promised")


def take_back(event: Event, *, by: User) -> Event:
    """Reverse a touch, an attempt, a promise or a note; counters, dates, status and what is next follow the rest."""
    if event.kind not in REVERSIBLE or event.lead_id is None:
        text = N_(
            "Only a touch, an attempt, a promise or a note can be taken back; correct anything else by a new entry."
        )
        raise Refused(Objection("not_reversible", text))
    with of(Lead.objects.get(pk=event.lead_id)) as lead:
        if Event.objects.filter(reverses_id=event.pk).exists():
            raise Refused(Objection("taken_back", N_("This entry was taken back already.")))
        fact = Reversed(reverses_id=event.pk, code=event.kind, facts=_what_is_left(event))
        return record(lead, fact, by=by)


def _what_is_left(event: Event) -> dict[str, Any] | None:
    """What the lead's other events say: first and last instant of this kind, the status, and what was planned next."""
    if event.kind == "noted":
        return None
    others = _others(event)
    found: dict[str, Any] = {"next": _next_without(others)}
    left = [other for other in others if other["kind"] == event.kind]
    if left and event.kind != "callback_promised":
        moments = [other["at"] for other in left]
        found |= {"first_at": min(moments).isoformat(), "last_at": max(moments).isoformat()}
    if left and event.kind == "attempted":
        found["status"] = "new"
        for other in left:
            found["status"] = status_after(found["status"], other["disposition"] or "")
    return found


def _others(event: Event) -> list[dict[str, Any]]:
    """The lead's other events that still count, in order."""
    reversals = Event.objects.filter(lead=event.lead_id, kind="reversed").values("reverses_id")
    every = Event.objects.filter(lead=event.lead_id).exclude(Q(pk=event.pk) | Q(pk__in=reversals))
    return list(every.exclude(kind="reversed").order_by("seq").values(*COLUMNS))


def _next_without(others: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What these events alone have planned next."""
    state = fold_lead(others)
    if state.next_at is None:
        return None
    return {"at": state.next_at.isoformat(), "channel": state.next_channel, "by": state.next_by}
