"""Leads given up after one or two attempts."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis import leads, logging
from detente.analytics.audit.checks.process.basis.labels import labels, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST, rate, wilson
from detente.analytics.wording import percent

SQL = beside(__file__)
ATTEMPTS = beside(__file__, "given_up_attempts")

REST = 30
"""Days without work after which an open lead counts as left."""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Leads left after one or two attempts, of all that were tried and left without an answer."""
    leads.prepare(evidence)
    logged = logging.of_leads(evidence)
    if logged.is_silent:
        return Skipped(logged.refusal())
    parameters = {"as_of": evidence.as_of, "rest": REST}
    tried = evidence.rows(ATTEMPTS, parameters)
    early = sum(row["given_up"] for row in tried if row["attempts"] in ("1", "2"))
    left = sum(row["given_up"] for row in tried)
    if not tried:
        return Skipped(say("No lead shows an attempt to reach it."))
    if not early:
        return None
    if left < FEWEST:
        return Skipped(say("Fewer than %(n)s leads were tried and left without an answer.", n=FEWEST))
    return Finding(
        f"{_sentence(early, left)} {logged.caution()}".rstrip(), early, left, "leads",
        sureness="a sign" if logged.caution() else "counted",
        rows=rows_of("leads", SQL, "lead name owner source status attempts last_at days", **parameters),
        breakdowns=(_by_attempts(tried),), fix="reopen", weight=0.7,
    )  # fmt: skip


def _sentence(early: int, left: int) -> str:
    return say_many(
        "%(n)s lead was left after one or two attempts with no answer on record: %(share)s of the %(left)s left so. "
        "What more attempts would bring can't be told from it.",
        "%(n)s leads were left after one or two attempts with no answer on record: %(share)s of the %(left)s left so. "
        "What more attempts would bring can't be told from it.",
        early, share=percent(early / left), left=left,
    )  # fmt: skip


def _by_attempts(tried: list[dict[str, object]]) -> Breakdown:
    rows = []
    for row in tried:
        converted, of = int(str(row["converted"])), int(str(row["leads"]))
        low, high = wilson(converted, of) if of >= FEWEST else (None, None)
        rows.append({**row, "share": rate(converted, of), "low": low, "high": high})
    title = say(
        "Leads by attempts so far, and those that became deals (who answers early needs fewer attempts)"
    )
    return Breakdown(title, labels("attempts", "leads", "converted", "share", "low", "high"), tuple(rows))


CHECK = Check(
    "given_up_early",
    "process",
    marked("Given up after one or two attempts"),
    marked(
        "Many people answer only a later call or another channel; a lead that was paid for is left lying."
    ),
    marked(
        "Agree on how many attempts over how many days on which channels, and open these again for the rest."
    ),
    (
        (("activities", "at"), ("leads", "touches")),
        (("leads", "exit"), ("leads", "created_at")),
    ),
    find,
    marked("No lead was left after one or two attempts."),
)
