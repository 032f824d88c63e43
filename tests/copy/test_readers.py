"""Readers always get rows: the newest ones, or those of the version they opened, never an error."""

from __future__ import annotations

import threading

import duckdb
import pytest

from detente import copy
from detente.analytics.run import answer
from detente.copy.readers import let_go
from detente.crm.capture.models import Lead
from tests.copy.northwind import Worker

LEADS = "SELECT count(*) AS leads FROM leads"


def leads(engine):
    return engine.rows(LEADS)[0]["leads"]


def test_a_missing_copy_is_made(company):
    Worker(company, 1).work(60)
    assert not copy.status().exists
    assert leads(copy.engine()) > 0
    assert copy.status().exists


@pytest.mark.parametrize("content", [b"", b"not a database", b"\0" * 20_000])
def test_a_file_that_is_no_copy_is_replaced(company, content):
    Worker(company, 1).work(60)
    wanted = leads(copy.engine())
    let_go()
    copy.path().write_bytes(content)
    assert copy.status().must_be_rebuilt
    assert leads(copy.engine()) == wanted
    let_go()
    copy.path().write_bytes(content)
    with duckdb.connect(str(copy.refresh())) as connection:
        assert connection.execute(LEADS).fetchone() == (wanted,)


def test_a_copy_of_an_older_schema_is_replaced(company):
    Worker(company, 1).work(60)
    wanted = leads(copy.engine())
    with duckdb.connect(str(copy.rebuild())) as connection:
        connection.execute("UPDATE copy_meta SET value = '0' WHERE name = 'version'")
        connection.execute("ALTER TABLE leads DROP COLUMN country")
    assert copy.status().must_be_rebuilt
    assert "country" in copy.engine().rows("SELECT * FROM leads LIMIT 1")[0]
    assert leads(copy.engine()) == wanted


def test_damaged_blocks_are_mended_while_reading(company):
    """The header is sound, so the copy opens; what a query then meets is not."""
    Worker(company, 1).work(60)
    wanted = answer("funnel", copy.engine()).rows
    path = copy.rebuild()
    content = path.read_bytes()
    start = 3 * 4096
    path.write_bytes(content[:start] + bytes(byte ^ 0xFF for byte in content[start:]))
    assert answer("funnel", copy.engine()).rows == wanted
    assert copy.path() != path


def test_a_copy_of_another_history_is_replaced(company):
    """A database restored from a backup, or another one, is never continued."""
    Worker(company, 1).work(40)
    path = copy.rebuild()
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE copy_meta SET value = '1:' || repeat('0', 64) WHERE name = 'newest'")
        connection.execute("DELETE FROM leads")
    assert copy.status().must_be_rebuilt
    assert copy.refresh() != path
    assert copy.compare() == []


def test_an_opened_version_stays_as_it_was(company):
    worker = Worker(company, 1)
    worker.work(30)
    copy.refresh()
    early = copy.engine()
    before = leads(early)
    for _ in range(3):
        worker.work(30)
        copy.refresh()
    assert leads(early) == before
    assert leads(copy.engine()) > before


def test_readers_go_on_while_the_copy_is_refreshed(company):
    worker = Worker(company, 2)
    worker.work(30)
    copy.refresh()
    errors, counts, stop = [], [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                counts.append(leads(copy.engine()))
            except Exception as error:
                errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(8):
        worker.work(8)
        copy.refresh()
    stop.set()
    for reader in readers:
        reader.join()
    assert errors == [] and len(counts) > 10
    assert leads(copy.engine()) == Lead.objects.filter(is_archived=False).count()


def test_older_versions_do_not_pile_up(company):
    worker = Worker(company, 1)
    for _ in range(5):
        worker.work(10)
        copy.refresh()
    assert len(list(copy.path().parent.glob("detente-*"))) <= 2
