"""What reps said of a campaign's leads when they sent them back or let them go: reasons and their own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from detente.crm.history.models import Event
from detente.crm.models import Lead
from detente.crm.people.permissions import openable_among
from detente.crm.playbook.agreement import Agreement

SENT_BACK = ("rejected", "disqualified", "unreached", "recycled")
AT_MOST = 12


@dataclass(frozen=True)
class Saying:
    """One lead that came back, by whom, why and in which words; without a key where it may not be opened."""

    at: datetime
    lead: int | None
    name: str
    stage: str
    reason: str
    words: str
    by: str
    campaign: str
    campaign_id: int | None


def sayings(leads: QuerySet[Lead], agreement: Agreement, user: Any, most: int = AT_MOST) -> list[Saying]:
    """The newest of `leads` that sales sent back, newest first; what marketing turned away itself is not said of it."""
    own = Event.objects.filter(lead=OuterRef("pk"), kind="ended", actor__role="marketing")
    back = (
        leads.filter(stage__in=SENT_BACK, is_archived=False)
        .exclude(Exists(own))
        .order_by("-closed_at", "-pk")
    )
    rows = list(back.select_related("person", "campaign")[:most])
    opened = openable_among(Lead, [lead.pk for lead in rows], user) if rows else set()
    told = _told([lead.pk for lead in rows])
    return [_saying(lead, told.get(lead.pk), agreement, lead.pk in opened) for lead in rows]


def _told(keys: Iterable[int]) -> dict[int, Event]:
    """How each of these leads ended last."""
    ends = Event.objects.filter(lead__in=list(keys), kind="ended")
    return {event.lead_id or 0: event for event in ends.select_related("actor", "detail").order_by("seq")}


def _saying(lead: Lead, event: Event | None, agreement: Agreement, may_open: bool) -> Saying:
    detail = getattr(event, "detail", None) if event else None
    note = str((detail.words or {}).get("note", "")) if detail else ""
    return Saying(
        at=lead.closed_at or lead.stage_since,
        lead=lead.pk if may_open else None,
        name=lead.person.label if may_open else "",
        stage=lead.stage,
        reason=agreement.names["reasons"].get(lead.exit_reason or "", lead.exit_reason or ""),
        words=note,
        by=event.actor.name if event and event.actor else "",
        campaign=lead.campaign.name if lead.campaign else "",
        campaign_id=lead.campaign_id,
    )
