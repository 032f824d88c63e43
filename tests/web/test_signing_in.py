"""Signing in: by password, and in a demo by choosing one of the cast."""

from __future__ import annotations

import pytest

from tests.web.conftest import PASSWORD


def sign_in(client, **fields):
    return client.post("/sign-in/", fields)


def test_a_visitor_is_asked_to_sign_in_and_comes_back_to_where_they_wanted(client, cast):
    asked = client.get("/leads/?state=open")
    assert asked.url == "/sign-in/?next=/leads/%3Fstate%3Dopen"
    entered = sign_in(client, email="Jonas@Northwind.example", password=PASSWORD, next="/leads/?state=open")
    assert entered.url == "/leads/?state=open"
    assert client.get("/leads/").status_code == 200


@pytest.mark.parametrize(
    ("stood", "back"),
    [
        ("http://testserver/audits/?page=2", "/audits/%3Fpage%3D2"),
        ("https://evil.example/audits/", "/"),
        ("", "/"),
    ],
)
def test_who_sends_a_form_after_the_session_ended_comes_back_to_the_page_of_the_form(
    client, cast, stood, back
):
    asked = client.post("/audits/new/", headers={"referer": stood} if stood else {})
    assert asked.url == f"/sign-in/?next={back}"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_host(client, cast, elsewhere):
    entered = sign_in(client, email="jonas@northwind.example", password=PASSWORD, next=elsewhere)
    assert entered.url == "/"


def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, cast):
    wrong = sign_in(client, email="jonas@northwind.example", password="guess")
    unknown = sign_in(client, email="nobody@northwind.example", password="guess")
    for response in (wrong, unknown):
        assert response.status_code == 422
        assert "do not belong together" in response.content.decode()


def test_a_disabled_user_may_not_enter(client, cast):
    cast.jonas.is_active = False
    cast.jonas.save()
    assert sign_in(client, email="jonas@northwind.example", password=PASSWORD).status_code == 422


def test_the_cast_enters_by_one_click_in_the_demo_only(client, cast, settings):
    assert sign_in(client, cast=cast.jonas.pk).status_code == 403
    assert "Jonas Weber" not in client.get("/sign-in/").content.decode()
    settings.DEMO = True
    assert "Jonas Weber" in client.get("/sign-in/").content.decode()
    assert sign_in(client, cast=cast.jonas.pk, next="/leads/").url == "/leads/"
    assert client.get("/leads/").status_code == 200


def test_signing_out_ends_the_session(as_, cast):
    client = as_(cast.jonas)
    by_hand = client.get("/sign-out/")
    assert by_hand.status_code == 405
    assert "Nothing was changed" in by_hand.text
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/leads/").status_code == 302
