"""The cast of the web tests: two teams at Northwind, a manager, an executive and a vendor's user."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.fixtures.worlds import world

PASSWORD = "correct horse battery"


@world
def cast() -> SimpleNamespace:
    """Mona does marketing, Jonas and Lea are SDRs, Priya is an AE; Marc manages, Eve reads, Ada administers.

    Only Jonas has a password: hashing takes its time on purpose.
    """
    from detente.crm.models import Organisation, Team, Vendor
    from detente.crm.people.actions import add_user

    if not Organisation.objects.exists():
        Organisation.objects.create(name="Northwind", zone="Europe/Berlin", currency="EUR", country="DE")
    kinds = {"marketing": "Marketing", "inside_sales": "Inside sales", "sales": "Sales"}
    teams = {kind: Team.objects.create(name=name, kind=kind) for kind, name in kinds.items()}
    leadgen = Vendor.objects.create(name="Leadgen Ltd")

    def add(name: str, role: str, kind: str | None = None, **more: Any) -> Any:
        email = f"{name.split()[0].lower()}@northwind.example"
        team = teams[kind] if kind else None
        return add_user(email=email, name=name, role=role, by=None, team=team, **more)

    return SimpleNamespace(
        mona=add("Mona Petersen", "marketing", "marketing"),
        jonas=add("Jonas Weber", "sdr", "inside_sales", password=PASSWORD),
        lea=add("Lea Brandt", "sdr", "inside_sales"),
        priya=add("Priya Shah", "ae", "sales"),
        marc=add("Marc Olsen", "manager", "sales"),
        eve=add("Eve Laurent", "executive"),
        ada=add("Ada Byron", "admin"),
        vic=add("Vic Leadgen", "vendor", vendor=leadgen),
        leadgen=leadgen,
    )


@world
def arrives(cast: SimpleNamespace) -> Callable[..., Any]:
    """Somebody responds: `arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas)` gives their lead."""
    from detente.crm.capture.actions import Who, capture
    from detente.crm.capture.origin import Origin

    def make(name: str, *, company: str = "", at: Any = None, owner: Any = None, stage: str = "inquiry",
             email: str | None = "", **origin: Any) -> Any:  # fmt: skip
        address = f"{name.replace(' ', '.').lower()}@example.com" if email == "" else email
        who = Who(name=name, company=company, email=address)
        return capture(who, by=None, origin=Origin(**origin), at=at, owner=owner, stage=stage).lead

    return make


@world
def everything(cast: SimpleNamespace, arrives: Callable[..., Any]) -> SimpleNamespace:
    """One of everything, brought in by the vendor, so that a vendor's user may open it too."""
    from tests.web.one_of_everything import gather

    return gather(cast, arrives)


@pytest.fixture
def as_(cast: SimpleNamespace) -> Callable[[Any], Any]:
    """A browser without a screen, signed in: `as_(cast.jonas).get("/leads/")`."""
    from django.test import Client

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def enter(context: Any, base_url: object, user: Any) -> None:
    """Sign `user` in, in this browser context."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": f"{base_url}/"}])


@pytest.fixture
def page_of(page: Any, live_server: object) -> Callable[[Any], Any]:
    """A page in Chromium with somebody signed in."""

    def sign_in(user: Any) -> Any:
        enter(page.context, live_server, user)
        return page

    return sign_in
