"""Leads that Jonas and Priya turned away, and a blind audit of them that Mona and Lea judge."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from detente.crm.blind_audit import actions
from detente.crm.capture.campaigns import add_campaign
from detente.crm.deals.actions import lose, open_deal
from detente.crm.followup.actions import end
from detente.crm.models import BlindAudit, Judgement, Lead
from detente.crm.people.days import today

TITLES = ("Head of plant", "Buyer")


def turn_away(cast: SimpleNamespace, arrives: Any, rejected: int = 5, lost: int = 5) -> list[Lead]:
    """So many rejected before a conversation, and so many lost late; all from the Quince fair."""
    fair = add_campaign(
        "Quincefair 26", by=cast.marc, source="quincefair", medium="zeppelin", vendor_id=cast.leadgen.pk
    )
    found = []
    for no in range(rejected):
        lead = arrives(
            f"Rosa Tern{no}", company=f"Tern{no} Works", owner=cast.jonas, stage="mql", campaign=fair
        )
        found.append(
            end(lead, exit_="rejected", reason="criteria_not_met", by=cast.jonas, words="Jonas says never")
        )
    for no in range(lost):
        lead = arrives(
            f"Leo Gull{no}", company=f"Gull{no} Works", owner=cast.priya, stage="sql", campaign=fair
        )
        deal = open_deal(
            lead=lead, by=cast.priya, owner=cast.priya, name=f"Zebra deal {no}", amount_minor=77_777_00
        )
        lose(deal, by=cast.priya, reason="went_silent")
        found.append(lead)
    return [Lead.objects.get(pk=lead.pk) for lead in found]


def start(cast: SimpleNamespace) -> BlindAudit:
    """Marc starts it; Mona judges for marketing, Lea for sales."""
    days = today() - timedelta(days=30), today()
    return actions.start(*days, by=cast.marc, marketing=cast.mona, sales=cast.lea, size=10)


def pile(audit: BlindAudit, judge: Any) -> list[Judgement]:
    """A judge's leads in their order."""
    return list(Judgement.objects.filter(audit=audit, judge=judge).select_related("audit").order_by("no"))
