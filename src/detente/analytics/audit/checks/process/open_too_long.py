"""Open deals older than nearly all that ever closed."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit import worth
from detente.analytics.audit.checks.process.basis import deals
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Cost, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)
NOT_LATE = f"""
    SELECT r.deal, r.amount FROM ({SQL}) AS r INNER JOIN deal_state AS s ON r.deal = s.deal WHERE NOT s.is_late
"""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Open deals older than 95 of 100 closed ones got, of the open ones whose beginning is known."""
    deals.prepare(evidence)
    within = deals.tempo(evidence).closed_within
    if within is None:
        return Skipped(
            say("Fewer than %(n)s closed deals tell when they began and ended.", n=deals.FEWEST_CLOSED)
        )
    rows = rows_of("deals", SQL, "deal name owner stage amount created_at days", within=within)
    count = counted(evidence, rows)
    if not count:
        return None
    of = evidence.one("SELECT count(age) FROM deal_state WHERE is_open")
    sentence = say_many(
        "%(n)s open deal is older than %(days)s days, by which 95 of 100 closed deals had ended: %(share)s",
        "%(n)s open deals are older than %(days)s days, by which 95 of 100 closed deals had ended: %(share)s",
        count, days=within, share=_share(evidence, count, of),
    )  # fmt: skip
    return Finding(
        sentence, count, of, say("open deals"), cost=_cost(evidence, rows.parameters), rows=rows,
        fix="close_date", weight=0.9,
    )  # fmt: skip


def _share(evidence: Evidence, count: int, of: int) -> str:
    """Of the open ones; of those that have a beginning where others have none, or two findings would contradict."""
    if of == evidence.one("SELECT count(*) FROM deal_state WHERE is_open"):
        return say("%(share)s of the open ones", share=percent(count / of))
    return say("%(share)s of the %(of)s whose beginning is known", share=percent(count / of), of=of)


def _cost(evidence: Evidence, parameters: dict[str, Any]) -> Cost | None:
    """Of those that are not past their close date, whose money another finding counts."""
    return worth.cost_of_deals(evidence, NOT_LATE, parameters)


CHECK = Check(
    "open_too_long",
    "process",
    marked("Open deals older than deals get"),
    marked(
        "Deals that outlive nearly all others fill the pipeline, and take time from those that can still be won."
    ),
    marked(
        "Ask each buyer once more, then close with a reason; agree on an age from which a deal needs one to stay open."
    ),
    (("deals", "created_at"), ("deals", "status"), ("deals", "closed_at")),
    find,
    marked("No open deal is older than deals get here."),
)
