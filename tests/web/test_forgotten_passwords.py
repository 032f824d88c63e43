"""A forgotten password: a link by mail or from an administrator, once, for whoever it belongs to."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from detente.crm.models import SecurityEntry, User
from tests.web.conftest import PASSWORD
from tests.web.doors import is_in, knock

NEW = "lantern orbit cheese"


def link_in(text: str) -> str:
    return re.search(r"https://crm\.northwind\.example(/password/new/[^\s<]+/)", text)[1]


@pytest.fixture(autouse=True)
def outside(settings):
    settings.BASE_URL = "https://crm.northwind.example"


def sets(client: Client, path: str, password: str = NEW):
    """Open the link and set a password by it."""
    opened = client.get(path, follow=True)
    return client.post(opened.request["PATH_INFO"], {"password1": password, "password2": password})


def test_a_link_comes_by_mail_and_sets_a_password_once(cast, mailbox):
    here, _answer = knock(cast.jonas)
    client = Client(headers={"host": "localhost"})
    asked = client.post("/password/forgotten/", {"email": "Jonas@Northwind.example"})
    assert asked["Location"] == "/password/sent/" and client.get("/password/sent/").status_code == 200
    mail = mailbox.next()
    assert mail["To"] == "jonas@northwind.example" and mail["From"] == "detente@northwind.example"
    path = link_in(mail.get_content())
    assert sets(client, path)["Location"] == "/sign-in/"
    assert not is_in(here), "every session ends with the old password"
    assert not is_in(knock(cast.jonas, PASSWORD)[0]) and is_in(knock(cast.jonas, NEW)[0])
    assert "no longer works" in Client().get(path).content.decode()
    noted = SecurityEntry.objects.filter(user=cast.jonas).values_list("kind", flat=True)
    assert {"password_reset_asked", "password_reset"} <= set(noted)


def test_nobody_learns_whether_an_address_is_known(cast, mailbox):
    answers = [
        Client().post("/password/forgotten/", {"email": email})
        for email in (cast.jonas.email, "no@where.example")
    ]
    assert {answer["Location"] for answer in answers} == {"/password/sent/"}
    assert mailbox.next()["To"] == cast.jonas.email and mailbox.is_empty()


def test_a_weak_password_is_refused_by_the_link_too(cast, as_):
    path = link_in(as_(cast.ada).post(f"/settings/users/{cast.jonas.pk}/link/").content.decode())
    assert "too short" in sets(Client(), path, "short").content.decode()
    assert User.objects.get(pk=cast.jonas.pk).check_password(PASSWORD)


def test_without_mail_the_page_says_whom_to_ask_and_an_administrator_makes_the_link(cast, as_):
    assert "Ask an administrator" in Client().get("/password/forgotten/").content.decode()
    answer = as_(cast.ada).post(f"/settings/users/{cast.jonas.pk}/link/")
    assert answer["Cache-Control"] == "no-store"
    assert sets(Client(), link_in(answer.content.decode()))["Location"] == "/sign-in/"
    assert is_in(knock(cast.jonas, NEW)[0])
    assert SecurityEntry.objects.get(kind="password_reset_linked").by == cast.ada


def test_a_link_ends_with_the_next_sign_in(cast, as_):
    path = link_in(as_(cast.ada).post(f"/settings/users/{cast.jonas.pk}/link/").content.decode())
    knock(cast.jonas)
    assert "no longer works" in Client().get(path).content.decode()


def test_operations_makes_no_link_for_an_administrator(cast, as_):
    from detente.crm.people.actions import add_user

    olga = add_user(email="olga@northwind.example", name="Olga Reyes", role="operations", by=None)
    as_(olga).post(f"/settings/users/{cast.ada.pk}/link/")
    assert not SecurityEntry.objects.filter(kind="password_reset_linked").exists()


def test_asking_again_and_again_is_stopped(cast, mailbox):
    answers = [Client().post("/password/forgotten/", {"email": cast.jonas.email}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
