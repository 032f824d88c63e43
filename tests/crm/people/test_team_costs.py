"""What an hour of a team costs: set from a day on, corrected, taken away; and who did so stays on record."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from detente.crm.models import FxRate, TeamCost
from detente.crm.objections import Refused
from detente.crm.people.actions import change_organisation
from detente.crm.people.team_costs import changes_of_team_costs, remove_team_cost, set_team_cost

pytestmark = pytest.mark.both
FIRST, LATER = date(2026, 1, 1), date(2026, 7, 1)


def put(cast, team="sales", day=FIRST, minor=6000, currency="EUR"):
    return set_team_cost(team, by=cast.olga, from_on=day, hour_minor=minor, currency=currency)


def costs():
    return list(TeamCost.objects.order_by("team", "from_on").values_list("team", "from_on", "hour_minor"))


def test_a_later_cost_leaves_the_earlier_one_and_a_correction_says_what_stood_there(cast):
    put(cast)
    put(cast, day=LATER, minor=7000)
    put(cast, "inside_sales", minor=0)
    put(cast, minor=6500)
    put(cast, minor=6500)
    assert costs() == [("inside_sales", FIRST, 0), ("sales", FIRST, 6500), ("sales", LATER, 7000)]
    assert remove_team_cost("sales", by=cast.olga, from_on=LATER)
    assert not remove_team_cost("sales", by=cast.olga, from_on=LATER)
    told = [
        (one.kind, one.code, one.day, one.amount_minor, one.actor.name, (one.facts or {}).get("before"))
        for one in changes_of_team_costs(10)
    ]
    assert told == [
        ("team_cost_removed", "sales", LATER, 7000, "Olga", None),
        ("team_cost_set", "sales", FIRST, 6500, "Olga", {"hour_minor": 6000, "currency": "EUR"}),
        ("team_cost_set", "inside_sales", FIRST, 0, "Olga", None),
        ("team_cost_set", "sales", LATER, 7000, "Olga", None),
        ("team_cost_set", "sales", FIRST, 6000, "Olga", None),
    ]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"team": "finance"}, "team_unknown"),
        ({"minor": -1}, "cost_wrong"),
        ({"minor": 10**15 + 1}, "cost_wrong"),
        ({"day": date(1969, 12, 31)}, "day_wrong"),
        ({"day": date(2126, 1, 1)}, "day_wrong"),
        ({"currency": "XYZ"}, "currency_unknown"),
        ({"currency": "USD"}, "rate_missing"),
    ],
)
def test_what_could_not_be_counted_is_refused(cast, wrong, code):
    change_organisation(by=cast.olga, currency="EUR")
    FxRate.objects.create(day=LATER, currency="USD", rate="0.9")
    with pytest.raises(Refused) as refused:
        put(cast, **wrong)
    assert [one.code for one in refused.value.objections] == [code] and not costs()
    assert put(cast, currency="USD", day=LATER).currency == "USD"


@pytest.mark.parametrize(
    "wrong", [{"hour_minor": -1}, {"currency": "eur"}, {"currency": "EU"}, {"team": "finance"}, {}]
)
def test_the_database_itself_refuses_what_makes_no_sense(cast, wrong):
    put(cast)
    row = {"team": "sales", "from_on": FIRST if not wrong else LATER, "hour_minor": 1, "currency": "EUR"}
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamCost.objects.create(**row | wrong)
