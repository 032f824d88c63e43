"""Defaults left standing: a prompt like "Select" that was taken for an answer."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import NOUNS, cells
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows, Skipped
from detente.analytics.audit.profile import NO_COLUMNS, columns, every_column, is_prompt, values
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

_SHOWN = 40
_TABLES = ("leads", "people", "accounts", "deals", "campaigns")


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Values that are a form's own prompt, in the columns of choices of every raw table."""
    if not every_column(evidence):
        return Skipped(say(NO_COLUMNS))
    found = _found(evidence)
    if not found:
        return None
    count, of = sum(row["n"] for row in found), sum(row["filled"] for row in found)
    worst = found[0]
    sentence = say_many(
        "%(n)s answer is a prompt that nobody changed: “%(said)s” stands in %(share)s of the filled “%(column)s”",
        "%(n)s answers are prompts that nobody changed: “%(said)s” stands in %(share)s of the filled “%(column)s”",
        count, said=worst["said"], share=percent(worst["n"] / worst["filled"]), column=worst["column"],
    )  # fmt: skip
    called = labels("table", "column", "said", n=say("Rows"), filled=say("Filled rows"))  # fmt: skip
    rows = tuple(row | {"table": say(NOUNS[row["table"]])} for row in found[:_SHOWN])
    return Finding(
        sentence, count, of, "values", rows=_rows(worst), breakdowns=(Breakdown(say("By column"), called, rows),),
        fix="normalise",
    )  # fmt: skip


def _found(evidence: Evidence) -> list[dict[str, Any]]:
    found = [
        {"table": one.table, "column": one.header, "said": said, "n": n, "filled": one.filled}
        for table in _TABLES
        for one in columns(evidence, table)
        if one.is_choice
        for said, n in values(evidence, f"raw_{table}", one.header)
        if is_prompt(said)
    ]
    return sorted(found, key=lambda row: (-row["n"], row["column"]))


def _rows(worst: dict[str, Any]) -> Rows:
    table, column = worst["table"], worst["column"]
    return Rows(table, cells(table, column, "r.said = $said"), labels("record", "row_no", said=column),
                parameters={"said": worst["said"]})  # fmt: skip


CHECK = Check(
    "defaults",
    "capture",
    marked("Defaults left standing"),
    marked(
        "A prompt that is stored as an answer looks like a filled field: reports count it, scores learn from it."
    ),
    marked("Read these values as blank, and let the form ask without a preset answer."),
    ((("leads", ""), ("people", ""), ("accounts", ""), ("deals", "")),),
    find,
    marked("No prompt of a form was taken for an answer."),
)
