"""Open deals without a next step."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import deals
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import percent

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Open deals with nothing planned, of all open ones; said only where steps are planned in this CRM at all."""
    deals.prepare(evidence)
    of = evidence.one("SELECT count(*) FROM deal_state WHERE is_open")
    if not of:
        return Skipped(say("No deal is open."))
    rows = rows_of("deals", SQL, "deal name owner stage amount last_at", as_of=evidence.as_of)
    count = counted(evidence, rows)
    if of == count:
        return Skipped(
            say("No step is planned for any open deal: it is not done here, or not in these records.")
        )
    if of - count < FEWEST:
        return Skipped(say("Steps are planned for %(n)s open deals only: it is not done here, or not in these records.",
                           n=of - count))  # fmt: skip
    if not count:
        return None
    sentence = say_many(
        "%(n)s open deal has no next step: %(share)s of all open ones",
        "%(n)s open deals have no next step: %(share)s of all open ones",
        count, share=percent(count / of),
    )  # fmt: skip
    return Finding(sentence, count, of, say("open deals"), rows=rows, weight=0.7)


CHECK = Check(
    "no_next_step",
    "process",
    marked("Open deals without a next step"),
    marked(
        "A deal moves by the next step that the buyer agreed to; without one it waits for somebody to remember."
    ),
    marked("End each talk with a day for the next one, and write it down."),
    (("deals", "status"), ("activities", "deal"), ("activities", "is_done")),
    find,
    marked("Every open deal has a next step."),
)
