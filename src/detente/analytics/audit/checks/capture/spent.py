"""What campaigns spent on the leads behind a finding."""

from __future__ import annotations

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Cost, Rows
from detente.analytics.audit.sql import beside
from detente.analytics.audit.worth import currency, money
from detente.analytics.language import say
from detente.analytics.stats.intervals import FEWEST

SQL = beside(__file__)


def cost_of(evidence: Evidence, rows: Rows) -> Cost | None:
    """Each campaign's cost, shared out equally among its leads, for those of these rows.

    None for other records than leads, below `FEWEST` leads with a costed campaign, or with several currencies.
    """
    if rows.table != "leads" or not evidence.filled("campaigns", "cost"):
        return None
    row = evidence.rows(SQL.replace("{rows}", rows.sql), rows.parameters)[0]
    if row["leads"] < FEWEST or not row["spent"] or row["currencies"] > 1:
        return None
    try:
        unit = row["currency"] or currency(evidence)
    except ValueError:
        return None
    said = say(
        "%(n)s of them came from campaigns whose cost is known: %(each)s each, as these campaigns' costs shared out "
        "among their leads.", n=row["leads"], each=money(row["spent"] / row["leads"], unit),
    )  # fmt: skip
    return Cost(float(row["spent"]), unit, said)
