"""What an hour of each team costs, in the organisation's currency at the rate of the day from which it holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from detente.copy.documents import TEAMS
from detente.copy.snapshot import Snapshot
from detente.crm.people.money import convert

_SET = "SELECT team, from_on, hour_minor, currency FROM crm_team_cost ORDER BY team, from_on"
_RATE = "SELECT rate FROM crm_fx_rate WHERE currency = %s AND day <= %s ORDER BY day DESC LIMIT 1"


def team_costs(snapshot: Snapshot) -> list[tuple[Any, ...]]:
    """Rows of the kind `hour`; one without a rate stays in its own currency, so that nobody counts it by mistake."""
    found = snapshot.rows("SELECT currency FROM crm_organisation")
    own = found[0][0] if found else ""
    return [
        (TEAMS.get(team, team), str(from_on), "hour", *_in(own, snapshot, minor, currency, from_on))
        for team, from_on, minor, currency in snapshot.rows(_SET)
    ]


def _in(own: str, snapshot: Snapshot, minor: int, currency: str, day: date | str) -> tuple[int, str]:
    if currency == own:
        return minor, currency
    rates = snapshot.rows(_RATE, [currency, day])
    if not rates:
        return minor, currency
    return convert(minor, currency=currency, into=own, rate=Decimal(str(rates[0][0]))), own
