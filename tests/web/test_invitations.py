"""Invitations as a person sees them: made, mailed, shown once, accepted once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from detente.crm.models import Invitation, SecurityEntry, User
from detente.crm.people.actions import change_user
from tests.web.doors import is_in

NILS = {"email": "nils@northwind.example", "name": "", "role": "sdr", "vendor": "", "scope": "own"}
PATH = re.compile(r"http://127\.0\.0\.1:8000(/invitation/[^\s<]+?/)")
WELCOME = {"name": "Nils Berg", "password": "lantern orbit cheese"}


@pytest.fixture
def invited(as_, cast):
    """Ada invites Nils as an SDR of Lea's team who opens their own records; the page that shows the link once."""
    return as_(cast.ada).post("/settings/invitations/new/", NILS | {"team": cast.lea.team_id})


def path_in(text: str) -> str:
    return PATH.search(text)[1]


def test_whoever_is_invited_becomes_what_they_were_invited_as(cast, invited):
    path = path_in(invited.content.decode())
    client = Client()
    shown = client.get(path)
    assert "Ada Byron invites you" in shown.content.decode()
    assert shown["Referrer-Policy"] == "no-referrer"
    assert client.post(path, WELCOME)["Location"] == "/"
    assert is_in(client)
    nils = User.objects.get(email="nils@northwind.example")
    assert (nils.name, nils.role, nils.team, nils.scope) == ("Nils Berg", "sdr", cast.lea.team, "own")
    assert Client().get(path).status_code == 410
    noted = list(
        SecurityEntry.objects.order_by("id").filter(kind__startswith="invit").values_list("kind", flat=True)
    )
    assert noted == ["invited", "invitation_accepted"]


def test_the_link_goes_by_mail_and_only_its_digest_is_kept(as_, cast, mailbox):
    as_(cast.ada).post("/settings/invitations/new/", NILS)
    mail = mailbox.next()
    assert mail["To"] == "nils@northwind.example"
    secret = path_in(mail.get_content()).split("/")[-2]
    assert secret not in str(Invitation.objects.values().get())
    assert Client().post(f"/invitation/{secret}/", WELCOME).status_code == 302


def test_a_mail_server_that_is_gone_costs_the_mail_but_not_the_invitation(as_, cast, mailbox, settings):
    settings.EMAIL_PORT = 1
    answer = as_(cast.ada).post("/settings/invitations/new/", NILS).content.decode()
    assert "The mail could not be sent" in answer and PATH.search(answer)


def test_sending_again_ends_the_first_link_and_withdrawing_ends_all(as_, cast, invited):
    first, pk = path_in(invited.content.decode()), Invitation.objects.get().pk
    second = path_in(as_(cast.ada).post(f"/settings/invitations/{pk}/resending/").content.decode())
    assert (Client().get(first).status_code, Client().get(second).status_code) == (410, 200)
    as_(cast.ada).post(f"/settings/invitations/{pk}/withdrawal/")
    assert Client().get(second).status_code == 410
    assert Client().post(second, WELCOME).status_code == 410
    assert not User.objects.filter(email="nils@northwind.example").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "jonas@northwind.example"}, "exists already"),
        ({"role": "vendor"}, "Choose the vendor"),
        ({"email": "nils@@x"}, "valid email"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(as_, cast, wrong, words):
    answer = as_(cast.ada).post("/settings/invitations/new/", NILS | wrong)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_nobody_is_invited_twice_at_once(as_, cast, invited):
    again = as_(cast.ada).post("/settings/invitations/new/", NILS | {"email": "NILS@northwind.example"})
    assert "is invited already" in again.content.decode()


def test_a_weak_password_keeps_the_invitation_open(invited):
    path = path_in(invited.content.decode())
    answer = Client().post(path, WELCOME | {"password": "password12"})
    assert answer.status_code == 422 and "too common" in answer.content.decode()
    assert Client().get(path).status_code == 200


def test_who_was_disabled_invites_nobody_any_more(cast, invited):
    from detente.crm.people.actions import add_user

    add_user(email="ben@northwind.example", name="Ben Okoro", role="admin", by=None)
    change_user(cast.ada, by=None, is_active=False)
    assert Client().get(path_in(invited.content.decode())).status_code == 410
