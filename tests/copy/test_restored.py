"""A dump restored into another PostgreSQL brings transaction ids with it that this one has not reached yet."""

from __future__ import annotations

import duckdb
import pytest
from django.db import connection

from detente import copy
from detente.copy import changes, mark, refreshing
from detente.copy.snapshot import snapshot
from detente.crm.history import triggers
from detente.crm.history.models import Event
from tests.copy.northwind import Worker

pytestmark = [pytest.mark.postgres, pytest.mark.plants_faults]


def restore():
    """All events as another cluster, which had seen more transactions, would have written them."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crm_event SET xact = xact + 1000000000")
    triggers.install(connection)


def test_a_copy_from_before_the_restore_is_made_anew(busy_company):
    Worker(busy_company, 1).work(20)
    path = copy.rebuild()
    with duckdb.connect(str(path)) as file:
        file.execute("UPDATE copy_meta SET value = '1000000000000' WHERE name = 'watermark'")
    assert copy.status().must_be_rebuilt
    assert copy.refresh() != path and copy.compare() == []


def test_what_comes_after_a_restore_is_found_and_what_came_before_is_not_read_again(busy_company):
    worker = Worker(busy_company, 1)
    worker.work(40)
    restore()
    copy.rebuild()
    assert not copy.is_behind() and copy.status().waiting == 0
    before = Event.objects.count()
    worker.work(20)
    assert copy.status().waiting == Event.objects.count() - before
    with snapshot() as now:
        found = changes.changes(now, refreshing.mark_of(copy.path()))
    new = set(Event.objects.order_by("-id").values_list("id", flat=True)[: Event.objects.count() - before])
    assert found.keys["attempt"] | found.keys["touch"] <= new | set(
        Event.objects.exclude(reverses_id=None).values_list("reverses_id", flat=True)
    ) | set(Event.objects.filter(lead__in=found.hidden["lead"] - {None}).values_list("id", flat=True))
    copy.refresh()
    assert copy.compare() == []
    with snapshot() as now:
        assert mark.take(now).restored
