"""A company with leads that were turned away: Mia and Olga never saw them, Ava sold the late ones, Sven the others."""

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

PERIOD = (ago(days=60).date(), NOW.date() + timedelta(days=1))


def turn_away(
    cast: Cast, rejected: int = 8, late: int = 6, *, by: User | None = None, late_by: User | None = None
) -> list[Lead]:
    """So many leads rejected by Sven, and so many deals lost by Ava."""
    found = []
    for no in range(rejected):
        lead = arrive(cast, f"Rosa {no}", owner=by or cast.sven, stage="mql")
        found.append(end(lead, exit_="rejected", reason="criteria_not_met", by=by or cast.sven))
    for no in range(late):
        lead = arrive(cast, f"Leo {no}", owner=late_by or cast.ava, stage="sql")
        deal = open_deal(lead=lead, by=late_by or cast.ava, name=f"Deal {no}", owner=late_by or cast.ava)
        lose(deal, by=late_by or cast.ava, reason="went_silent")
        found.append(lead)
    return [Lead.objects.get(pk=lead.pk) for lead in found]


def arrive(cast: Cast, name: str, **more: Any) -> Lead:
    who = Who(name=name, company=f"{name} Ltd", email=f"{name.replace(' ', '.').lower()}@buys.example")
    origin = Origin(source="webinar", campaign=cast.webinar)
    return capture(who, by=None, origin=origin, at=ago(days=9), **more).lead


def second_sdr(cast: Cast, name: str = "Sara") -> User:
    return add_user(
        email=f"{name.lower()}@works.example", name=name, role="sdr", by=None, team=cast.sven.team
    )


def started(cast: Cast, sales: User, *, size: int = 10, **more: Any) -> BlindAudit:
    first_on, last_on = PERIOD
    return actions.start(first_on, last_on, by=cast.olga, marketing=cast.mia, sales=sales, size=size, **more)


def give_all(audit: BlindAudit, user: User, opinion: str = "good") -> None:
    for one in Judgement.objects.filter(audit=audit, judge=user, opinion=None).order_by("no"):
        actions.judge(one, by=user, opinion=opinion)
