"""`detente user` adds, lists and disables those who may sign in."""

from __future__ import annotations

import pytest

from detente.crm.people.actions import add_user
from tests.fixtures.companies import ADMIN, PASSWORD

MAYA = "maya@northwind.example"


@pytest.fixture(autouse=True)
def ada(db, monkeypatch):
    monkeypatch.setenv("DETENTE_PASSWORD", PASSWORD)
    return add_user(email=ADMIN, name="Ada", role="admin", by=None, password=PASSWORD)


def add(detente, *more, email=MAYA):
    return detente("user", "add", email, "--role", "sdr", *more)


def users(detente):
    return {user["email"]: user for user in detente("user", "list", "--json").json}


def test_a_new_user_is_listed(detente):
    done = add(detente, "--name", "Maya Lindqvist")
    assert done.code == 0, done.err
    assert users(detente)[MAYA] == {
        "email": MAYA, "name": "Maya Lindqvist", "role": "sdr", "team": None, "active": True,
    }  # fmt: skip


def test_the_same_address_in_capitals_is_the_same_user(detente):
    add(detente)
    again = add(detente, email=MAYA.upper())
    assert again.code == 1
    assert "exists already" in again.err
    assert len(users(detente)) == 2


def test_an_unknown_role_is_answered_with_the_roles(detente):
    done = detente("user", "add", MAYA, "--role", "boss")
    assert done.code == 1
    assert "marketing, sdr, ae" in done.err


def test_an_unknown_team_is_said(detente):
    done = add(detente, "--team", "Nowhere")
    assert done.code == 1
    assert "There is no team 'Nowhere'" in done.err
    assert MAYA not in users(detente)


def test_a_disabled_user_stays_listed(detente):
    add(detente)
    assert detente("user", "disable", MAYA).code == 0
    assert users(detente)[MAYA]["active"] is False
    assert "disabled already" in detente("user", "disable", MAYA).err


def test_the_last_administrator_stays(detente):
    done = detente("user", "disable", ADMIN)
    assert done.code == 1
    assert "administrator must remain" in done.err
    assert users(detente)[ADMIN]["active"] is True


def test_somebody_unknown_is_named(detente):
    done = detente("user", "disable", "nobody@example.com")
    assert done.code == 1
    assert "nobody@example.com" in done.err


def test_a_link_lets_a_user_set_a_password(detente, client):
    add(detente)
    link = detente("user", "link", MAYA).out.strip()
    assert link.startswith("http://127.0.0.1:8000/password/new/")
    opened = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    given = {"password1": "lantern orbit cheese", "password2": "lantern orbit cheese"}
    assert client.post(opened.request["PATH_INFO"], given)["Location"] == "/sign-in/"
    assert client.login(username=MAYA, password="lantern orbit cheese")
    detente("user", "disable", MAYA)
    assert "disabled" in detente("user", "link", MAYA).err


def test_lost_second_factors_are_removed(detente, ada):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=ada, type="totp", data={})
    assert detente("user", "unlock", ADMIN).code == 0
    assert not Authenticator.objects.exists()
    assert "has no second factor" in detente("user", "unlock", ADMIN).err
