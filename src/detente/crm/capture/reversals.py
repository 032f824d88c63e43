"""A touch, attempt or note that never was: taken back by a reversing event, nothing is deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from detente.crm.capture.models import Lead
from detente.crm.history.facts import Reversed
from detente.crm.history.fold import status_after
from detente.crm.history.models import Event
from detente.crm.history.record import of, record
from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.models import User

REVERSIBLE = ("touched", "attempted", "noted")


def take_back(event: Event, *, by: User) -> Event:
    """Reverse a touch, an attempt or a note; the lead's counters, dates and status follow what is left."""
    if event.kind not in REVERSIBLE or event.lead_id is None:
        text = N_(
            "Only a touch, an attempt or a note can be taken back; correct anything else by a new entry."
        )
        raise Refused(Objection("not_reversible", text))
    with of(Lead.objects.get(pk=event.lead_id)) as lead:
        if Event.objects.filter(reverses_id=event.pk).exists():
            raise Refused(Objection("taken_back", N_("This entry was taken back already.")))
        fact = Reversed(reverses_id=event.pk, code=event.kind, facts=_what_is_left(event))
        return record(lead, fact, by=by)


def _what_is_left(event: Event) -> dict[str, Any] | None:
    """First and last instant of the lead's other events of this kind, and the status that attempts lead to."""
    reversals = Event.objects.filter(lead=event.lead_id, kind="reversed").values("reverses_id")
    others = Event.objects.filter(lead=event.lead_id, kind=event.kind).exclude(
        Q(pk=event.pk) | Q(pk__in=reversals)
    )
    left = list(others.order_by("seq").values_list("at", "disposition"))
    if event.kind == "noted" or not left:
        return None
    moments = [at for at, _disposition in left]
    found = {"first_at": min(moments).isoformat(), "last_at": max(moments).isoformat()}
    if event.kind == "attempted":
        status = "new"
        for _at, disposition in left:
            status = status_after(status, disposition or "")
        found["status"] = status
    return found
