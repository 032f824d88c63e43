"""Signing in by the company's own provider: users and invited people get in, nobody else does."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from detente.config import signing_in
from detente.crm.models import SecurityEntry, User
from detente.crm.people.actions import change_user
from detente.crm.people.invitations import invite
from tests.web.doors import is_in, knock, sets_up_an_app, totp

JONAS = {"sub": "u-1", "email": "Jonas@northwind.example", "email_verified": True, "name": "Jonas Weber"}


def comes_back(provider, client: Client, start: str = "/sign-in/with/oidc/", **claims):
    """Go to the provider, be somebody there, come back."""
    asked = client.get(start)["Location"]
    code, state = provider.says(asked, **claims)
    return client.get("/sign-in/with/oidc/back/", {"code": code, "state": state})


def test_a_user_is_known_by_the_verified_address_and_from_then_on_by_the_providers_id(cast, provider):
    client = Client()
    assert "Sign in with Northwind ID" in client.get("/sign-in/").content.decode()
    answer = comes_back(provider, client, "/sign-in/with/oidc/?next=/leads/new/", **JONAS)
    assert answer["Location"] == "/leads/new/" and is_in(client)
    again = Client()
    comes_back(provider, again, **JONAS | {"email": "renamed@northwind.example"})
    assert is_in(again) and SocialAccount.objects.get().user == cast.jonas
    assert SecurityEntry.objects.filter(kind="oidc_linked", user=cast.jonas).count() == 1


def test_the_way_back_is_the_configured_address_whatever_host_asked(cast, provider, settings):
    settings.BASE_URL = "https://crm.northwind.example"
    asked = Client(headers={"host": "localhost"}).get("/sign-in/with/oidc/")["Location"]
    back = parse_qs(urlsplit(asked).query)["redirect_uri"]
    assert back == ["https://crm.northwind.example/sign-in/with/oidc/back/"]


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        (JONAS | {"email_verified": False}, "has not verified your e-mail address"),
        (JONAS | {"email_verified": "true"}, "has not verified your e-mail address"),
        (JONAS | {"email_verified": None}, "has not verified your e-mail address"),
        ({name: JONAS[name] for name in ("sub", "email")}, "DETENTE_OIDC_VERIFIED_DOMAINS"),
        (JONAS | {"email": "mallory@evil.example"}, "not a user here yet"),
    ],
)
def test_nobody_else_gets_in(cast, provider, claims, words):
    client = Client()
    comes_back(provider, client, **claims)
    assert words in client.get("/sign-in/").content.decode() and not is_in(client)
    assert not SocialAccount.objects.exists()
    assert SecurityEntry.objects.filter(kind="oidc_refused").count() == 1


def test_a_provider_that_says_nothing_is_trusted_for_named_domains_only(
    cast, provider, settings, monkeypatch
):
    monkeypatch.setenv("DETENTE_OIDC_VERIFIED_DOMAINS", "Northwind.example, @other.example")
    settings.SOCIALACCOUNT_PROVIDERS = signing_in.providers()
    says_nothing = {name: JONAS[name] for name in ("sub", "email")}
    for claims in (
        JONAS | {"email_verified": False},
        says_nothing | {"email": "jonas@evil.northwind.example"},
    ):
        client = Client()
        comes_back(provider, client, **claims)
        assert not is_in(client)
    client = Client()
    comes_back(provider, client, **says_nothing)
    assert is_in(client) and SocialAccount.objects.get().user == cast.jonas


def test_who_was_disabled_stays_out_here_too(cast, provider):
    comes_back(provider, Client(), **JONAS)
    change_user(cast.jonas, by=cast.ada, is_active=False)
    client = Client()
    comes_back(provider, client, **JONAS)
    assert not is_in(client)


def test_a_token_that_somebody_else_signed_is_refused(cast, provider):
    provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    client = Client()
    comes_back(provider, client, **JONAS)
    assert not is_in(client) and "did not say who you are" in client.get("/sign-in/").content.decode()


def test_answers_about_two_people_let_nobody_in(cast, provider):
    provider.userinfo = {"sub": "u-2"}
    client = Client()
    comes_back(provider, client, **JONAS)
    assert not is_in(client)


def test_the_same_id_from_another_issuer_is_somebody_else(cast, provider):
    comes_back(provider, Client(), **JONAS)
    provider.issuer = provider.issuer.replace("127.0.0.1", "localhost")
    client = Client()
    comes_back(provider, client, **JONAS | {"email": "mallory@evil.example"})
    assert not is_in(client) and "not a user here yet" in client.get("/sign-in/").content.decode()


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(cast, provider):
    asked = Client().get("/sign-in/with/oidc/")["Location"]
    code, state = provider.says(asked, **JONAS)
    other = Client()
    other.get("/sign-in/with/oidc/back/", {"code": code, "state": state})
    assert not is_in(other)


def test_a_provider_that_is_gone_is_said_in_words(cast, provider, settings):
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:1"
    client = Client()
    assert client.get("/sign-in/with/oidc/")["Location"] == "/sign-in/"
    assert "does not answer" in client.get("/sign-in/").content.decode()


def test_an_invited_person_comes_by_the_provider_under_the_invited_address_only(cast, provider):
    _invitation, secret = invite(email="nils@northwind.example", role="sdr", by=cast.ada)
    start = f"/invitation/{secret}/?provider=1"
    stranger, nils = Client(), Client()
    for client, email in ((stranger, "mallory@evil.example"), (nils, "nils@northwind.example")):
        assert client.get(start)["Location"] == "/sign-in/with/oidc/"
        comes_back(provider, client, sub=email, email=email, email_verified=True, name="Nils Berg")
    assert not is_in(stranger) and is_in(nils)
    user = User.objects.get(email="nils@northwind.example")
    assert user.name == "Nils Berg" and not user.has_usable_password()


def test_a_second_factor_set_up_here_is_asked_for_after_the_provider_too(cast, provider):
    client, _answer = knock(cast.jonas)
    secret, _codes = sets_up_an_app(client)
    client = Client()
    assert comes_back(provider, client, **JONAS)["Location"] == "/sign-in/code/" and not is_in(client)
    client.post("/sign-in/code/", {"code": totp(secret, 1)})
    assert is_in(client)


def test_a_company_that_requires_factors_leaves_those_of_the_provider_to_it(cast, provider):
    from detente.crm.people.actions import change_organisation

    change_organisation(by=cast.ada, requires_mfa=True)
    client = Client()
    comes_back(provider, client, **JONAS)
    assert is_in(client) and not is_in(knock(cast.jonas)[0])


def test_without_a_provider_there_is_no_such_door(cast, client):
    assert client.get("/sign-in/with/oidc/").status_code == 404
    assert client.get("/sign-in/with/oidc/back/").status_code == 404
