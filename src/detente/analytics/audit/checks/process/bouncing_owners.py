"""Records that bounce between owners."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit.checks.process.basis.labels import labels, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)
COUNTS = beside(__file__, "bouncing_counts")

OFTEN = 3


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Leads, or else deals, accounts or people, that changed owner three times or more; of those with a history."""
    rows = evidence.rows(COUNTS)
    if not any(row["moves"] for row in rows):
        return Skipped(say("The history holds no change of owner: switch on history for the owner."))
    bounced = [row for row in rows if row["moves"] >= OFTEN]
    if not bounced:
        return None
    count, of = sum(row["records"] for row in bounced), sum(row["records"] for row in rows)
    sentence = say_many(
        "%(n)s record changed owner three times or more: %(share)s of the %(of)s with a history",
        "%(n)s records changed owner three times or more: %(share)s of the %(of)s with a history",
        count, share=percent(count / of), of=of,
    )  # fmt: skip
    table = _most(bounced)
    return Finding(
        sentence, count, of, say("records"), rows=rows_of(table, SQL, "record object moves", object=table),
        breakdowns=(Breakdown(say("Records by changes of owner (6: six or more)"),
                              labels("object", "moves", "records"), tuple(rows)),),
        fix="owner", weight=0.8,
    )  # fmt: skip


def _most(bounced: list[dict[str, Any]]) -> str:
    """The kind of record that bounces most: its rows are shown."""
    total: dict[str, int] = {}
    for row in bounced:
        total[row["object"]] = total.get(row["object"], 0) + row["records"]
    return max(sorted(total), key=lambda table: total[table])


CHECK = Check(
    "bouncing_owners",
    "process",
    marked("Records that bounce between owners"),
    marked(
        "Each change starts the clock anew; the buyer tells the same story to one more person, or is called by nobody."
    ),
    marked(
        "Route by a rule that both teams signed, and let only the owner or operations change it, with a reason."
    ),
    (("changes", ""),),
    find,
    marked("No record changed owner three times."),
)
