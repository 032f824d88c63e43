"""A write that comes twice with one key is done once, whoever else writes and whenever the program dies."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from detente.api import idempotency
from detente.api.models import KeptAnswer
from detente.crm.erasure.actions import erase_person
from detente.crm.models import Event, Lead, Person
from tests.api.programs import Program
from tests.crm.cast import Cast, gather

pytestmark = pytest.mark.both


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(olga: Program) -> None:
    first = olga.post("leads", {"name": "Ida"}, Idempotency_Key="k-1")
    again = olga.post("leads", {"name": "Ida"}, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert {again.headers[name] == first.headers[name] for name in ("ETag", "Location")} == {True}
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert (Lead.objects.count(), Event.objects.filter(kind="captured").count()) == (1, 1)


def test_a_key_names_one_request_of_one_token(crew: Cast) -> None:
    olga, sven = Program.of(crew.olga), Program.of(crew.sven)
    lead = olga.post("leads", {"name": "Ida"}, Idempotency_Key="k-1").said
    for other in (
        olga.post("leads", {"name": "Otto"}, Idempotency_Key="k-1"),
        olga.post("people", {"name": "Ida"}, Idempotency_Key="k-1"),
        olga.post("leads", {"name": "Ida"}, Idempotency_Key="k-1", If_Match=f'"{lead["version"]}"'),
    ):
        assert (other.status_code, other.said["error"]["code"]) == (422, "idempotency_key_reused")
    assert sven.post("leads", {"name": "Ida"}, Idempotency_Key="k-1").status_code == 201
    for bad in ("", " ", "k" * 256):
        assert olga.post("leads", {"name": "Ida"}, Idempotency_Key=bad).status_code == 400


def test_what_was_refused_is_judged_anew(olga: Program) -> None:
    lead = olga.made("leads", {"name": "Ida"})
    assert olga.post(f"leads/{lead['id']}/reopening", Idempotency_Key="k-1").status_code == 422
    olga.post(f"leads/{lead['id']}/exit", {"exit": "rejected", "reason": "duplicate"})
    assert olga.post(f"leads/{lead['id']}/reopening", Idempotency_Key="k-1").said["stage"] == "inquiry"
    assert KeptAnswer.objects.count() == 1


def test_a_key_is_free_again_after_a_day(olga: Program) -> None:
    olga.post("leads", {"name": "Ida"}, Idempotency_Key="k-1")
    KeptAnswer.objects.update(kept_at=timezone.now() - timedelta(hours=25))
    assert "Idempotent-Replayed" not in olga.post("leads", {"name": "Ida"}, Idempotency_Key="k-1").headers
    KeptAnswer.objects.update(kept_at=timezone.now() - timedelta(hours=25))
    assert (idempotency.forget_old(), KeptAnswer.objects.count()) == (1, 0)


def test_whoever_is_erased_stands_in_no_kept_answer(olga: Program) -> None:
    gone = olga.post("leads", {"name": "Ida Plain", "email": "ida@plain.example"}, Idempotency_Key="k-1").said
    olga.post("leads", {"name": "Otto"}, Idempotency_Key="k-2")
    erase_person(Person.objects.get(uuid=gone["person"]["id"]), by=None)
    assert [kept.body.count("Otto") > 0 for kept in KeptAnswer.objects.all()] == [True]


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_acts_and_all_get_its_answer(
    transactional_db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "WAIT", "120s")  # whoever waits on a busy machine waits long enough
    olga, start = Program.of(gather().olga), threading.Barrier(8)

    def ask(no: int) -> Any:
        close_old_connections()
        start.wait()
        try:
            return Program(olga.key).post("leads", {"name": "Ida"}, Idempotency_Key=f"k-{no // 4}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert Counter("Idempotent-Replayed" in answer.headers for answer in answers) == {True: 6, False: 2}
    assert len({answer.content for answer in answers}) == 2
    assert (Lead.objects.count(), KeptAnswer.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_program_that_dies_leaves_the_act_and_its_answer_or_neither(
    transactional_db: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Killed at either side of keeping the answer: nothing is stored, and the retry stores it once."""

    class Killed(BaseException):
        """As SIGKILL: no handler of ours sees it."""

    olga, keep = Program.of(gather().olga), idempotency._keep

    def die(*given: Any) -> None:
        if where == "after":
            keep(*given)
        raise Killed

    monkeypatch.setattr(idempotency, "_keep", die)
    with pytest.raises(Killed):
        olga.post("leads", {"name": "Ida"}, Idempotency_Key="k-1")
    assert (Lead.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    monkeypatch.setattr(idempotency, "_keep", keep)
    assert olga.post("leads", {"name": "Ida"}, Idempotency_Key="k-1").status_code == 201
    assert Lead.objects.count() == 1
