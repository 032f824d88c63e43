"""The copy is the CRM's rows, however it came about: continued after each change, or made anew."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from detente import copy
from detente.analytics.tables import TABLES
from detente.copy.extract import EMPTY
from detente.crm.people.models import Organisation
from detente.crm.people.team_costs import set_team_cost
from tests.copy.northwind import Worker, judged


def rows_of(path):
    """Every row of every table, in an order that does not depend on how they got there."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {
            table.name: connection.execute(f"SELECT * FROM {table.name} ORDER BY ALL").fetchall()
            for table in TABLES
        }


@pytest.mark.parametrize("seed", range(3))
def test_continued_after_any_work_it_equals_one_made_anew(busy_company, seed):
    worker = Worker(busy_company, seed)
    copy.rebuild()
    for _ in range(5):
        worker.work(30)
        continued = rows_of(copy.refresh())
        assert copy.compare() == []
    anew = rows_of(copy.rebuild())
    assert {name: len(rows) for name, rows in continued.items()} == {
        name: len(rows) for name, rows in anew.items()
    }
    assert continued == anew


def test_its_columns_are_exactly_the_contracts(company):
    with duckdb.connect(str(copy.refresh()), read_only=True) as connection:
        for table in TABLES:
            found = connection.execute(f"DESCRIBE {table.name}").fetchall()
            assert [(row[0], row[1]) for row in found] == [(c.name, c.sql_type) for c in table.columns]


def test_the_work_reaches_every_table_that_the_crm_fills(company):
    worker = Worker(company, seed=3)
    worker.work(500)
    judged(company)
    set_team_cost("sales", by=None, from_on=date(2026, 1, 1), hour_minor=6_000, currency="EUR")
    empty = {name for name, rows in rows_of(copy.refresh()).items() if not rows}
    assert empty == EMPTY


def test_business_seconds_follow_when_holidays_are_kept_from_now_on(busy_company):
    """No lead has changed by it, and the business seconds of all have."""
    Worker(busy_company, seed=7).work(60)
    before = rows_of(copy.rebuild())
    Organisation.objects.update(country="DE")
    continued = rows_of(copy.refresh(always=True))
    assert continued["leads"] != before["leads"]
    assert continued == rows_of(copy.rebuild()) and copy.compare() == []
