"""`detente report` on a folder of foreign tables: no CRM is needed, and every format says the same."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from detente.cli.app import run

LEADS = """lead_id,arrived_at,source,milestone
1,2026-01-05T10:00:00,web,won
2,2026-01-06T10:00:00,web,mql
3,2026-01-07T10:00:00,fair,inquiry
4,2026-02-01T10:00:00,,inquiry
"""


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "leads.csv").write_text(LEADS)
    return tmp_path


@pytest.fixture
def funnel(tables, capsys):
    def ask(*words: str) -> tuple[int, str, str]:
        code = run(["report", "funnel", "--tables", str(tables), *words])
        heard = capsys.readouterr()
        return code, heard.out, heard.err

    return ask


def test_json_carries_what_scripts_rely_on(funnel):
    code, out, _ = funnel("--format", "json", "--by", "source")
    answer = json.loads(out)
    assert code == 0
    assert set(answer) >= {
        "report", "question", "headline", "period", "as_of", "rows", "cautions", "definitions",
    }  # fmt: skip
    assert {row["source"]: (row["leads"], row["won"]) for row in answer["rows"]} == {
        "web": (2, 1), "fair": (1, 0), None: (1, 0),
    }  # fmt: skip


def test_csv_and_table_say_the_same_numbers(funnel):
    _, text, _ = funnel("--format", "csv", "--by", "source")
    rows = list(csv.DictReader(io.StringIO(text)))
    _, shown, _ = funnel("--by", "source")
    for row in rows:
        line = next(line for line in shown.splitlines() if line.startswith(row["source"] or "(none)"))
        assert line.split()[1] == row["leads"]


def test_the_period_is_of_arrival_and_both_days_belong_to_it(funnel):
    _, out, _ = funnel("--format", "json", "--from", "2026-01-05", "--to", "2026-01-06")
    assert json.loads(out)["rows"][0]["leads"] == 2


def test_several_values_of_a_field_mean_any_of_them(funnel):
    _, out, _ = funnel("--format", "json", "--where", "source=web", "--where", "source=")
    assert json.loads(out)["rows"][0]["leads"] == 3


def test_the_finding_stands_first(funnel):
    _, out, _ = funnel()
    assert out.splitlines()[0].startswith("1 of 4 leads is won so far")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "nose"], "There is no field 'nose'. Fields: source"),
        (["--by", "source; drop table leads"], "There is no field"),
        (["--where", "source"], "is not FIELD=VALUE"),
        (["--where", "source=nowhere"], "Values: fair, web"),
        (["--from", "yesterday"], "--from 'yesterday' is not a day: write it as 2026-01-31"),
        (["--from", "2026-02-01", "--to", "2026-01-01"], "before it begins"),
        (["--format", "xml"], "Formats: table, json, csv"),
        (["--horizon", "0"], "1 to 3650 days"),
    ],
)
def test_a_mistake_says_what_would_be_right(funnel, words, said):
    code, out, err = funnel(*words)
    assert code != 0
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


def test_an_unknown_report_is_answered_with_those_that_exist(tables, capsys):
    assert run(["report", "funel", "--tables", str(tables)]) == 1
    assert (
        "Reports: flow, follow_up, funnel, handoffs, late_discovery, lead_quality" in capsys.readouterr().err
    )


def test_a_folder_without_tables_is_no_empty_answer(tmp_path, capsys):
    assert run(["report", "funnel", "--tables", str(tmp_path)]) == 1
    assert "no canonical table" in capsys.readouterr().err


def test_every_report_is_listed_with_its_question(capsys):
    from detente.analytics.reports import list_reports

    assert run(["reports", "--json"]) == 0
    assert [tuple(one.values()) for one in json.loads(capsys.readouterr().out)] == list(list_reports())
    run(["reports"])
    lines = capsys.readouterr().out.splitlines()[1:]
    assert len(lines) == len(list_reports())
    assert all(line.rstrip().endswith("?") for line in lines)
