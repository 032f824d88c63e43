"""Recycled leads that nobody came back to."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import leads
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)

REST = 180
"""Days after which a recycled lead without a return date counts as forgotten."""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Recycled leads past their return date or forgotten, of all recycled ones."""
    leads.prepare(evidence)
    row = evidence.rows(
        "SELECT count(*) AS n, count(return_on) AS dated FROM lead_state WHERE exit = 'recycled' AND NOT is_converted"
    )[0]
    if not row["n"]:
        return Skipped(say("No lead is recycled: no status says that somebody is to be asked again later."))
    rows = rows_of(
        "leads", SQL, "lead name owner source return_on last_at days", as_of=evidence.as_of, rest=REST
    )
    count = counted(evidence, rows)
    if not count:
        return None
    sentence = say_many(
        "%(n)s lead put off for later was never asked again: %(share)s of the %(of)s put off",
        "%(n)s leads put off for later were never asked again: %(share)s of the %(of)s put off",
        count, share=percent(count / row["n"]), of=row["n"],
    )  # fmt: skip
    if 0 < row["dated"] < row["n"]:
        undated = row["n"] - row["dated"]
        sentence = say("%(said)s; %(n)s of all these have no day to come back", said=sentence, n=undated)
    return Finding(sentence, count, row["n"], say("recycled leads"), rows=rows, fix="reopen", weight=0.8)


CHECK = Check(
    "recycled_never_woken",
    "process",
    marked("Recycled leads never woken"),
    marked("They said not now, and nobody asked again: what was paid for them is lost to whoever asks next."),
    marked(
        "Give each a day to come back and a short nurture until then; start with those whose day has gone by."
    ),
    (("leads", "exit"), ("leads", "created_at")),
    find,
    marked("Every lead put off for later was asked again in time."),
)
