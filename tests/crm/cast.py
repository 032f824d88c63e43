"""A small company: the people who work in the tests of the CRM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from detente.crm.capture.campaigns import add_campaign, find_vendor
from detente.crm.models import Campaign, Team, User, Vendor
from detente.crm.people.actions import add_user

NOW = datetime.now(UTC)


def ago(**length: float) -> datetime:
    """An instant before now: `ago(days=3)`."""
    return NOW - timedelta(**length)


@dataclass(frozen=True)
class Cast:
    """Who works here: Mia in marketing, Sven calls, Ava sells, Olga keeps order; Vera supplies leads."""

    mia: User
    sven: User
    ava: User
    olga: User
    vera: User
    callers: Vendor
    webinar: Campaign


def gather() -> Cast:
    """Everybody takes their place."""
    teams = {
        kind: Team.objects.create(name=kind, kind=kind) for kind in ("marketing", "inside_sales", "sales")
    }
    vendor = find_vendor("Callers Inc")

    def join(name: str, role: str, team: str | None = None, **more: object) -> User:
        email = f"{name.casefold()}@works.example"
        return add_user(email=email, name=name, role=role, by=None, team=teams.get(team or ""), **more)

    olga = join("Olga", "admin")
    return Cast(
        mia=join("Mia", "marketing", "marketing"), sven=join("Sven", "sdr", "inside_sales"),
        ava=join("Ava", "ae", "sales"), olga=olga, vera=join("Vera", "vendor", vendor=vendor), callers=vendor,
        webinar=add_campaign("Spring webinar", by=olga, source="webinar", medium="event"),
    )  # fmt: skip
