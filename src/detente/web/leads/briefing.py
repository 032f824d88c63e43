"""The brief as a page shows it: what they asked for, read and answered, their account, and what came before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.handoff import brief as handed
from detente.crm.history import rows
from detente.crm.history.models import Event
from detente.crm.people.permissions import openable
from detente.crm.playbook.agreement import Agreement
from detente.web.timeline import in_words
from detente.web.timeline_words import WORDS, Words

RESPONSES, EARLIER, DEALS, TRIES = 5, 3, 3, 3
PARTS = {
    "name": _("name"), "email": _("e-mail address"), "phone": _("phone number"), "title": _("job title"),
    "country": _("country"), "company": _("company"), "source": _("source"), "campaign": _("campaign"),
    "words": _("what they asked for"),
}  # fmt: skip
"""What a brief should say, by the codes of `crm.handoff.brief`."""


@dataclass(frozen=True)
class Line:
    """One thing that is known: when, what, and in whose words."""

    at: datetime
    title: Any
    words: str = ""
    team: str = "marketing"
    by: str = ""


@dataclass(frozen=True)
class Brief:
    """What goes over to sales with a lead; `share` is how complete it is, in percent."""

    responses: list[Line]
    passed_words: list[Line]
    earlier: list[Lead]
    deals: list[Deal]
    deals_hidden: int
    missing: list[str]
    share: int


def brief_of(lead: Lead, agreement: Agreement, user: Any) -> Brief:
    """The brief of a lead for this reader."""
    known = handed.brief_of(lead)
    deals = (
        Deal.objects.filter(account=lead.account_id, is_archived=False)
        if lead.account_id
        else Deal.objects.none()
    )
    seen = openable(deals, user)
    earlier = Lead.objects.filter(person=lead.person_id, is_archived=False).exclude(pk=lead.pk)
    shown = list(seen.select_related("owner__team").order_by("-opened_at", "-pk")[:DEALS])
    return Brief(
        responses=_said(lead, agreement, ("captured", "touched"), RESPONSES),
        passed_words=_said(lead, agreement, ("handed_over",), 1, only_words=True),
        earlier=list(openable(earlier, user).order_by("-arrived_at", "-pk")[:EARLIER]),
        deals=shown,
        deals_hidden=0 if user.is_vendor or seen is deals else max(0, deals.count() - seen.count()),
        missing=[str(PARTS.get(name, name)) for name in known.missing],
        share=known.share,
    )


def tries_of(lead: Lead, agreement: Agreement) -> list[Line]:
    """What sales tried and noted last, whoever of them it was: the next call begins where this one ended."""
    return _said(lead, agreement, ("attempted", "noted") if lead.attempts else ("noted",), TRIES)


def _said(
    lead: Lead, agreement: Agreement, kinds: tuple[str, ...], most: int, *, only_words: bool = False
) -> list[Line]:
    """The newest events of these kinds that still count, in words."""
    if not any(rows.is_there(Event, lead_id=lead.pk, kind=kind) for kind in kinds):
        return []
    gone = Event.objects.filter(lead=lead.pk, kind="reversed").values("reverses_id")
    found = Event.objects.filter(~Q(pk__in=gone), lead=lead.pk, kind__in=kinds)
    words = Words(agreement)
    lines = [
        Line(
            event.at,
            WORDS[event.kind](words, event).title,
            _note(event),
            "marketing" if not only_words else "sales",
            event.actor.name if event.actor else "",
        )
        for event in in_words(found).order_by("-at", "-id")[:most]
    ]
    return [line for line in lines if line.words or not only_words]


def _note(event: Event) -> str:
    detail = getattr(event, "detail", None)
    return str((detail.words or {}).get("note", "")) if detail else ""
