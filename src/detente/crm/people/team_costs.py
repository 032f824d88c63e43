"""What an hour of a team's work costs, from a day on: what late discovery is turned into money with."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from detente.crm.history.facts import TeamCostRemoved, TeamCostSet
from detente.crm.history.models import Event
from detente.crm.history.record import alone_with, record_loose
from detente.crm.objections import N_, Objection, check
from detente.crm.people.actions import organisation
from detente.crm.people.days import today
from detente.crm.people.models import TeamCost, User
from detente.crm.people.money import LARGEST_MINOR, is_currency
from detente.crm.people.rates import FIRST, rate_on
from detente.crm.people.roles import TEAMS

AHEAD = timedelta(days=3653)
"""A cost may be agreed for days to come, ten years at most."""
KINDS = ("team_cost_set", "team_cost_removed")


def objections_to_team_cost(
    team: str, *, from_on: date, hour_minor: int, currency: str, own: str, today: date
) -> list[Objection]:
    """A known team, a day of our time, nothing negative, and a currency that we can count in ours."""
    found = []
    if team not in TEAMS:
        found.append(Objection("team_unknown", N_("A team is marketing, inside sales or sales."), "team"))
    if not 0 <= hour_minor <= LARGEST_MINOR:
        found.append(Objection("cost_wrong", N_("Give what an hour costs, 0 or more."), "hour_minor"))
    if not FIRST <= from_on <= today + AHEAD:
        text = N_("Give a day since 1970 and no more than ten years ahead.")
        found.append(Objection("day_wrong", text, "from_on"))
    if not is_currency(currency):
        text = N_("{currency} is not a currency; give three letters, like USD.")
        found.append(Objection("currency_unknown", text, "currency", {"currency": currency or "''"}))
    elif currency != own and not found and rate_on(currency, from_on) is None:
        text = N_(
            "No rate of {currency} is known for {day}. Keep one among the currencies first, or give the cost in {own}."
        )
        values = {"currency": currency, "day": from_on.isoformat(), "own": own}
        found.append(Objection("rate_missing", text, "currency", values))
    return found


@transaction.atomic
def set_team_cost(team: str, *, by: User | None, from_on: date, hour_minor: int, currency: str) -> TeamCost:
    """An hour of the team costs this from that day on, whatever it cost before; the same day again is a correction."""
    wanted = {"hour_minor": hour_minor, "currency": currency}
    check(objections_to_team_cost(
        team, from_on=from_on, hour_minor=hour_minor, currency=currency, own=organisation().currency, today=today()
    ))  # fmt: skip
    alone_with("team_cost", team)
    standing = TeamCost.objects.filter(team=team, from_on=from_on).values(*wanted).first()
    kept, _is_new = TeamCost.objects.update_or_create(team=team, from_on=from_on, defaults=wanted)
    if standing != wanted:
        fact = TeamCostSet(
            code=team, amount_minor=hour_minor, currency=currency, day=from_on,
            facts={"before": standing} if standing else None,
        )  # fmt: skip
        record_loose(fact, by=by, subject={})
    return kept


@transaction.atomic
def remove_team_cost(team: str, *, by: User | None, from_on: date) -> bool:
    """Take away a cost that was set by mistake; the one before it holds on. Whether there was one."""
    alone_with("team_cost", team)
    found = TeamCost.objects.filter(team=team, from_on=from_on).first()
    if found is None:
        return False
    found.delete()
    fact = TeamCostRemoved(code=team, amount_minor=found.hour_minor, currency=found.currency, day=from_on)
    record_loose(fact, by=by, subject={})
    return True


def changes_of_team_costs(most: int) -> list[Event]:
    """The newest events about costs of teams, with who did it."""
    return list(Event.objects.filter(kind__in=KINDS).select_related("actor").order_by("-id")[:most])
