"""Messages to others: written with their event, delivered once, after the commit, whatever else fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from detente.crm.history import outbox
from detente.crm.history.facts import SettingsChanged
from detente.crm.history.models import Event, Outbox
from detente.crm.history.record import record_loose

KIND = "told_in_a_test"


@pytest.fixture
def heard() -> Iterator[Counter[int]]:
    """Ids of events that were delivered, and how often."""
    heard: Counter[int] = Counter()

    @outbox.delivers(KIND)
    def hear(event: Event) -> None:
        if (event.facts or {}).get("is_bad"):
            raise ConnectionError("nobody there")
        heard[event.pk] += 1

    yield heard
    del outbox._deliveries[KIND]


def something_happens(**facts: object) -> Event:
    event = record_loose(SettingsChanged(facts=facts), by=None, subject={})
    outbox.put(KIND, event)
    return event


@pytest.mark.django_db(transaction=True)
def test_a_message_is_delivered_after_the_commit_and_once(heard: Counter[int]) -> None:
    with transaction.atomic():
        event = something_happens(name="Plain")
        assert not heard
    assert heard == {event.pk: 1}
    assert outbox.drain() == 0
    assert heard == {event.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_told_to_nobody(heard: Counter[int]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        something_happens(name="Plain")
        raise ZeroDivisionError
    assert outbox.drain() == 0
    assert not heard


@pytest.mark.django_db(transaction=True)
def test_a_message_that_can_not_be_delivered_waits_and_holds_up_no_other(heard: Counter[int]) -> None:
    with transaction.atomic():
        bad = something_happens(is_bad=True)
        good = something_happens(is_bad=False)
    assert heard == {good.pk: 1}
    assert list(Outbox.objects.filter(drained_at=None).values_list("event", flat=True)) == [bad.pk]


@pytest.mark.django_db(transaction=True)
def test_several_drainers_deliver_each_message_once(heard: Counter[int]) -> None:
    with transaction.atomic():
        events = [record_loose(SettingsChanged(facts={"no": no}), by=None, subject={}) for no in range(40)]
        Outbox.objects.bulk_create(
            Outbox(kind=KIND, event=event, created_at=event.recorded_at) for event in events
        )

    def drain(_no: int) -> int:
        try:
            return outbox.drain()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        counts = list(pool.map(drain, range(6)))
    assert sum(counts) == 40
    assert heard == dict.fromkeys((event.pk for event in events), 1)
