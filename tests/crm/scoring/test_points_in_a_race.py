"""Points are right whatever happens at the same time: doctor reckons them anew after the test."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection

from detente.crm.capture.actions import Who, capture, touch
from detente.crm.models import Event, Lead, LeadScore
from detente.crm.people.actions import change_account, change_person
from detente.crm.scoring.actions import rescore_all, score
from tests.crm.cast import gather

TITLES = ("Clerk", "Head of IT", "Buyer", "Owner")


@pytest.mark.django_db(transaction=True)
def test_points_follow_everything_that_happens_at_once() -> None:
    """Responses, titles, the company's size and a rescoring of all, at the same time; nothing is lost or told twice."""
    cast = gather()
    who = [Who(name=f"P {n}", email=f"p{n}@works.example", company="Works", title="Clerk") for n in range(3)]
    leads = [capture(one, by=None, code="visit").lead for one in who]
    account = leads[0].account
    assert account
    acts: list[Callable[[int], Any]] = [
        lambda n: touch(leads[n % 3], code=("visit", "form", "download")[n % 3], by=None),
        lambda n: change_person(leads[n % 3].person, by=cast.mia, title=TITLES[n % 4]),
        lambda n: change_account(account, by=cast.mia, employees=n * 7),
        lambda n: rescore_all(),
    ]  # fmt: skip

    def work(act: Callable[[int], Any]) -> None:
        try:
            for n in range(8):
                act(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, act) for act in acts]:
            done.result(timeout=120)
    assert Event.objects.filter(kind="touched").count() == 8
    stored = list(LeadScore.objects.order_by("pk").values_list("score", "fit", "band"))
    for lead in Lead.objects.all():
        score(lead)
    assert list(LeadScore.objects.order_by("pk").values_list("score", "fit", "band")) == stored
    for lead in leads:
        bands = Event.objects.filter(lead=lead.pk, kind="scored").order_by("seq").values_list("code", "facts")
        steps = [(band, (facts or {})["is_ready"]) for band, facts in bands]
        assert all(one != other for one, other in pairwise(steps))
