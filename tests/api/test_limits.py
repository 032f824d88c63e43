"""A token's minute: never more than the limit through all processes together, and hardly anything of it lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import close_old_connections, connection

from detente.api import limits
from detente.api.errors import Problem
from detente.api.models import Allowance
from detente.crm.models import ApiToken
from detente.crm.people.tokens import make_token
from tests.api.programs import Program
from tests.crm.cast import Cast, gather

MINUTE = 1_700_000_040.0


def test_a_program_that_asks_too_much_is_told_when_to_go_on(
    crew: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_PER_MINUTE = 5
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: MINUTE + 20))
    sven = Program.of(crew.sven)
    answers = [sven.get("me") for _no in range(8)]
    assert 3 <= sum(answer.status_code == 429 for answer in answers) <= 8
    first = next(answer for answer in answers if answer.status_code == 429)
    assert first.said["error"]["code"] == "too_many_requests"
    assert first.headers["Retry-After"] == "40"
    assert first.headers["RateLimit-Remaining"] == "0"
    assert Program.of(crew.ava).get("me").headers["RateLimit-Limit"] == "5"
    settings.API_PER_MINUTE = 0
    assert sven.get("me").status_code == 200


def test_remaining_counts_down_and_a_new_minute_begins_anew(crew: Cast, settings: Any) -> None:
    settings.API_PER_MINUTE = 20
    token = make_token(crew.sven, name="Dialler", scopes=["read"], by=crew.sven)[0]
    left = [limits.take(token.pk, now=MINUTE).remaining for _no in range(20)]
    assert left == list(range(19, -1, -1))
    with pytest.raises(Problem):
        limits.take(token.pk, now=MINUTE + 59)
    assert limits.take(token.pk, now=MINUTE + 60).remaining == 19
    assert limits.take(token.pk, now=MINUTE + 60).reset == 60


@pytest.mark.django_db(transaction=True)
def test_processes_that_count_apart_share_one_limit(transactional_db: Any, settings: Any) -> None:
    """Each process has shares of its own; here they are forgotten by turns, as if many processes asked."""
    settings.API_PER_MINUTE = 100
    sven = gather().sven
    token = make_token(sven, name="Dialler", scopes=["read"], by=sven)[0]
    start = threading.Barrier(6)

    def draw(_no: int) -> int:
        close_old_connections()
        start.wait()
        try:
            return sum(limits._drawn(token.pk, 1, 100)[0] for _turn in range(40))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        drawn = sum(pool.map(draw, range(6)))
    assert (drawn, Allowance.objects.get(token=token).taken) == (100, 100)
    assert ApiToken.objects.count() == 1


def test_hardly_any_request_writes(crew: Cast, settings: Any) -> None:
    settings.API_PER_MINUTE = 600
    token = make_token(crew.sven, name="Dialler", scopes=["read"], by=crew.sven)[0]
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        for _no in range(600):
            limits.take(token.pk, now=MINUTE)
    writes = [query for query in asked.captured_queries if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert len(writes) <= 60
