"""The security log says what happened to whose access, from where, and keeps it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.test import RequestFactory

from detente.crm.models import SecurityEntry
from detente.crm.people.security import asked_by, note
from tests.crm.cast import Cast, gather


@pytest.fixture
def cast(db: object) -> Cast:
    return gather()


def test_an_entry_names_who_whose_and_from_where(cast: Cast) -> None:
    request = RequestFactory().get("/", HTTP_USER_AGENT="Firefox\x00 on Linux\n", REMOTE_ADDR="192.0.2.7")
    entry = note("token_made", user=cast.sven, by=cast.olga, request=request, token="det_abc")
    assert (entry.user, entry.by, entry.address) == (cast.sven, cast.olga, "192.0.2.7")
    assert entry.agent == "Firefox on Linux"
    assert entry.facts == {"token": "det_abc"}


def test_an_act_that_notes_something_knows_the_request_being_answered(cast: Cast) -> None:
    with asked_by(RequestFactory().get("/", REMOTE_ADDR="192.0.2.8")):
        assert note("access_changed", user=cast.sven, by=cast.olga).address == "192.0.2.8"
    assert note("access_changed", user=cast.sven, by=cast.olga).address is None


def test_a_kind_that_nobody_knows_is_a_mistake_of_the_program(cast: Cast) -> None:
    with pytest.raises(ValueError, match="not a kind"):
        note("tea_made", user=cast.sven)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_is_noted_stays(cast: Cast, change: str) -> None:
    note("signed_in", user=cast.sven)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if change == "update":
            SecurityEntry.objects.update(kind="signed_out")
        else:
            SecurityEntry.objects.all()._raw_delete("default")
    assert SecurityEntry.objects.filter(kind="signed_in").count() == 1
