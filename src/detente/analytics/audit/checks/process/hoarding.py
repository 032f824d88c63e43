"""Open leads that pile up with one owner, beyond what the owner's share of the work explains."""

from __future__ import annotations

from math import sqrt
from statistics import median
from typing import Any

from detente.analytics.audit.checks.process.basis import leads
from detente.analytics.audit.checks.process.basis.labels import labels, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import decimal, percent

SQL = beside(__file__)
COLUMNS = "lead name owner source status created_at last_at"
OPEN = (
    f"SELECT {COLUMNS.replace(' ', ', ')} FROM lead_state WHERE is_open AND owner IN (SELECT unnest($owners))"
)

FEWEST_OWNERS = 5
TIMES = 3
"""A queue this many times the usual one, and this many times what its owner's share of ended leads comes to."""
FEWEST_LEADS = 30


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Open leads of owners with far more of them than others, of all open ones with an owner."""
    leads.prepare(evidence)
    owners = evidence.rows(SQL)
    busy = [row for row in owners if row["open"]]
    if len(busy) < FEWEST_OWNERS:
        return Skipped(
            say("Fewer than %(n)s owners have open leads: no share of them is unusual.", n=FEWEST_OWNERS)
        )
    usual = median(row["open"] for row in busy)
    piled = [row for row in busy if is_piled(row, owners, usual)]
    if not piled:
        return None
    count, of = sum(row["open"] for row in piled), sum(row["open"] for row in busy)
    sentence = say_many(
        "%(n)s of %(owners)s owners holds %(share)s of all open leads: %(times)s times the usual queue or more",
        "%(n)s of %(owners)s owners hold %(share)s of all open leads: %(times)s times the usual queue or more",
        len(piled), owners=len(busy), share=percent(count / of),
        times=decimal(min(row["open"] for row in piled) / usual),
    )  # fmt: skip
    table = Breakdown(say("Leads by owner"), labels("owner", "open", "ended"), tuple(owners[:12]), ("owner",))
    return Finding(
        sentence, count, of, say("open leads"), sureness="a sign",
        rows=rows_of("leads", OPEN, COLUMNS, owners=[row["owner"] for row in piled]),
        breakdowns=(table,),
        fix="owner", weight=0.7,
    )  # fmt: skip


def is_piled(row: dict[str, Any], owners: list[dict[str, Any]], usual: float) -> bool:
    """Whether a queue is beyond the usual one, beyond chance and beyond what its owner's ended leads explain."""
    number, every = row["open"], sum(one["open"] for one in owners)
    ended = sum(one["ended"] for one in owners)
    due = every * row["ended"] / ended if ended else usual
    at_least = number - 3 * sqrt(number)
    return number >= max(FEWEST_LEADS, TIMES * usual, TIMES * due) and at_least > max(usual, due)


CHECK = Check(
    "hoarding",
    "process",
    marked("Open leads piled up with one owner"),
    marked(
        "A lead at the end of a long queue waits, while others have room; whoever holds the queue may not know it."
    ),
    marked("Share out what nobody has touched for a month, and agree on how many leads one person can work."),
    (("leads", "owner"),),
    find,
    marked("No queue is far longer than the others, by the share of the work that its owner does."),
)
