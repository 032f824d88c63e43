"""Deals whose close date was put off again and again."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import deals
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)
DATED = """
    SELECT count(DISTINCT record) FROM changes
    WHERE object = 'deals' AND field = 'expected_on' AND TRY_CAST(left(new, 10) AS DATE) IS NOT NULL
"""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Deals put off three times or more, of those with a history of their close date."""
    deals.prepare(evidence)
    of = evidence.one(DATED)
    if not of:
        return Skipped(
            say("The history holds no close dates: switch on history for the close date of deals.")
        )
    rows = rows_of("deals", SQL, "deal name owner stage amount moves days")
    count = counted(evidence, rows)
    if not count:
        return None
    sentence = say_many(
        "The close date of %(n)s deal was put off three times or more: %(share)s of those with a history of it",
        "The close dates of %(n)s deals were put off three times or more: %(share)s of those with a history of it",
        count, share=percent(count / of),
    )  # fmt: skip
    return Finding(sentence, count, of, "deals", rows=rows, fix="close_date", weight=0.8)


CHECK = Check(
    "close_date_pushed",
    "process",
    marked("Close dates put off again and again"),
    marked("Each time the forecast was wrong, and the next date is no surer than the last."),
    marked("From the third time on let the buyer name the date, or lower the stage."),
    (("deals", "deal"), ("changes", "")),
    find,
    marked("No close date was put off three times."),
)
