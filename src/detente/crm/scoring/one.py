"""A lead's points follow what it does and what becomes known of it, within the transaction that tells so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.history.models import Event
from detente.crm.history.record import of
from detente.crm.playbook import actions as playbook
from detente.crm.scoring import keeping, touches
from detente.crm.scoring.facts import facts_of
from detente.crm.scoring.models import LeadScore

_A_MOMENT = timedelta(seconds=30)
"""What is told so soon after it happened happened now."""


def score(lead: Lead, *, at: datetime | None = None, cause: str = "touch") -> LeadScore | None:
    """Reckon an open lead's points anew and do what follows: a change of band is told, who is ready moves on.

    None when the lead has ended or was set aside, or when the playbook has no points. `cause` stands in the event.
    """
    with of(lead) as lead:
        return score_locked(lead, at=at or timezone.now(), cause=cause)


def score_locked(
    lead: Lead, *, at: datetime, cause: str, event: Event | None = None, moves: bool = True
) -> LeadScore | None:
    """`score` for a lead whose lock is held; `event` happened just now, `moves` False leaves it in its stage."""
    agreement = playbook.current()
    if agreement.scoring is None or lead.closed_at or lead.is_archived:
        return None
    is_new = event is not None and event.kind == "captured"
    done = touches.first_touch(event) if event and is_new else touches.touches_of(lead.pk)
    before = None if is_new else LeadScore.objects.filter(pk=lead.pk).first()
    known = facts_of(lead)
    standing = keeping.standing_of(lead, agreement, done, at, known)
    now = timezone.now()
    if is_late := standing.changes_at is not None and standing.changes_at <= now - _A_MOMENT:
        # Told afterwards: it counts as of then, and what is kept is what is left of it by now.
        later = keeping.standing_of(lead, agreement, done, now, known)
    row = keeping.keep(lead, later if is_late else standing, before)
    if is_new:
        keeping.freeze(lead, standing.points.fit_band.code)
    asks = (
        event is not None and agreement.readiness is not None and event.code in agreement.readiness.requests
    )
    lowest = agreement.scoring.bands[-1].code
    keeping.tell(lead, standing, before, lowest=lowest, cause=cause)
    if is_late:
        was = LeadScore(band=standing.points.band.code, is_ready=standing.is_ready)
        keeping.tell(lead, later, was, lowest=lowest, cause="faded")
    if moves:
        keeping.move_on(lead, standing, before, agreement, asks=asks)
    return row


def moment_of(lead: Lead, event: Event) -> datetime:
    """When what happened counts: a response when it was made, but never before a later one that is known already."""
    latest = max(filter(None, (event.at, lead.last_touch_at)))
    return min(latest, timezone.now())
