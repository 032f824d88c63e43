"""What comes next on a lead, read from its history and the playbook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from detente.analytics.business_time import NeverOpen
from detente.crm.capture.models import Lead
from detente.crm.followup import cadences
from detente.crm.followup.cadences import Happened
from detente.crm.handoff.hours import hours_of
from detente.crm.history.models import Event
from detente.crm.playbook.agreement import Agreement

_KINDS = ("captured", "touched", "attempted", "handed_over", "reversed")


def happened(lead: Lead) -> list[Happened]:
    """The events of a lead that cadences look at."""
    rows = Event.objects.filter(lead=lead.pk, kind__in=_KINDS).order_by("seq")
    return [
        Happened(*row)
        for row in rows.values_list("pk", "kind", "at", "code", "channel", "reverses_id", "facts")
    ]


def channels_used(lead: Lead) -> list[str]:
    """By which channels somebody tried to reach them; what was taken back does not count."""
    return cadences.channels_used(happened(lead))


def next_step(
    lead: Lead, agreement: Agreement, *, at: datetime, disposition: str, team: str | None
) -> dict[str, Any] | None:
    """The cadence's step after an attempt `at` with this result; None when none follows."""
    if not agreement.cadences or not cadences.goes_on(
        agreement, stage=lead.stage, status=lead.status, disposition=disposition, team=team
    ):
        return None
    requests = agreement.readiness.requests if agreement.readiness else ()
    run = cadences.run_of(happened(lead), at=at, requests=requests)
    cadence = cadences.cadence_of(agreement, band=run.band, is_request=run.is_request)
    if cadence is None:
        return None
    try:
        return cadences.step_after(cadence, run, at=at, hours=hours_of("inside_sales", agreement))
    except NeverOpen:  # a calendar without any hours has no next day
        return None
