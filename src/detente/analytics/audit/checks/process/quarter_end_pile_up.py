"""Won deals that pile up in the last week of quarters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from detente.analytics.audit.checks.process.basis import deals
from detente.analytics.audit.checks.process.basis.labels import labels, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say
from detente.analytics.stats.intervals import wilson
from detente.analytics.wording import between, percent

SQL = beside(__file__)
COLUMNS = "deal name owner stage amount closed_at"
LAST_WEEKS = f"""
    SELECT {COLUMNS.replace(" ", ", ")} FROM deal_state
    WHERE is_won AND CAST(closed_at AS DATE) BETWEEN $first AND $last
        AND date_diff('day', CAST(closed_at AS DATE),
            CAST(date_trunc('quarter', closed_at) + INTERVAL 3 MONTH AS DATE)) <= 7
"""

FEWEST_WON, FEWEST_QUARTERS = 50, 3
PILE = 1.5
"""Judgement: half as much again as an even spread would give, at the interval's lower end 1.25 times."""


@dataclass(frozen=True)
class Quarter:
    """A whole quarter: deals won in it, and in its last seven days."""

    starts_on: date
    days: int
    won: int
    last_week: int


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Deals won in the last week of whole calendar quarters, of all won in them."""
    deals.prepare(evidence)
    quarters = whole_quarters(evidence.rows(SQL, {"as_of": evidence.as_of}))
    won, last = sum(one.won for one in quarters), sum(one.last_week for one in quarters)
    if won < FEWEST_WON or len(quarters) < FEWEST_QUARTERS:
        return Skipped(say("It takes %(quarters)s whole quarters with %(won)s won deals in all.",
                           quarters=FEWEST_QUARTERS, won=FEWEST_WON))  # fmt: skip
    even = sum(one.won * 7 / one.days for one in quarters) / won
    low, high = wilson(last, won)
    sentence = say(
        "%(share)s of won deals (%(between)s) close in the last week of a calendar quarter; an even spread would give "
        "%(even)s",
        share=percent(last / won), between=between(low, high), even=percent(even),
    )  # fmt: skip
    if not is_pile(quarters, even):
        return Clean(sentence + ".")
    parameters = {"first": quarters[0].starts_on, "last": _end(quarters[-1])}
    return Finding(
        sentence, last, won, say("won deals"), sureness="estimated", interval=(low, high),
        rows=rows_of("deals", LAST_WEEKS, COLUMNS, **parameters), breakdowns=(_table(quarters),), weight=0.5,
    )  # fmt: skip


def whole_quarters(rows: Sequence[dict[str, Any]]) -> list[Quarter]:
    """The calendar quarters that lie wholly between the first and the last day of closing."""
    if not rows:
        return []
    first, last = rows[0]["on_day"], rows[-1]["on_day"]
    found = []
    start = date(first.year, 3 * ((first.month - 1) // 3) + 1, 1)
    while (end := _next(start)) <= last + timedelta(days=1):
        held = [row for row in rows if start <= row["on_day"] < end]
        if start >= first - timedelta(days=6):
            late = sum(row["won"] for row in held if row["on_day"] >= end - timedelta(days=7))
            found.append(Quarter(start, (end - start).days, sum(row["won"] for row in held), late))
        start = end
    return found


def is_pile(quarters: Sequence[Quarter], even: float) -> bool:
    """Whether the last weeks stand out: in all, beyond chance, and in three of four quarters each for itself."""
    won, last = sum(one.won for one in quarters), sum(one.last_week for one in quarters)
    above = sum(one.last_week > one.won * 7 / one.days for one in quarters)
    return last >= PILE * even * won and wilson(last, won)[0] > 1.25 * even and 4 * above >= 3 * len(quarters)


def _next(start: date) -> date:
    return date(start.year, start.month + 3, 1) if start.month < 10 else date(start.year + 1, 1, 1)


def _end(quarter: Quarter) -> date:
    return quarter.starts_on + timedelta(days=quarter.days - 1)


def _table(quarters: Sequence[Quarter]) -> Breakdown:
    rows = tuple(
        {"quarter": f"{one.starts_on.year} Q{(one.starts_on.month + 2) // 3}", "won": one.won,
         "last_week": one.last_week, "share": one.last_week / one.won if one.won >= 10 else None}
        for one in quarters
    )  # fmt: skip
    return Breakdown(say("Won deals by quarter"), labels("quarter", "won", "last_week", "share"), rows)


CHECK = Check(
    "quarter_end_pile_up",
    "process",
    marked("Deals piled up at the end of quarters"),
    marked(
        "Deals pulled into a quarter are often bought with a discount, and the next quarter starts empty."
    ),
    marked(
        "Compare the discounts of these deals with the others; reward both teams over a longer time than a quarter."
    ),
    (("deals", "closed_at"), ("deals", "status")),
    find,
    marked("Won deals are spread evenly over quarters."),
)
