"""Users: the last administrator stays, a disabled one is out at once, passwords are kept by Argon2."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session

from detente.crm.models import Event, User
from detente.crm.objections import Refused
from detente.crm.people.actions import add_user, change_user, password_objections
from detente.crm.people.passwords import generated_password, set_password
from detente.crm.people.roles import ABILITIES, ROLES, may
from detente.crm.people.teams import add_team, change_team
from tests.crm.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def sign_in(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.create()
    return session.session_key


def test_a_password_is_kept_by_argon2_and_opens_in_any_case_of_the_address(cast: Cast) -> None:
    user = set_password(cast.mia, PASSWORD, by=cast.olga)
    assert user.password.startswith("argon2$argon2id$")
    assert authenticate(username="MIA@works.example", password=PASSWORD) == cast.mia
    assert authenticate(username="mia@works.example", password=PASSWORD + "!") is None
    assert PASSWORD not in str(list(Event.objects.values_list("facts", "code", "detail__words")))


def test_a_user_without_a_password_can_not_sign_in(cast: Cast) -> None:
    assert authenticate(username=cast.ava.email, password="") is None
    assert not cast.ava.has_usable_password()


def test_a_disabled_user_is_out_at_once(cast: Cast) -> None:
    set_password(cast.mia, PASSWORD, by=cast.olga)
    mine, other = sign_in(cast.mia), sign_in(cast.ava)
    change_user(cast.mia, by=cast.olga, is_active=False)
    assert set(Session.objects.values_list("pk", flat=True)) == {other} != {mine}
    assert authenticate(username=cast.mia.email, password=PASSWORD) is None
    assert not User.objects.get(pk=cast.mia.pk).may("read")


def test_a_new_password_ends_what_stood_on_the_old_one(cast: Cast) -> None:
    sign_in(cast.mia)
    set_password(cast.mia, PASSWORD, by=cast.mia)
    assert not Session.objects.exists()


def test_the_last_administrator_can_be_neither_disabled_nor_demoted(cast: Cast) -> None:
    for fields in ({"is_active": False}, {"role": "manager"}):
        with pytest.raises(Refused, match="At least one active administrator must remain"):
            change_user(cast.olga, by=cast.olga, **fields)
    add_user(email="otto@works.example", name="Otto", role="admin", by=cast.olga)
    assert change_user(cast.olga, by=cast.olga, role="manager").role == "manager"


def test_a_disabled_administrator_does_not_count(cast: Cast) -> None:
    otto = add_user(email="otto@works.example", name="Otto", role="admin", by=cast.olga)
    change_user(otto, by=cast.olga, is_active=False)
    with pytest.raises(Refused, match="administrator must remain"):
        change_user(cast.olga, by=cast.olga, is_active=False)


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ({"email": "nobody"}, {"email_invalid"}),
        ({"email": "MIA@works.example"}, {"email_taken"}),
        ({"role": "king"}, {"role_unknown"}),
        ({"scope": "galaxy"}, {"scope_unknown"}),
        ({"password": "12345"}, {"password_weak"}),
        ({"role": "vendor"}, {"vendor_missing"}),
        (
            {"email": "{x}", "role": "king", "password": "1"},
            {"email_invalid", "role_unknown", "password_weak"},
        ),
    ],
)
def test_a_new_user_that_is_refused_says_why(cast: Cast, arguments: dict[str, Any], codes: set[str]) -> None:
    count = User.objects.count()
    with pytest.raises(Refused) as refusal:
        add_user(**({"email": "new@works.example", "name": "New", "role": "ae", "by": cast.olga} | arguments))
    assert {objection.code for objection in refusal.value.objections} == codes
    assert all(str(objection) for objection in refusal.value.objections)
    assert User.objects.count() == count


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"role": "king"}, "role_unknown"),
        ({"scope": "galaxy"}, "scope_unknown"),
        ({"role": "vendor"}, "vendor_missing"),
    ],
)
def test_a_change_that_is_refused_says_why(cast: Cast, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        change_user(cast.mia, by=cast.olga, **fields)
    assert [objection.code for objection in refusal.value.objections] == [code]
    assert change_user(cast.mia, by=cast.olga, role="vendor", vendor=cast.callers).is_vendor


def test_a_password_does_not_slip_in_as_a_field(cast: Cast) -> None:
    with pytest.raises(ValueError, match="password"):
        change_user(cast.mia, by=cast.olga, password="open")


def test_weak_passwords_are_named_and_generated_ones_are_not_weak(cast: Cast) -> None:
    assert {o.field for o in password_objections("password", cast.mia)} == {"password"}
    made = {generated_password() for _ in range(20)}
    assert len(made) == 20
    assert not any(password_objections(password) for password in made)


def test_abilities_belong_to_known_roles() -> None:
    assert all(roles <= set(ROLES) for roles in ABILITIES.values())
    assert {ability for ability in ABILITIES if may("vendor", ability)} == {"read", "reports"}
    assert {role for role in ROLES if may(role, "users")} == {"admin", "operations"}
    with pytest.raises(KeyError):
        may("admin", "fly")


def test_teams_have_one_name_and_a_known_kind(cast: Cast) -> None:
    team = add_team("North", kind="sales", by=cast.olga, zone="Europe/Oslo")
    assert change_team(team, by=cast.olga, name="North", kind="sales", zone="").zone == ""
    for name, kind, code in ((" ", "sales", "name_missing"), ("sales", "sales", "name_taken"),
                             ("South", "army", "kind_unknown")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            change_team(team, by=cast.olga, name=name, kind=kind)
        assert [objection.code for objection in refusal.value.objections] == [code]
