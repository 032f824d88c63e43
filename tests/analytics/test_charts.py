"""The pictures show the numbers of the table, in the teams' colours, and describe themselves."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import vl_convert

from detente.analytics import theme
from tests.analytics.worlds import company, funnel

LEADS = "\n".join([
    "lead_id | arrived_at | source | milestone | closed_at",
    *(f"{n} | 2026-01-01 | {'web' if n % 3 else 'fair'} | {'won' if n % 4 == 0 else 'mql'} | -" for n in range(1, 61)),
])  # fmt: skip


@pytest.fixture(scope="module")
def answer():
    with company(LEADS) as engine:
        yield funnel(engine, by="source")


def bars(chart):
    return [row for held in _values(chart) for row in held]


def _values(spec):
    if isinstance(spec, dict):
        if "values" in spec and isinstance(spec["values"], list):
            yield spec["values"]
        for value in spec.values():
            yield from _values(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from _values(value)


def test_the_bars_are_the_counts_of_the_table(answer):
    drawn = {bar["milestone"]: bar["leads"] for bar in bars(answer.chart) if "group" not in bar}
    assert drawn == {"Inquiry": 60, "MQL": 60, "SAL": 15, "SQL": 15, "Proposal": 15, "Won": 15}


def test_labels_give_count_and_step_rate(answer):
    labels = {bar["milestone"]: bar["label"] for bar in bars(answer.chart)}
    assert (labels["Inquiry"], labels["SAL"]) == ("60", "15 · 25.0 %")


def test_small_multiples_are_one_for_each_group(answer):
    drawn = {(bar["group"], bar["milestone"]): bar["leads"] for bar in bars(answer.charts[1])}
    for row in answer.rows:
        assert drawn[(row["source"], "Won")] == row["won"]


def test_many_groups_show_the_largest_and_say_so():
    rows = [f"{n} | 2026-01-01 | s{n % 20} | mql | -" for n in range(1, 201)]
    with company("\n".join([LEADS.splitlines()[0], *rows])) as engine:
        chart = funnel(engine, by="source").charts[1]
    assert len({bar["group"] for bar in bars(chart)}) == 12
    assert "12 of 20 groups" in chart["description"]


def test_marketing_is_teal_and_sales_is_indigo(answer):
    colours = {bar["milestone"]: bar["team"] for bar in bars(answer.chart)}
    assert [name for name, team in colours.items() if team == "marketing"] == ["Inquiry", "MQL"]
    assert theme.MARKETING in json.dumps(answer.chart) and theme.SALES in json.dumps(answer.chart)


def test_every_picture_describes_itself_and_has_a_clear_ground(answer):
    for chart in answer.charts:
        assert chart["description"].endswith(".")
        assert chart["config"]["background"] == "transparent"
        assert "http" not in json.dumps({name: value for name, value in chart.items() if name != "$schema"})


def test_every_picture_can_be_drawn(answer):
    for chart in answer.charts:
        assert vl_convert.vegalite_to_svg(
            chart | ({"width": 600} if chart.get("width") == "container" else {})
        ).startswith("<svg")


def test_nothing_heavy_is_imported_to_list_reports():
    code = (
        "import sys; from detente.analytics.reports import list_reports; list_reports();"
        "print([name for name in ('altair', 'duckdb', 'sqlglot', 'scipy', 'numpy') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
