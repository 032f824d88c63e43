"""Leads that were all created at once: a bulk import that pretends to be arrivals."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Rows, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say
from detente.analytics.wording import percent

SQL = beside(__file__)
FEWEST = 50
"""Leads in one minute, or above the usual on one day, from which on it can't well be arrivals."""


def find(evidence: Evidence) -> Finding | Clean | Skipped | None:
    """Leads created in a minute, or on a day where no time is told, that holds far more of them than the usual."""
    of = evidence.filled("leads", "created_at")
    if of < FEWEST:
        return Skipped(say("It takes %(n)s leads with a creation date.", n=FEWEST))
    bulks = evidence.rows(SQL, {"fewest": FEWEST})
    if not bulks:
        return None
    count = sum(row["leads"] for row in bulks)
    called = labels("at", "leads", "usual")
    sentence = say(
        "%(n)s of %(of)s leads (%(share)s) were created in bulk, %(most)s of them at once: they are imports, not "
        "arrivals", n=count, of=of, share=percent(count / of), most=max(row["leads"] for row in bulks),
    )  # fmt: skip
    rows = Rows(
        "leads", f"SELECT l.lead, l.name, l.source, l.created_at FROM leads AS l SEMI JOIN ({SQL}) AS b "
        "ON date_trunc(b.unit, l.created_at) = b.at", labels("lead", "name", "source", "created_at"),
        personal=("name",), parameters={"fewest": FEWEST},
    )  # fmt: skip
    return Finding(sentence, count, of, "leads", "a sign", rows=rows,
                   breakdowns=(Breakdown(say("Created at once"), called, tuple(bulks[:50])),))  # fmt: skip


CHECK = Check(
    "created_at_once",
    "capture",
    marked("Creation dates of a bulk import"),
    marked("Where the creation date is the day of an import, response times and months of arrival are fiction."),
    marked("Fill the true day of arrival from the list that was imported; leave these leads out of speed and trend "
           "until then."),
    (("leads", "created_at"),),
    find,
    marked("Leads were created one by one."),
)  # fmt: skip
