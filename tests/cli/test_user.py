"""`detente user` adds, lists and disables those who may sign in."""

from __future__ import annotations

import json

from tests.fixtures.companies import ADMIN, PASSWORD, Place

MAYA = "maya@northwind.example"


def add(company: Place, *more: str, email: str = MAYA):
    company.extra["DETENTE_PASSWORD"] = PASSWORD
    return company.run("user", "add", email, "--role", "sdr", *more)


def users(company: Place) -> dict[str, dict]:
    return {user["email"]: user for user in json.loads(company.run("user", "list", "--json").stdout)}


def test_a_new_user_is_listed(company: Place):
    done = add(company, "--name", "Maya Lindqvist")
    assert done.returncode == 0, done.stderr
    assert users(company)[MAYA] == {
        "email": MAYA, "name": "Maya Lindqvist", "role": "sdr", "team": None, "active": True,
    }  # fmt: skip


def test_the_same_address_in_capitals_is_the_same_user(company: Place):
    add(company)
    again = add(company, email=MAYA.upper())
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert len(users(company)) == 2


def test_an_unknown_role_is_answered_with_the_roles(company: Place):
    done = company.run("user", "add", MAYA, "--role", "boss")
    assert done.returncode == 1
    assert "marketing, sdr, ae" in done.stderr


def test_an_unknown_team_is_said(company: Place):
    done = add(company, "--team", "Nowhere")
    assert done.returncode == 1
    assert "There is no team 'Nowhere'" in done.stderr
    assert MAYA not in users(company)


def test_a_disabled_user_stays_listed(company: Place):
    add(company)
    assert company.run("user", "disable", MAYA).returncode == 0
    assert users(company)[MAYA]["active"] is False
    assert "disabled already" in company.run("user", "disable", MAYA).stderr


def test_the_last_administrator_stays(company: Place):
    done = company.run("user", "disable", ADMIN)
    assert done.returncode == 1
    assert "administrator must remain" in done.stderr
    assert users(company)[ADMIN]["active"] is True


def test_somebody_unknown_is_named(company: Place):
    done = company.run("user", "disable", "nobody@example.com")
    assert done.returncode == 1
    assert "nobody@example.com" in done.stderr
