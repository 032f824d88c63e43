"""Open deals at rest for longer than won ones ever were."""

from __future__ import annotations

from detente.analytics.audit import worth
from detente.analytics.audit.checks.process.basis import deals
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)
COUNTED_HERE = f"""
    SELECT r.deal, r.amount FROM ({SQL}) AS r INNER JOIN deal_state AS s ON r.deal = s.deal
    WHERE NOT s.is_late AND coalesce(s.age <= $within, TRUE)
"""


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Open deals without work for longer than 9 of 10 won deals ever rested, of the open ones with any work."""
    deals.prepare(evidence)
    tempo = deals.tempo(evidence)
    if tempo.never_rested is None:
        return Skipped(
            say("Fewer than %(n)s won deals show two signs of work or more.", n=deals.FEWEST_CLOSED)
        )
    parameters = {"as_of": evidence.as_of, "rested": tempo.never_rested}
    rows = rows_of("deals", SQL, "deal name owner stage amount last_at days", **parameters)
    count = counted(evidence, rows)
    if not count:
        return None
    of = evidence.one("SELECT count(last_at) FROM deal_state WHERE is_open")
    sentence = say_many(
        "%(n)s open deal has rested for more than %(days)s days, longer than 9 of 10 won deals ever did: %(share)s of "
        "the open ones with any work",
        "%(n)s open deals have rested for more than %(days)s days, longer than 9 of 10 won deals ever did: %(share)s "
        "of the open ones with any work",
        count, days=tempo.never_rested, share=percent(count / of),
    )  # fmt: skip
    within = tempo.closed_within if tempo.closed_within is not None else 10**6
    return Finding(
        sentence, count, of, say("open deals"),
        cost=worth.cost_of_deals(evidence, COUNTED_HERE, {**parameters, "within": within}),
        rows=rows, fix="close_date", weight=0.9,
    )  # fmt: skip


CHECK = Check(
    "stale_deals",
    "process",
    marked("Open deals at rest"),
    marked(
        "A deal that nobody talks about is being lost without a reason, and the forecast still counts it."
    ),
    marked("Let each have a next step with a day, or close it with a reason."),
    (("deals", "status"), (("activities", "deal"), ("deals", "last_worked_at"))),
    find,
    marked("No open deal has rested longer than won deals do."),
)
