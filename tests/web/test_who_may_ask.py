"""Every address, for every role: who may read, who may act, who is turned away."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.every_address import EVERYBODY, MATRIX, ONES_OWN, OPEN_TO_STRANGERS, addresses
from tests.web.one_of_everything import address_of
from tests.web.posting import posted, taken_back

pytestmark = pytest.mark.both


@pytest.fixture
def is_asked(request: pytest.FixtureRequest) -> Callable[[int, str, str], bool]:
    """Whether a role asks for an address: each role on SQLite and with `--deep`; otherwise one that may and one that
    may not, by turns, for who may is no matter of the database, what is then looked up is."""
    options = request.config.option
    every = options.deep or options.database == "sqlite"

    def ask(number: int, role: str, may: str) -> bool:
        sides = [set(may.split()), set(EVERYBODY.split()) - set(may.split())]
        return every or any(side and role == sorted(side)[number % len(side)] for side in sides)

    return ask


def _of_role(role: str) -> Client:
    from detente.crm.models import User

    client = Client()
    client.force_login(User.objects.filter(role=role, is_active=True).exclude(name="Lea Brandt").first())
    return client


def test_no_address_is_missing_from_the_list(db: Any) -> None:
    named = {name for name, _keys in addresses()}
    assert named - set(MATRIX) - OPEN_TO_STRANGERS == set(), "say in every_address.py who may ask for these"
    assert (set(MATRIX) | OPEN_TO_STRANGERS) - named == set(), (
        "these addresses are gone; take them off the list"
    )


def test_strangers_are_asked_to_sign_in(everything: SimpleNamespace) -> None:
    for name, keys in addresses():
        if name not in OPEN_TO_STRANGERS:
            for ask in (Client().get, Client().post):
                answer = ask(address_of(name, keys, everything))
                assert answer.status_code in (302, 405), f"{name}: {answer.status_code}"
                assert answer.status_code == 405 or answer["Location"].startswith(reverse("sign_in")), name


def test_each_role_reads_what_it_may_and_no_more(
    everything: SimpleNamespace, is_asked: Callable[[int, str, str], bool]
) -> None:
    for role in EVERYBODY.split():
        client = _of_role(role)
        for number, (name, keys) in enumerate(addresses()):
            if name in OPEN_TO_STRANGERS or not MATRIX[name][0]:
                continue
            if not is_asked(number, role, MATRIX[name][0]):
                continue
            status = client.get(address_of(name, keys, everything)).status_code
            wanted = {200, 302} if role in MATRIX[name][0].split() else {403}
            wanted |= {404} if name in ONES_OWN else set()
            assert status in wanted, f"{role} reading {name}: {status}"


def test_each_role_acts_where_it_may_and_nowhere_else(
    everything: SimpleNamespace, is_asked: Callable[[int, str, str], bool]
) -> None:
    for role in EVERYBODY.split():
        client = _of_role(role)
        for number, (name, keys) in enumerate(addresses()):
            if name in OPEN_TO_STRANGERS or not is_asked(number, role, MATRIX[name][1]):
                continue
            with taken_back():
                status = posted(client, address_of(name, keys, everything)).status_code
            if role in MATRIX[name][1].split():
                is_not_theirs = status == 404 and name in ONES_OWN
                fine = (200, 302, 303, 400, 409, 422)
                assert is_not_theirs or status in fine, f"{role} acting on {name}: {status}"
            else:
                assert status in (403, 405), f"{role} acting on {name}: {status}"
