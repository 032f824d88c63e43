"""What a lead and an open deal are worth, by the won money of the same export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, sqrt
from typing import Any

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Cost
from detente.analytics.audit.sql import beside
from detente.analytics.language import say
from detente.analytics.stats.intervals import FEWEST, Z95, wilson
from detente.analytics.wording import between, decimal, percent

SQL = beside(__file__)
DEALS = beside(__file__, "worth_of_deals")


@dataclass(frozen=True)
class Worth:
    """What one lead brings in on average, won or not, in units of the currency.

    `spread` is the standard error of its logarithm: share won times mean amount, by the delta method.
    """

    each: float
    spread: float
    leads: int
    won: int


@dataclass(frozen=True)
class OpenDeals:
    """What open deals come to: the sum of their amounts (a usual one where none is given) and the share won."""

    deals: int
    amounts: float
    won: int
    closed: int
    aged: int | None = None
    """Days for which the closed deals had been open at least; None where all closed ones are meant."""


def currency(evidence: Evidence) -> str | None:
    """The currency of all amounts, None where the export tells none. Raises ValueError where there are several."""
    asked = "SELECT DISTINCT upper(trim(currency)) AS currency FROM deals WHERE amount IS NOT NULL"
    told = {row["currency"] for row in evidence.rows(asked)} - {None, ""}
    if len(told) > 1:
        raise ValueError("amounts in several currencies can't be added")
    return told.pop() if told else evidence.currency


def money(amount: float, in_currency: str | None) -> str:
    """An amount as '12,340 EUR'; small ones with two digits."""
    return f"{decimal(amount, 0 if abs(amount) >= 100 else 2)} {in_currency or ''}".rstrip()


def of_sources(evidence: Evidence) -> dict[str | None, Worth]:
    """What a lead of each source brings in; under None one of any source, and those with too few won leads.

    Only leads that had time to close count: older than 9 of 10 won ones took. Empty below 10 won leads.
    """
    rows = evidence.rows(SQL, {"as_of": evidence.as_of})
    enough = [row for row in rows if row["k"] >= FEWEST and row["source"] is not None]
    every = _worth(rows)
    found = {row["source"]: one for row in enough if (one := _worth([row]))}
    return {None: every, **found} if every else {}


def _worth(rows: Iterable[Mapping[str, Any]]) -> Worth | None:
    held = list(rows)
    n, k = sum(row["n"] for row in held), sum(row["k"] for row in held)
    total = float(sum(row["total"] or 0 for row in held))
    if k < FEWEST or total <= 0:
        return None
    mean = total / k
    variance = max(0.0, sum(row["squares"] or 0 for row in held) - k * mean**2) / (k - 1)
    return Worth(total / n, sqrt((1 - k / n) / k + variance / (k * mean**2)), n, k)


def cost_of_leads(evidence: Evidence, condition_sql: str, parameters: Mapping[str, Any]) -> Cost | None:
    """What leads of the same sources bring in, for every row of a SELECT that has a column `source`."""
    try:
        unit, worths = currency(evidence), of_sources(evidence)
    except ValueError:
        return None
    if not worths:
        return None
    asked = f"SELECT source, count(*) AS n FROM ({condition_sql}) AS r GROUP BY source"
    parts: dict[str | None, int] = {}
    for row in evidence.rows(asked, parameters):
        source = row["source"] if row["source"] in worths else None
        parts[source] = parts.get(source, 0) + row["n"]
    return _cost_of_leads(parts, worths, unit)


def _cost_of_leads(
    parts: Mapping[str | None, int], worths: Mapping[str | None, Worth], unit: str | None
) -> Cost:
    amounts = {source: n * worths[source].each for source, n in parts.items()}
    amount = sum(amounts.values())
    spread = sqrt(sum((amounts[source] * worths[source].spread) ** 2 for source in parts))
    factor = exp(Z95 * spread / amount) if amount else 1.0
    said = say(
        "%(n)s leads at %(each)s, what a lead of the same source brought in on average, won or not, among leads old "
        "enough to have closed. An estimate: those left over may be weaker than the average.",
        n=sum(parts.values()), each=money(amount / max(1, sum(parts.values())), unit),
    )  # fmt: skip
    return Cost(amount, unit, said, amount / factor, amount * factor)


def open_deals(evidence: Evidence, sql: str, parameters: Mapping[str, Any]) -> OpenDeals | None:
    """What the deals of a SELECT with columns `deal` and `amount` come to.

    The share won is that of closed deals that were open at least as long as half of these are; that of all, where
    too few closed ones tell how long. None where fewer than 10 can be compared, or without amounts.
    """
    row = evidence.rows(DEALS.replace("{asked}", sql), {**parameters, "now": evidence.as_of})[0]
    if row["closed"] < FEWEST or not row["usual"] or row["amounts"] <= 0:
        return None
    is_aged = row["timed"] >= FEWEST and row["age"] is not None
    if is_aged and row["aged"] < FEWEST:
        return None
    won, closed = (row["aged_won"], row["aged"]) if is_aged else (row["won"], row["closed"])
    return OpenDeals(row["n"], float(row["amounts"]), won, closed, round(row["age"]) if is_aged else None)


def cost_of_deals(evidence: Evidence, sql: str, parameters: Mapping[str, Any]) -> Cost | None:
    """Expected revenue at stake in the open deals of a SELECT with `deal` and `amount`: amounts times share won."""
    try:
        unit, found = currency(evidence), open_deals(evidence, sql, parameters)
    except ValueError:
        return None
    if not found or not found.deals or found.won in (0, found.closed):
        return None
    low, high = wilson(found.won, found.closed)
    share = found.won / found.closed
    words: dict[str, Any] = {
        "deals": found.deals, "amounts": money(found.amounts, unit), "share": percent(share),
        "between": between(low, high), "days": found.aged,
    }  # fmt: skip
    said = say(
        "%(deals)s open deals of %(amounts)s in all, times the share of closed deals that were won: %(share)s "
        "(%(between)s). At stake, not lost.", **words) if found.aged is None else say(
        "%(deals)s open deals of %(amounts)s in all, times the share won of closed deals that had been open for "
        "%(days)s days or longer, as half of these have: %(share)s (%(between)s). At stake, not lost.", **words,
    )  # fmt: skip
    return Cost(found.amounts * share, unit, said, found.amounts * low, found.amounts * high)
