"""Second factors: set up, asked for, lost, required; secrets are not readable in the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from detente.crm.models import SecurityEntry
from detente.crm.people.actions import change_organisation, change_user
from tests.web.conftest import PASSWORD
from tests.web.doors import is_in, knock, sets_up_an_app, totp


@pytest.fixture
def jonas_app(cast, django_capture_on_commit_callbacks):
    """Jonas is signed in by password and has set up an app: his browser, its secret, his codes."""
    client, _answer = knock(cast.jonas)
    with django_capture_on_commit_callbacks(execute=True):
        return client, *sets_up_an_app(client)


def kinds(user) -> list[str]:
    return list(SecurityEntry.objects.filter(user=user).order_by("id").values_list("kind", flat=True))


def test_an_app_is_asked_for_after_the_password(cast, jonas_app):
    _client, secret, _codes = jonas_app
    client, answer = knock(cast.jonas)
    assert answer["Location"] == "/sign-in/code/" and not is_in(client)
    wrong = client.post("/sign-in/code/", {"code": "000000"})
    assert "Incorrect code" in wrong.content.decode() and not is_in(client)
    assert client.post("/sign-in/code/", {"code": totp(secret, 1)})["Location"] == "/"
    assert is_in(client)
    assert [kind for kind in kinds(cast.jonas) if "factor" in kind] == ["factor_added", "factor_failed"]


def test_a_code_opens_once(cast, jonas_app):
    _client, secret, _codes = jonas_app
    code = totp(secret, 1)
    for expected in (True, False):
        client, _answer = knock(cast.jonas)
        client.post("/sign-in/code/", {"code": code})
        assert is_in(client) is expected


def test_recovery_codes_are_shown_once_and_each_opens_once(cast, jonas_app):
    here, _secret, codes = jonas_app
    assert len(codes) == 10
    again = here.get("/settings/security/codes/").content.decode()
    assert not any(code in again for code in codes)
    for expected in (True, False):
        client, _answer = knock(cast.jonas)
        client.post("/sign-in/code/", {"code": codes[0]})
        assert is_in(client) is expected
    assert kinds(cast.jonas).count("recovery_code_used") == 1
    assert "9 left" in here.get("/settings/security/").content.decode()


def test_new_recovery_codes_end_the_old_ones(cast, jonas_app):
    here, _secret, codes = jonas_app
    assert here.post("/settings/security/codes/new/").status_code == 302
    client, _answer = knock(cast.jonas)
    client.post("/sign-in/code/", {"code": codes[0]})
    assert not is_in(client)


def test_secrets_are_sealed_with_a_key_that_is_not_in_the_database(cast, jonas_app):
    _client, secret, _codes = jonas_app
    for row in Authenticator.objects.filter(user=cast.jonas):
        assert secret not in str(row.data)
        assert all(
            str(value).startswith("gAAAA") for key, value in row.data.items() if key in ("secret", "seed")
        )


def test_a_change_of_factors_asks_for_the_password_again(cast, jonas_app, monkeypatch):
    import time

    here, _secret, _codes = jonas_app
    later = time.time() + 3600
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: later)
    asked = here.get("/settings/security/app/removal/")
    assert asked["Location"].startswith("/confirm/")
    assert here.post(asked["Location"], {"password": "not this one"}).status_code == 200
    assert Authenticator.objects.filter(user=cast.jonas, type="totp").exists()
    monkeypatch.undo()
    assert (
        here.post(asked["Location"], {"password": PASSWORD})["Location"] == "/settings/security/app/removal/"
    )
    here.post("/settings/security/app/removal/")
    assert not Authenticator.objects.filter(user=cast.jonas).exists()
    assert kinds(cast.jonas)[-1] == "factor_removed"


def test_whoever_is_disabled_between_password_and_code_stays_out(cast, jonas_app):
    _client, secret, _codes = jonas_app
    client, _answer = knock(cast.jonas)
    change_user(cast.jonas, by=cast.ada, is_active=False)
    client.post("/sign-in/code/", {"code": totp(secret, 1)})
    assert not is_in(client)


def test_guessing_codes_is_stopped(cast, jonas_app):
    _client, secret, _codes = jonas_app
    client, _answer = knock(cast.jonas)
    for _guess in range(6):
        client.post("/sign-in/code/", {"code": "000000"})
    client.post("/sign-in/code/", {"code": totp(secret, 1)})
    assert not is_in(client), "after five wrong codes a right one waits too"


def test_a_code_pressed_eight_times_at_once_opens_once(transactional_db):
    from detente.crm.models import Organisation
    from detente.crm.people.actions import add_user

    Organisation.objects.create(name="Northwind")
    jonas = add_user(email="jonas@northwind.example", name="Jonas", role="sdr", by=None, password=PASSWORD)
    secret, _codes = sets_up_an_app(knock(jonas)[0])
    waiting, code = [knock(jonas)[0] for _ in range(8)], totp(secret, 1)

    def press(client) -> bool:
        try:
            client.post("/sign-in/code/", {"code": code})
            return is_in(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, waiting)) == 1


class TestRequired:
    @pytest.fixture(autouse=True)
    def rule(self, cast):
        change_organisation(by=cast.ada, requires_mfa=True)

    def test_who_has_none_sets_one_up_before_anything_else(self, cast):
        client, _answer = knock(cast.jonas)
        assert client.get("/leads/new/")["Location"] == "/settings/security/"
        assert client.post("/settings/profile/", {"name": "J"})["Location"] == "/settings/security/"
        fragment = client.get("/leads/new/", headers={"hx-request": "true"})
        assert fragment.status_code == 204 and fragment["HX-Redirect"] == "/settings/security/"
        assert "Your company requires a second factor" in client.get("/settings/security/").content.decode()
        sets_up_an_app(client)
        assert is_in(client)

    def test_the_demo_keeps_its_one_click(self, cast, client, settings):
        settings.DEMO = True
        client.post("/sign-in/", {"cast": cast.jonas.pk})
        assert is_in(client)


def test_only_who_may_change_settings_makes_the_rule(as_, cast):
    from detente.crm.people.actions import organisation

    assert as_(cast.jonas).post("/settings/security/rule/", {"required": "yes"}).status_code == 403
    as_(cast.ada).post("/settings/security/rule/", {"required": "yes"})
    assert organisation().requires_mfa
    assert SecurityEntry.objects.get(kind="policy_changed").facts == {"requires_mfa": True}


def test_an_administrator_helps_who_lost_the_device(as_, cast, jonas_app):
    here, _secret, _codes = jonas_app
    as_(cast.ada).post(f"/settings/users/{cast.jonas.pk}/factors/")
    assert not is_in(here), "whoever holds the old session may be who holds the device"
    client, _answer = knock(cast.jonas)
    assert is_in(client)
    assert SecurityEntry.objects.filter(kind="factor_removed", user=cast.jonas, by=cast.ada).exists()
