"""What the person of a lead did, from its history."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from detente.crm.history.models import Event
from detente.crm.scoring.rules import Touch, instant_of

KINDS = ("captured", "touched")


@dataclass(frozen=True)
class Told(Touch):
    """A touch with what it was about."""

    campaign_id: int | None = None


def touches_of(lead_id: int) -> list[Told]:
    """The response that a lead was captured by and all touches after it, by time, without those taken back."""
    taken_back = Event.objects.filter(reverses_id=OuterRef("pk"))
    found = Event.objects.filter(lead=lead_id, kind__in=KINDS, code__isnull=False).exclude(Exists(taken_back))
    rows = found.order_by("at", "pk").values_list("at", "code", "pk", "campaign_id")
    return [Told(instant_of(at), code or "", pk, campaign_id=campaign) for at, code, pk, campaign in rows]


def first_touch(event: Event) -> list[Told]:
    """What a lead did that was captured a moment ago."""
    code = event.code
    return [Told(instant_of(event.at), code, event.pk, campaign_id=event.campaign_id)] if code else []
