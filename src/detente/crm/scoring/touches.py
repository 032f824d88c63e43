"""What the person of a lead did, from its history."""

from __future__ import annotations

from dataclasses import dataclass

from detente.crm.history.models import Event
from detente.crm.scoring.rules import Touch, instant_of

KINDS = ("captured", "touched")


@dataclass(frozen=True)
class Told(Touch):
    """A touch with what it was about."""

    campaign_id: int | None = None


def touches_of(lead_id: int) -> list[Told]:
    """The response that a lead was captured by and all touches after it, by time, without those taken back."""
    told = Event.objects.filter(lead=lead_id, kind__in=(*KINDS, "reversed")).order_by("at", "pk")
    rows = list(told.values_list("kind", "at", "code", "pk", "campaign_id", "reverses_id"))
    gone = {row[5] for row in rows}
    return [
        Told(instant_of(at), code, pk, campaign_id=campaign)
        for kind, at, code, pk, campaign, _reverses in rows
        if kind in KINDS and code and pk not in gone
    ]


def first_touch(event: Event) -> list[Told]:
    """What a lead did that was captured a moment ago."""
    code = event.code
    return [Told(instant_of(event.at), code, event.pk, campaign_id=event.campaign_id)] if code else []
