"""Which costs of an hour the money of late discovery stands on, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby, pairwise

from detente.analytics.answer import Caution, Row
from detente.analytics.language import say, say_many
from detente.analytics.report import Finding
from detente.analytics.wording import amount, day, listed

MOST = 4
"""So many costs of one team are named, the newest: more would hide what is counted."""


def told_rates(finding: Finding) -> str:
    """'sales 60 EUR from 1 January 2026': the costs of an hour that hold in the period; empty where none do."""
    named = [
        say("%(team)s %(cost)s from %(day)s",
            team=row["team"], cost=amount(row["amount_minor"], row["currency"]), day=day(row["from_on"]))
        for row in _held(finding)
    ]  # fmt: skip
    return listed(named)


def _held(finding: Finding) -> Iterator[Row]:
    """The rows of each team from the one on that held when the period began."""
    first = finding.query.from_on or date.min
    until = finding.query.as_of.date() if finding.query.as_of else date.max
    for _team, rows in groupby(finding.beside["hours"], key=lambda row: row["team"]):
        own = [row for row in rows if row["from_on"] <= until]
        gone = {id(row) for row, after in pairwise(own) if after["from_on"] <= first}
        yield from [row for row in own if id(row) not in gone][-MOST:]


def unpaid(finding: Finding) -> Caution | None:
    """That there is no money, or not for all the work, and what would change that."""
    worked, costed = finding.total["worked"], finding.total["costed"]
    if not worked or costed == worked:
        return None
    if costed:
        return Caution(say_many(
            "Of %(n)s late one the work is in no cost: what an hour of its rep's team cost then is not known.",
            "Of %(n)s late ones the work is in no cost: what an hour of their reps' teams cost then is not known.",
            worked - costed))  # fmt: skip
    if not finding.beside["hours"]:
        return Caution(say("No cost of a team is known, so there is no money."))
    return Caution(
        say("No cost of an hour is known for the teams and days of this work, so there is no money.")
    )
