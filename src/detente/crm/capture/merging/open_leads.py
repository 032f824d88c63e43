"""A person has at most one open lead: of two that meet in a merge, the one that got further goes on."""

from __future__ import annotations

from collections.abc import Iterable

from detente.crm.capture.models import Lead
from detente.crm.history.facts import Ended, Reopened
from detente.crm.history.models import Event
from detente.crm.history.record import record
from detente.crm.history.stages import JOINED, LOST
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.agreement import Agreement

DUPLICATE = "duplicate"


def goes_on(leads: Iterable[Lead], agreement: Agreement) -> Lead:
    """Of two open leads the one with a deal, else the one further on the path, else the one that came first."""
    ranks = {stage.code: stage.rank for stage in agreement.path}
    return min(
        leads, key=lambda lead: (lead.deal_id is None, -ranks.get(lead.stage, 0), lead.arrived_at, lead.pk)
    )


def ends_by(lead: Lead, agreement: Agreement) -> tuple[str, str | None]:
    """The exit for a duplicate with its reason: the one that the playbook has that reason for."""
    usual = "disqualified" if lead.status == "connected" else "rejected"
    exits = [stage for stage in agreement.exits if stage.code not in (LOST, JOINED)]
    for stage in sorted(exits, key=lambda stage: stage.code != usual):
        if DUPLICATE in {choice.code for choice in stage.reasons}:
            return stage.code, DUPLICATE
    return usual, None


def end_the_lesser(leads: list[Lead], *, by: User | None) -> Lead | None:
    """End the one of two open leads, which are locked, that does not go on; None when there is only one."""
    open_ones = [lead for lead in leads if lead.closed_at is None and not lead.is_archived]
    if len(open_ones) < 2:
        return None
    agreement = playbook.current()
    kept = goes_on(open_ones, agreement)
    lesser = next(lead for lead in open_ones if lead.pk != kept.pk)
    exit_, reason = ends_by(lesser, agreement)
    record(lesser, Ended(from_stage=lesser.stage, to_stage=exit_, reason=reason), by=by)
    return lesser


def reopen_the_lesser(lead: Lead, ended: int, *, by: User | None) -> bool:
    """Open it again where it stood; not where it went on otherwise, or its person has another open lead by now."""
    entered = Event.objects.filter(lead=lead.pk, to_stage__isnull=False).exclude(kind="backfilled")
    last = entered.order_by("-seq").first()
    others = Lead.objects.filter(person=lead.person_id, closed_at=None, is_archived=False).exclude(pk=lead.pk)
    if last is None or last.pk != ended or lead.is_archived or others.exists():
        return False
    to = lead.exit_from or playbook.current().path[0].code
    record(lead, Reopened(from_stage=lead.stage, to_stage=to), by=by)
    return True
