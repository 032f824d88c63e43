"""Campaigns that together claim more revenue than was won."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit import worth
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Rows, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say
from detente.analytics.wording import decimal, percent

SQL = beside(__file__)
_ROUNDING = 1.02
_SHOWN = 10
_LABELS = {"campaign": marked("Campaign"), "name": marked("Name"), "claimed_revenue": marked("Claimed"),
           "revenue": marked("Won by its deals"), "claimed_won": marked("Won deals claimed"),
           "won": marked("Won deals that name it")}  # fmt: skip


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """The sum of what campaigns claim beside all that was won, in money or else in won deals."""
    try:
        unit = worth.currency(evidence)
    except ValueError:
        return Skipped(say("Amounts stand in several currencies: one for all would allow it."))
    rows = evidence.rows(SQL)
    total = evidence.rows(
        "SELECT count(*) AS won, coalesce(sum(amount), 0) AS revenue FROM deals WHERE status = 'won'"
    )[0]
    claimed = sum(row["claimed_revenue"] or 0 for row in rows)
    claimed_won = sum(row["claimed_won"] or 0 for row in rows)
    if claimed and total["revenue"]:
        values = {"claimed": worth.money(claimed, unit), "won": worth.money(total["revenue"], unit)}
        share = claimed / total["revenue"]
    elif claimed_won and total["won"]:
        values = {"claimed": say("%(n)s won deals", n=claimed_won), "won": say("%(n)s", n=total["won"])}
        share = claimed_won / total["won"]
    else:
        return Skipped(say("No campaign claims revenue or won deals, or nothing was won with an amount."))
    if share <= _ROUNDING:
        return Clean(say("Campaigns claim %(claimed)s of the %(won)s that were won: %(share)s.",
                         share=percent(share), **values))  # fmt: skip
    sentence = say("Campaigns claim %(claimed)s, but %(won)s were won in all: %(times)s times as much",
                   times=decimal(share), **values)  # fmt: skip
    over = [row for row in rows if _is_over(row)]
    return Finding(
        sentence, len(over) or len(rows), len(rows), "campaigns",
        rows=Rows("campaigns", SQL, _LABELS), breakdowns=(_table(rows),), weight=1.0,
    )  # fmt: skip


def _is_over(row: dict[str, Any]) -> bool:
    """Whether a campaign claims more than the won deals that name it."""
    money = (row["claimed_revenue"] or 0) > _ROUNDING * row["revenue"]
    return money if row["claimed_revenue"] else (row["claimed_won"] or 0) > row["won"]


def _table(rows: list[dict[str, Any]]) -> Breakdown:
    shown = tuple({name: row[name] for name in _LABELS if name != "campaign"} for row in rows[:_SHOWN])
    labels = {name: say(label) for name, label in _LABELS.items() if name != "campaign"}
    return Breakdown(say("The largest claims"), labels, shown)


CHECK = Check(
    "sourced_claims",
    "goals",
    marked("Claims beyond the revenue"),
    marked("A deal that several campaigns count whole is counted several times: nobody can plan a budget with it, and "
           "sales stops believing any of marketing's numbers."),
    marked("Agree on one rule that shares every won deal out once, and report influence apart from it, never added "
           "up."),
    ((("campaigns", "claimed_revenue"), ("campaigns", "claimed_won")), ("deals", "status")),
    find,
    marked("Campaigns claim no more than was won."),
)  # fmt: skip
