"""JSON, CSV and text say the same, and a spreadsheet takes no cell for a formula."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.analytics.answer import Column
from detente.analytics.render import plain_text, safe_text, shown, to_csv, to_json, to_text
from tests.analytics.worlds import company, funnel

LEADS = """
lead_id | arrived_at | source          | milestone | closed_at
1       | 2026-01-01 | =cmd()+A1       | won       | 2026-01-15 12:00
2       | 2026-01-01 | -               | mql       | -
3       | 2026-01-01 | -               | mql       | -
"""


@pytest.fixture(scope="module")
def answer():
    with company(LEADS) as engine:
        yield funnel(engine, by="source")


def test_json_has_the_promised_names(answer):
    said = json.loads(json.dumps(to_json(answer)))
    assert {
        "report",
        "question",
        "headline",
        "period",
        "as_of",
        "rows",
        "cautions",
        "definitions",
        "columns",
        "engine",
    } <= said.keys()
    assert said["as_of"] == "2026-07-01T00:00:00Z"
    assert said["period"] == {"from": None, "to": None, "zone": "UTC"}
    assert [(row["source"], row["leads"]) for row in said["rows"]] == [(None, 2), ("=cmd()+A1", 1)]
    assert [column["name"] for column in said["columns"]] == list(said["rows"][0])
    assert all(isinstance(one, str) for one in said["cautions"])


def test_the_question_is_echoed():
    with company(LEADS) as engine:
        said = to_json(funnel(engine, where=(("source", ""),), horizon_days=30))["query"]
    assert said == {"by": None, "where": [{"field": "source", "values": [None]}], "horizon_days": 30}


def test_csv_holds_the_same_rows_and_reads_back(answer):
    rows = list(csv.DictReader(io.StringIO(to_csv(answer))))
    assert [(plain_text(row["source"]), row["leads"], row["won"]) for row in rows] == [
        ("", "2", "0"),
        ("=cmd()+A1", "1", "1"),
    ]
    assert rows[1]["source"] == "'=cmd()+A1"
    assert float(rows[1]["arrival_to_won_days"]) == 14.5


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "  =1",
        "\u00a0=1",
        "\x00=1",
        "\ufeff=1",
        "＝1",
        "'=1",
    ],
)
def test_no_cell_is_taken_for_a_formula(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["web", "a=b", "1-2", "mail@example.org", "Ü", ""])
def test_a_plain_text_stays_as_it_is(text):
    assert safe_text(text) == text


@given(st.text())
def test_every_text_reads_back_exactly(text):
    assert plain_text(safe_text(text)) == text


def test_the_table_aligns_numbers_right_and_calls_the_unknown_none(answer):
    lines = to_text(answer).splitlines()
    header, none, formula = lines[2:5]
    assert lines[0] == answer.headline
    assert none.startswith("(none)") and formula.startswith("=cmd()+A1")
    assert header.index("Leads") + len("Leads") == none.index("2") + 1 == formula.rindex(" 1 ", 0, 20) + 2
    assert len(to_text(answer, is_wide=True)) > len(to_text(answer))


def test_cautions_definitions_and_the_time_stand_below(answer):
    said = to_text(answer)
    assert "! 2 leads have no source." in said
    assert "parts: open, each exit and won add up to the leads" in said
    assert said.endswith("as of 2026-07-01 00:00 UTC · duckdb\n")


def test_a_value_cannot_move_the_terminals_cursor():
    column = Column("source", "Source", "text", "")
    assert shown("web\x1b[2J\n", column) == "web�[2J�"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (8000, "count", "8,000"),
        (0.10525, "rate", "10.5 %"),
        (14.65, "days", "14.7"),
        (None, "rate", ""),
        (None, "text", "(none)"),
    ],
)
def test_numbers_are_shown_with_their_units(value, unit, said):
    assert shown(value, Column("x", "X", unit, "")) == said
