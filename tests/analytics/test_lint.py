"""A report that reads or calls what it may not fails before it runs."""

from __future__ import annotations

import pytest

from detente.analytics import lint
from detente.analytics.compiling import EACH
from detente.analytics.dialects import expand, read, write
from detente.analytics.errors import BadReport
from detente.analytics.reports import list_reports, report, slugs


def refused(sql: str, why: str) -> None:
    with pytest.raises(BadReport, match=why):
        lint.check(read(sql))


def test_an_unknown_table_fails():
    refused("SELECT l.lead_id FROM lead AS l", "no table 'lead'")
    refused("SELECT a.x FROM (SELECT s.x FROM sqlite_master AS s) AS a", "no table 'sqlite_master'")
    refused(
        "SELECT c.lead_id FROM cohort AS c WHERE c.lead_id IN (SELECT x.id FROM secrets AS x)",
        "no table 'secrets'",
    )


def test_a_table_is_named_plainly_so_that_filters_can_cut_it():
    refused("SELECT l.lead_id FROM main.leads AS l", "without a schema")
    refused("SELECT f.x FROM read_csv('/etc/passwd') AS f", "by name")
    refused("SELECT l.x FROM '/etc/passwd' AS l", "no table")


def test_a_part_of_a_report_may_not_take_a_tables_name():
    refused(
        "WITH leads AS (SELECT d.lead_id FROM deals AS d) SELECT l.lead_id FROM leads AS l",
        "a table has that name",
    )


def test_an_unknown_function_fails():
    refused("SELECT now() AS at FROM leads AS l", "not in the list")
    refused("SELECT date_diff('day', l.arrived_at, l.closed_at) AS d FROM leads AS l", "not in the list")
    refused("SELECT median(l.lead_id) AS m FROM leads AS l", "not in the list")
    refused("SELECT quantile_cont(l.lead_id, 0.5) AS m FROM leads AS l", "not in the list")
    refused("SELECT getenv('HOME') AS h FROM leads AS l", "not in the list")


def test_a_raw_form_fails_with_advice():
    refused("SELECT l.lead_id / 2 AS x FROM leads AS l", r"divide with ratio\(a, b\)")
    refused("SELECT l.arrived_at AT TIME ZONE 'UTC' AS x FROM leads AS l", "use local_date")
    refused("SELECT l.* FROM leads AS l", "name the columns")
    refused("SELECT l.arrived_at + INTERVAL 1 DAY AS x FROM leads AS l", "use days_later")


@pytest.mark.parametrize(
    "sql", ["DELETE FROM leads", "DROP TABLE leads", "ATTACH 'x.db'", "CREATE TABLE x AS SELECT 1"]
)
def test_a_report_only_reads(sql):
    refused(sql, "one SELECT")


def test_a_macro_needs_all_its_arguments():
    with pytest.raises(BadReport, match="ratio takes 2 arguments"):
        expand(read("SELECT ratio(1) AS x"))


def test_macros_mean_what_they_say():
    import duckdb

    first, second = "CAST('2026-03-01' AS TIMESTAMP)", "CAST('2026-03-02 12:00' AS TIMESTAMP)"
    late, last = "CAST('2026-03-01 23:30' AS TIMESTAMP)", "CAST('2026-03-31 23:30' AS TIMESTAMP)"
    sql = f"""SELECT ratio(1, 0), ratio(1, 4), days_between({first}, {second}), local_date({late}, 'Europe/Berlin'),
        month_of({last}, 'Europe/Berlin'), milestone_rank('sal'), milestone_rank('exit'),
        1 - ratio(days_between({first}, {second}), 6), days_later({first}, 2)"""
    row = duckdb.connect().execute(write(expand(read(sql)))).fetchone()
    assert [str(value) for value in row] == [
        "None",
        "0.25",
        "1.5",
        "2026-03-02",
        "2026-04",
        "3",
        "0",
        "0.75",
        "2026-03-03 00:00:00",
    ]


@pytest.mark.parametrize("slug", slugs())
def test_every_report_passes_and_has_a_flag_for_every_number_that_opens(slug):
    tree = read(report(slug).sql)
    lint.check(tree)
    counted = next(cte for cte in tree.find_all(type(tree.args["with_"].expressions[0])) if cte.alias == EACH)
    assert {column.opens for column in report(slug).columns if column.opens} <= set(
        counted.this.named_selects
    )


def test_reports_are_listed_with_their_questions():
    assert dict(list_reports())["funnel"].endswith("?")
