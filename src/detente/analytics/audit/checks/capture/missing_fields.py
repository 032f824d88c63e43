"""Fields that matter and are blank."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.matters import FIELDS, Field
from detente.analytics.audit.checks.capture.records import KEYS, NOUNS
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows
from detente.analytics.audit.profile import are_leads_too, each_column_once
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

_SHOWN = 60


def find(evidence: Evidence) -> Finding | None:
    """Blank cells of the fields that matter, where the export has the field at all; all other columns beside them."""
    twice = are_leads_too(evidence)
    tables = [table for table in FIELDS if not (twice and table == "people")]
    asked = [row for table in tables for row in _counted(evidence, table)]
    blank = [row for row in asked if row["blank"]]
    if not blank:
        return None
    blank.sort(key=lambda row: (-row["blank"] / row["of"], row["field"]))
    count, of = sum(row["blank"] for row in blank), sum(row["of"] for row in asked)
    worst = max(blank, key=lambda row: row["blank"])
    sentence = say(
        "“%(field)s” is blank in %(n)s of %(of)s %(table)s (%(share)s)", field=say(worst["field"]), n=worst["blank"],
        of=worst["of"], table=say(NOUNS[worst["table"]]), share=percent(worst["blank"] / worst["of"]),
    )  # fmt: skip
    if len(blank) > 1:
        sentence += say_many("; %(n)s more field that matters has holes", "; %(n)s more fields that matter have holes",
                             len(blank) - 1)  # fmt: skip
    return Finding(sentence, count, of, "fields", rows=_rows(evidence, worst["table"]),
                   breakdowns=(_that_matter(blank), *_all(evidence)))  # fmt: skip


def _held(evidence: Evidence, table: str) -> list[Field]:
    return [field for field in FIELDS[table] if evidence.filled(table, field.column)]


def _counted(evidence: Evidence, table: str) -> list[dict[str, Any]]:
    fields = _held(evidence, table)
    if not fields:
        return []
    asked = ", ".join(
        f'count(*) FILTER (WHERE {one.asked_of}) AS of{nth}, '
        f"count(*) FILTER (WHERE {one.asked_of} AND {one.is_blank}) AS blank{nth}"
        for nth, one in enumerate(fields)
    )  # fmt: skip
    row = evidence.rows(f'SELECT {asked} FROM "{table}"')[0]
    return [{"table": table, "field": one.name, "blank": row[f"blank{nth}"], "of": row[f"of{nth}"]}
            for nth, one in enumerate(fields) if row[f"of{nth}"]]  # fmt: skip


def _that_matter(blank: list[dict[str, Any]]) -> Breakdown:
    called = labels("table", "field", "blank", of=say("Records"), share=say("Share"))  # fmt: skip
    rows = (row | {"table": say(NOUNS[row["table"]]), "field": say(row["field"]), "share": row["blank"] / row["of"]}
            for row in blank)  # fmt: skip
    return Breakdown(say("Fields that matter"), called, tuple(rows))


def _all(evidence: Evidence) -> tuple[Breakdown, ...]:
    holes = [one for one in each_column_once(evidence) if one.filled and one.blank]
    unused = sum(1 for one in each_column_once(evidence) if not one.filled)
    if not holes:
        return ()
    holes.sort(key=lambda one: (-one.blank / one.rows, one.header))
    called = labels("table", "column", "blank", of=say("Rows"), share=say("Share"))  # fmt: skip
    rows = ({"table": say(NOUNS[one.table]), "column": one.header, "blank": one.blank, "of": one.rows,
             "share": one.blank / one.rows} for one in holes[:_SHOWN])  # fmt: skip
    title = say("Every column with holes")
    if unused:
        title += say_many(" (%(n)s more holds nothing at all)", " (%(n)s more hold nothing at all)", unused)
    return (Breakdown(title, called, tuple(rows)),)


def _rows(evidence: Evidence, table: str) -> Rows:
    fields = _held(evidence, table)
    gaps = ", ".join(f"CASE WHEN {one.asked_of} AND {one.is_blank} THEN '{one.column}' END" for one in fields)
    sql = (f'SELECT "{KEYS[table]}" AS record, row_no, concat_ws(\', \', {gaps}) AS missing FROM "{table}" '
           f"WHERE concat_ws('', {gaps}) <> ''")  # fmt: skip
    return Rows(table, sql, labels("record", "row_no", "missing"))


CHECK = Check(
    "missing_fields",
    "capture",
    marked("Missing fields"),
    marked(
        "What is not written down can't be routed, counted or learned from: the first team to need it asks again."
    ),
    marked(
        "Agree on the few fields that both teams need, make those required, and fill the gaps of open records first."
    ),
    ((("leads", ""), ("people", ""), ("deals", ""), ("accounts", "")),),
    find,
    marked("The fields that matter are filled wherever the export has them."),
)
