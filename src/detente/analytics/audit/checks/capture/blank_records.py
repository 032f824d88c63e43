"""Lines that hold next to nothing: blank records, and lines read as one cell."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import KEYS, NOUNS
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows, Skipped
from detente.analytics.audit.profile import NO_COLUMNS, Column, columns, every_column, told
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

FEWEST_COLUMNS = 5
"""In a narrower table a line with one value may be all there is to say."""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Lines with at most one value, in tables whose other lines hold many more."""
    if not every_column(evidence):
        return Skipped(say(NO_COLUMNS))
    found = {table: n for table in KEYS if (n := _blank(evidence, table))}
    if not found:
        return None
    worst = max(found, key=lambda table: found[table])
    count, of = found[worst], evidence.filled(worst)
    rows = Rows(
        worst, _rows_of(evidence, worst), labels("key", "file_no", "row_no", said=say("All it says")),
        personal=("said",),
    )  # fmt: skip
    broken = Breakdown(
        say("Blank lines by table"), labels("table", "lines", "of"),
        tuple({"table": say(NOUNS[table]), "lines": n, "of": evidence.filled(table)}
              for table, n in sorted(found.items(), key=lambda pair: -pair[1])),
    )  # fmt: skip
    sentence = say_many(
        "%(n)s line of the %(table)s holds next to nothing: a hole of %(share)s in every column",
        "%(n)s lines of the %(table)s hold next to nothing: a hole of %(share)s in every column",
        count, table=say(NOUNS[worst]), share=percent(count / of),
    )  # fmt: skip
    return Finding(sentence, count, of, worst, rows=rows, breakdowns=(broken,), fix="bad_data", weight=2.0)


def _filled(evidence: Evidence, table: str) -> str:
    return " + ".join(f"({told(column.header, 'r')} IS NOT NULL)::INT" for column in _used(evidence, table))


def _used(evidence: Evidence, table: str) -> list[Column]:
    return [column for column in columns(evidence, table) if column.filled]


def _blank(evidence: Evidence, table: str) -> int:
    if len(_used(evidence, table)) < FEWEST_COLUMNS:
        return 0
    row = evidence.rows(
        f"SELECT count(*) FILTER (WHERE filled <= 1) AS blank, median(filled) FILTER (WHERE filled > 1) AS usual "
        f'FROM (SELECT {_filled(evidence, table)} AS filled FROM "raw_{table}" AS r) AS counted'
    )[0]
    return row["blank"] if (row["usual"] or 0) >= FEWEST_COLUMNS else 0


def _rows_of(evidence: Evidence, table: str) -> str:
    said = ", ".join(told(column.header, "r") for column in _used(evidence, table))
    return (
        f'SELECT k."{KEYS[table]}" AS key, r.file_no, r.row_no, left(coalesce({said}), 200) AS said '
        f'FROM "raw_{table}" AS r LEFT JOIN "{table}" AS k ON k.file_no = r.file_no AND k.row_no = r.row_no '
        f"WHERE {_filled(evidence, table)} <= 1"
    )


CHECK = Check(
    "blank_records",
    "capture",
    marked("Blank records"),
    marked("A record that says nothing can't be called, scored or counted, and yet it stands in every total."),
    marked("Look at the lines as they stand in the file: where they were read as one cell, mend the file's quotes "
           "and export anew; delete what is blank in the CRM itself."),
    ((("leads", ""), ("people", ""), ("accounts", ""), ("deals", ""), ("activities", "")),),
    find,
    marked("Every record says something."),
)  # fmt: skip
