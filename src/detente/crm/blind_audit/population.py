"""What an audit draws from: a period's leads that were turned away, in two strata, and what their reason says."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from detente.analytics.verdict.sides import side_of
from detente.crm.capture.models import Lead
from detente.crm.lists.milestones import having_reached
from detente.crm.people.days import ends_at, starts_at
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.agreement import Agreement

REJECTED, LATE_LOST = "rejected", "late_lost"
_CONTACT, _CLERICAL = "data", "clerical"


def turned_away(stratum: str, first_on: date, last_on: date) -> QuerySet[Lead]:
    """Leads that arrived from `first_on` to `last_on`, as the verdict counts them, and ended in this stratum.

    Those that ended for their data (a wrong number, known already) are left out: looking at it again tells nothing.
    """
    arrived = Q(arrived_at__gte=starts_at(first_on), arrived_at__lt=ends_at(last_on))
    found = Lead.objects.filter(arrived, is_archived=False, is_targeted=False, person__erased_at=None)
    ended = (
        Q(stage="rejected")
        if stratum == REJECTED
        else Q(stage="lost") | Q(stage="disqualified") & having_reached("sql")
    )
    return found.filter(ended).exclude(exit_reason__in=_not_to_be_judged(playbook.current()))


def _not_to_be_judged(agreement: Agreement) -> list[str]:
    return [
        choice.code
        for exit_ in agreement.exits
        for choice in (*exit_.reasons, *exit_.past_reasons)
        if side_of(choice.code) == _CONTACT or choice.more.get("group") == _CLERICAL
    ]


def stated(agreement: Agreement, exit_: str, reason: str | None) -> str:
    """What a stated reason speaks for: quality, sales or unknown; as agreed, else by the words of its code."""
    if reason is None:
        return "unknown"
    choice = agreement.stage(exit_).reason(reason) if exit_ in agreement.stages else None
    side = choice.more.get("side") if choice else side_of(reason)
    return side if side in ("quality", "sales") else "unknown"
