"""Campaigns whose cost nobody wrote down."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Rows
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say_many

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | None:
    """Campaigns that have begun and tell no cost."""
    rows = Rows("campaigns", SQL, labels("campaign", "name", "kind", "starts_on", "budget", "leads"),
                parameters={"as_of": evidence.as_of})  # fmt: skip
    row = evidence.rows(
        f"SELECT count(*) AS n, sum(leads)::BIGINT AS leads FROM ({SQL}) AS r", rows.parameters
    )[0]
    if not row["n"]:
        return None
    brought = (
        say_many("; %(n)s lead belongs there", "; %(n)s leads belong there", row["leads"])
        if row["leads"]
        else ""
    )
    return Finding(
        say_many("%(n)s campaign has no cost", "%(n)s campaigns have no cost", row["n"]) + brought,
        row["n"], evidence.filled("campaigns"), "campaigns", rows=rows,
    )  # fmt: skip


CHECK = Check(
    "campaign_cost",
    "capture",
    marked("Campaigns without a cost"),
    marked("What a lead costs can't be told where the spending is unknown, and money goes where it is counted "
           "instead of where it works."),
    marked("Write the actual cost on each; 0 where there was none."),
    (("campaigns", ""),),
    find,
    marked("Every campaign that has begun says what it cost."),
)  # fmt: skip
