"""Leads that were turned away by Sven and Ava; Mia and Sara never had to do with them, and can judge."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from detente.crm.blind_audit import actions
from detente.crm.blind_audit.models import BlindAudit, Judgement
from detente.crm.capture.actions import Who, capture
from detente.crm.capture.origin import Origin
from detente.crm.deals.actions import lose, open_deal
from detente.crm.followup.actions import end
from detente.crm.models import Lead, User
from detente.crm.people.actions import add_user
from tests.crm.cast import NOW, Cast, ago

FIRST, LAST = ago(days=60).date(), NOW.date() + timedelta(days=1)


def join(cast: Cast, name: str, role: str = "sdr") -> User:
    """One more colleague."""
    return add_user(email=f"{name.lower()}@works.example", name=name, role=role, by=None, team=cast.sven.team)


def arrive(cast: Cast, name: str, *, owner: User, stage: str, words: str = "") -> Lead:
    """Somebody answers the spring webinar."""
    who = Who(name=name, company=f"{name} Ltd", email=f"{name.replace(' ', '.').lower()}@buys.example")
    origin = Origin(campaign=cast.webinar)
    return capture(who, by=None, origin=origin, at=ago(days=9), owner=owner, stage=stage, words=words).lead


def reject(
    cast: Cast, name: str, *, by: User | None = None, reason: str = "criteria_not_met", **more: Any
) -> Lead:
    """A lead whom sales refused before contact."""
    owner = by or cast.sven
    return end(
        arrive(cast, name, owner=owner, stage="mql", **more), exit_="rejected", reason=reason, by=owner
    )


def let_go(
    cast: Cast, name: str, *, by: User | None = None, reason: str = "went_silent", words: str = ""
) -> Lead:
    """A lead whose deal was lost."""
    owner = by or cast.ava
    lead = arrive(cast, name, owner=owner, stage="sql")
    deal = open_deal(lead=lead, by=owner, name=f"Deal of {name}", owner=owner)
    lose(deal, by=owner, reason=reason, words=words)
    return Lead.objects.get(pk=lead.pk)


def turn_away(cast: Cast, rejected: int, lost: int) -> list[Lead]:
    """So many rejected by Sven, and so many lost by Ava."""
    return [reject(cast, f"Rosa {no}") for no in range(rejected)] + [
        let_go(cast, f"Leo {no}") for no in range(lost)
    ]


def start(cast: Cast, sales: User, *, size: int = 10, **more: Any) -> BlindAudit:
    """Olga starts an audit that Mia judges for marketing."""
    return actions.start(FIRST, LAST, by=cast.olga, marketing=cast.mia, sales=sales, size=size, **more)


def pile(audit: BlindAudit, judge: User) -> list[Judgement]:
    """A judge's leads in their order."""
    return list(Judgement.objects.filter(audit=audit, judge=judge).select_related("audit").order_by("no"))


def drawn(audit: BlindAudit, stratum: str | None = None) -> set[int]:
    """Keys of the leads that were drawn."""
    found = Judgement.objects.filter(audit=audit)
    return set((found.filter(stratum=stratum) if stratum else found).values_list("lead_id", flat=True))
