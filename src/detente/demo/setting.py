"""The stage is set: organisation, cast, campaigns with their costs; and at the end what can't be planned per lead."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import transaction

from detente.crm.capture.campaigns import add_campaign, add_cost, find_vendor
from detente.crm.capture.models import Campaign, Vendor
from detente.crm.deals import actions as deals
from detente.crm.history.facts import UserAdded
from detente.crm.history.record import record_loose
from detente.crm.people.actions import change_organisation
from detente.crm.people.models import Account, FxRate, Team, User
from detente.crm.people.team_costs import set_team_cost
from detente.demo import agreeing, world

MONTHS = 18


@dataclass(frozen=True)
class Setting:
    """Who and what the acts refer to, by their keys."""

    users: dict[str, User]
    campaigns: dict[str, Campaign]
    vendor: Vendor


@transaction.atomic
def set_up(now: datetime) -> Setting:
    """Organisation, playbook, teams, cast, campaigns and 18 months of costs."""
    change_organisation(by=None, **world.COMPANY)
    vendor = find_vendor(world.VENDOR)
    teams = {
        name: Team.objects.create(name=name, kind=kind, zone="Europe/Berlin")
        for name, kind in world.TEAMS.items()
    }
    users = {member.key: _join(member, teams, vendor) for member in world.CAST}
    agreeing.agree(users, since=now - timedelta(days=MONTHS * 31))
    _rates(now.date())
    _team_costs(now.date(), users["omar"])
    campaigns = {effort.name: _run(effort, users["mats"], vendor, now) for effort in world.EFFORTS}
    return Setting(users, campaigns, vendor)


def _join(member: world.Member, teams: dict[str, Team], vendor: Vendor) -> User:
    """Nobody has a password: in the demo one click signs in."""
    user = User.objects.create(
        email=f"{member.key}@{world.DOMAIN}", name=member.name, role=member.role, password=make_password(None),
        team=teams.get(member.team or ""), vendor=vendor if member.role == "vendor" else None,
    )  # fmt: skip
    record_loose(UserAdded(code=member.role), by=None, subject={"user_id": user.pk})
    return user


def _rates(today: date) -> None:
    """A slowly wandering rate, so that money across currencies has something to convert with."""
    walk, rate = random.Random(7), Decimal("0.92")
    rows = []
    for back in range(MONTHS * 31, -1, -7):
        rate += Decimal(walk.randint(-40, 40)) / 10_000
        rows.append(FxRate(day=today - timedelta(days=back), currency="USD", rate=rate))
    FxRate.objects.bulk_create(rows)


def _team_costs(today: date, by: User) -> None:
    """What an hour costs since the beginning; that of sales rose with the wages half a year ago."""
    first, risen = (today - timedelta(days=days) for days in (MONTHS * 31, 183))
    for day, costs in ((first, world.HOUR_COSTS), (risen, (world.RAISED,))):
        for team, minor in costs:
            set_team_cost(team, by=by, from_on=day.replace(day=1), hour_minor=minor, currency="EUR")


def _run(effort: world.Effort, by: User, vendor: Vendor, now: datetime) -> Campaign:
    starts = (now - timedelta(days=MONTHS * 30)).date()
    campaign = add_campaign(
        effort.name, by=by, at=now - timedelta(days=MONTHS * 30), type=effort.type, source=effort.source,
        medium=effort.medium, vendor_id=vendor.pk if effort.vendor else None, starts_on=starts,
    )  # fmt: skip
    dice = random.Random(effort.name)
    for month in range(MONTHS) if effort.monthly_minor else ():
        day = starts + timedelta(days=30 * month + 2)
        amount = int(effort.monthly_minor * dice.uniform(0.8, 1.2))  # type: ignore[operator]
        add_cost(day=day, amount_minor=amount, currency="EUR", by=by, campaign=campaign)
    return campaign


def settle(setting: Setting, now: datetime) -> None:
    """Customers grow: expansions without a lead, some won, some open."""
    dice = random.Random(11)
    customers = list(Account.objects.filter(deals__status="won").distinct().order_by("pk")[:40])
    for account in customers:
        owner = setting.users[dice.choice(world.AES).key]
        opened = now - timedelta(days=dice.randint(3, 60))
        deal = deals.open_deal(
            by=owner, account=account, name=f"{account.name}: further plants", type_="expansion", at=opened,
            amount_minor=dice.randrange(4_000_00, 30_000_00, 500_00), currency="EUR", owner=owner,
            expected_on=(opened + timedelta(days=70)).date(), product="Upkeep Plus",
        )  # fmt: skip
        if dice.random() < 0.4:
            deals.win(deal, by=owner, reason="relationship", at=opened + timedelta(days=2))
