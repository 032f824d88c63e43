"""A copy that does not hold the primary's rows is named, whatever it is that parts them."""

from __future__ import annotations

import duckdb
import pytest

from detente import copy, doctor
from tests.copy.northwind import Worker

pytestmark = pytest.mark.plants_faults

_SUM = "SELECT count(*), sum(hash(l)) FROM leads AS l"


def spoil(sql):
    with duckdb.connect(str(copy.path())) as connection:
        connection.execute(sql)


def copied(name="copied"):
    return doctor.check_one(name, deep=True)


def test_a_row_is_missing(company):
    spoil("DELETE FROM touches WHERE touch_id = (SELECT min(touch_id) FROM touches)")
    assert copied().rows[0].startswith("touches of ")
    assert copied().repair == "detente copy rebuild"


def test_a_value_differs(company):
    spoil("UPDATE deals SET amount_minor = amount_minor + 1 WHERE deal_id = (SELECT min(deal_id) FROM deals)")
    assert [row for row in copied().rows if "rows in both, but not the same ones" in row]


def test_a_row_stands_twice(company):
    spoil("INSERT INTO reps SELECT * FROM reps WHERE rep_id = (SELECT min(rep_id) FROM reps)")
    assert copied().rows == ("reps: 4 rows in the CRM, 5 in the copy",)


def test_the_funnel_differs_from_the_recount(company):
    spoil("UPDATE leads SET milestone = 'exit', exit = 'lost' WHERE milestone = 'inquiry'")
    assert [
        row for row in copied("recount").rows if "the report counts" in row and "lost, the history" in row
    ]


def test_leads_that_are_nowhere(company):
    assert copied("closing").ok
    spoil("UPDATE leads SET exit = 'gone' WHERE milestone = 'exit'")
    rows = copied("closing").rows
    for name in ("source", "month", "owner"):
        assert [row for row in rows if row.startswith(name) and "of them open, won or ended" in row], name


def test_the_handoffs_differ_from_the_recount(company):
    spoil("UPDATE handoffs SET answer = 'withdrawn' WHERE answer = 'accepted'")
    assert [
        row
        for row in copied("recount").rows
        if row.startswith("handoffs ") and "accepted, the history" in row
    ]


def test_damaged_bytes(company):
    whole = copy.path().read_bytes()
    copy.path().write_bytes(whole[:100] + b"\0" * 200 + whole[300:])
    assert "can't be read" in copied().rows[0]


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_flipped_bit_is_no_other_number(company, quarter):
    """DuckDB keeps a checksum of each block: what is read is right or refused, and doctor says which."""
    path = copy.path()
    wanted = duckdb.connect(str(path), read_only=True).execute(_SUM).fetchall()
    content = bytearray(path.read_bytes())
    content[len(content) * quarter // 4] ^= 0b100
    path.write_bytes(content)
    if copied().ok:
        assert duckdb.connect(str(path), read_only=True).execute(_SUM).fetchall() == wanted


def test_a_copy_that_is_only_behind_is_no_fault(company):
    Worker(company, seed=3).work(30)
    assert copied().ok


def test_no_copy_is_no_fault(company):
    copy.path().unlink()
    assert copied().ok and copied("recount").ok
