"""An invitation makes one user, however many click at once; it ends in time, and gives no more than its maker has."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from detente.crm.models import Invitation, User
from detente.crm.objections import Refused
from detente.crm.people.actions import add_user, change_user
from detente.crm.people.invitations import LASTS, accept, invitation_behind, invite
from tests.crm.cast import gather

PASSWORD = "lantern orbit cheese"


def test_eight_clicks_at_once_make_one_user(transactional_db: object) -> None:
    cast = gather()
    _invitation, secret = invite(email="nils@works.example", role="sdr", by=cast.olga)

    def click(_number: int) -> str:
        try:
            return str(accept(secret, name="Nils", password=PASSWORD).pk)
        except Refused as refused:
            return refused.objections[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(click, range(8)))
    nils = User.objects.get(email="nils@works.example")
    assert sorted(answers) == sorted([str(nils.pk)] + ["invitation_gone"] * 7)
    assert Invitation.objects.get().user == nils


def test_it_ends_after_seven_days(db: object) -> None:
    cast = gather()
    invitation, secret = invite(email="nils@works.example", role="sdr", by=cast.olga)
    assert invitation.expires_at - invitation.created_at == LASTS == timedelta(days=7)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invitation_behind(secret) is None
    with pytest.raises(Refused, match="has run out"):
        accept(secret, name="Nils", password=PASSWORD)


def test_operations_invites_no_administrator(db: object) -> None:
    gather()
    opal = add_user(email="opal@works.example", name="Opal", role="operations", by=None)
    with pytest.raises(Refused, match="Only an administrator"):
        invite(email="nils@works.example", role="admin", by=opal)


def test_an_inviter_who_may_no_longer_invite_takes_the_invitation_along(db: object) -> None:
    cast = gather()
    opal = add_user(email="opal@works.example", name="Opal", role="admin", by=None)
    _invitation, secret = invite(email="nils@works.example", role="admin", by=opal)
    change_user(opal, by=cast.olga, role="operations")
    assert invitation_behind(secret) is None


def test_the_providers_address_must_be_the_invited_one(db: object) -> None:
    cast = gather()
    _invitation, secret = invite(email="nils@works.example", role="sdr", by=cast.olga)
    with pytest.raises(Refused, match=r"for nils@works\.example"):
        accept(secret, name="Mallory", password=None, email="mallory@evil.example")
    nils = accept(secret, name="Nils", password=None, email="NILS@works.example")
    assert not nils.has_usable_password()
