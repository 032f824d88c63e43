"""A question that was asked before is answered from what was found then, and only while the tables are the same."""

from __future__ import annotations

from detente.analytics.engines import Engine
from detente.analytics.kept import AT_MOST
from detente.analytics.query import Query
from detente.analytics.run import answer
from tests.analytics.worlds import company

LEADS = """
lead_id | arrived_at | source | milestone
1       | 2026-03-01 | web    | won
2       | 2026-03-02 | fair   | inquiry
"""


def unanswerable(engine: Engine, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the tables were read again")

    monkeypatch.setattr(engine, "rows", refuse)


def test_asked_again_it_says_the_same_without_reading_the_tables(monkeypatch):
    engine = company(LEADS)
    first = answer("funnel", engine, Query(by="source"))
    unanswerable(engine, monkeypatch)
    again = answer("funnel", engine, Query(by="source"))
    assert (again.rows, again.total, again.finding) == (first.rows, first.total, first.finding)


def test_what_a_reader_does_to_the_rows_is_not_told_to_the_next():
    engine = company(LEADS)
    answer("funnel", engine).rows[0]["leads"] = 99
    assert answer("funnel", engine).rows[0]["leads"] == 2


def test_other_tables_and_other_readers_get_their_own_answer():
    engine, other = company(LEADS), company(LEADS + "3 | 2026-03-03 | web | inquiry\n")
    assert [answer("funnel", one).total["leads"] for one in (engine, other)] == [2, 3]
    assert answer("funnel", engine, Query(vendor="Acme")).total["leads"] == 0
    assert answer("funnel", engine, Query(where=(("source", "web"),))).total["leads"] == 1


def test_only_the_questions_asked_last_are_kept():
    engine = company(LEADS)
    for days in range(1, AT_MOST + 20):
        answer("funnel", engine, Query(horizon_days=days))
    assert sum(isinstance(key, tuple) and key[0] == "finding" for key in engine.remembered) == AT_MOST
