"""Rates of a day: typed, read from files whole or not at all, and what they fill that had no rate."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from detente.crm.capture.campaigns import add_cost
from detente.crm.deals.actions import open_deal, win
from detente.crm.models import Event, FxRate
from detente.crm.objections import Refused
from detente.crm.people.actions import add_account, change_organisation
from detente.crm.people.days import today
from detente.crm.people.rate_files import read_rates
from detente.crm.people.rates import Rate, RatesKept, rate_known_on, rate_on, remove_rates, set_rates

DAY = date(2026, 3, 31)
ECB = """Date,USD,JPY,BGN,
2026-03-31,1.0815,161.25,N/A,
2026-03-30,1.0800,,1.9558,
"""


def read(text, **more):
    return read_rates(text, **{"own": "EUR", "today": date(2026, 6, 1)} | more)


def told(text, **more):
    with pytest.raises(Refused) as refused:
        read(text, **more)
    return [str(objection) for objection in refused.value.objections]


def test_a_line_for_each_rate_is_in_our_currency():
    found = read("\ufeffday,currency,rate\n2026-03-31,usd,0.925\n\n2026-03-30, GBP ,1.17\n")
    assert found == [Rate(DAY, "USD", Decimal("0.925")), Rate(date(2026, 3, 30), "GBP", Decimal("1.17"))]


def test_the_ecb_s_file_is_turned_round():
    found = {(rate.day, rate.currency): rate.rate for rate in read(ECB)}
    assert set(found) == {(DAY, "USD"), (DAY, "JPY"), (date(2026, 3, 30), "USD"), (date(2026, 3, 30), "BGN")}
    assert abs(found[DAY, "USD"] * Decimal("1.0815") - 1) < Decimal("1e-20")


def test_the_ecb_s_file_serves_a_company_with_another_currency():
    found = {(rate.day, rate.currency): rate.rate for rate in read(ECB, own="USD")}
    assert found[DAY, "EUR"] == Decimal("1.0815")
    assert abs(found[DAY, "JPY"] - Decimal("1.0815") / Decimal("161.25")) < Decimal("1e-20")
    assert told(ECB, own="GBP")[0].startswith("Line 2: it says nothing about GBP")


def test_a_stated_base_turns_single_rates_round_too():
    text = "day,currency,rate\n2026-03-31,EUR,0.8\n2026-03-31,GBP,0.5\n"
    assert read(text, base="USD") == [Rate(DAY, "GBP", Decimal("1.6")), Rate(DAY, "USD", Decimal("0.8"))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first line must be"),
        ("when,what\n", "first line must be"),
        ("Date,USD,FOO\n", "first line must be"),
        ("day,currency,rate\n", "no rate in this file"),
        ("day,currency,rate\n31.3.2026,USD,1\n", "Line 2: “31.3.2026” is not a day"),
        ("day,currency,rate\n2026-03-31,USD,0\n", "Line 2: “0” is not a rate"),
        ("day,currency,rate\n2026-03-31,USD,-1\n", "Line 2: “-1” is not a rate"),
        ("day,currency,rate\n2026-03-31,USD,NaN\n", "Line 2: “NaN” is not a rate"),
        ("day,currency,rate\n2026-03-31,USD,1e400\n", "Line 2: “1e400” is not a rate"),
        ("day,currency,rate\n2026-03-31,USD,1_0\n", "Line 2: “1_0” is not a rate"),
        ("day,currency,rate\n2026-03-31,USD,1,5\n", "Line 2: give day, currency and rate"),
        ("day,currency,rate\n2026-03-31,XXZ,1\n", "2026-03-31, XXZ: XXZ is not a currency"),
        ("day,currency,rate\n2026-03-31,EUR,1\n", "the company's own currency"),
        ("day,currency,rate\n2026-06-02,USD,1\n", "a day that has come"),
        ("day,currency,rate\n2026-03-31,USD,1\n2026-03-31,USD,2\n", "two different rates"),
        ("Date,USD\n2026-03-31,1,2\n", "Line 2: there are more cells"),
        ("Date,USD\n2026-03-31,x\n", "Line 2: “x” is not a rate"),
        ('day,currency,rate\n"2026-03-31\x00,USD,1\n', "Line"),
    ],
)
def test_a_mistake_is_said_by_its_line(text, said):
    assert any(said in line for line in told(text)), told(text)


def test_many_mistakes_are_counted():
    text = "day,currency,rate\n" + "2026-03-31,USD,x\n" * 30
    assert told(text)[-1] == "... and 10 more."


def test_rates_are_kept_changed_and_left(cast):
    rates = [Rate(DAY, "USD", Decimal("0.925")), Rate(DAY, "GBP", Decimal("1.17"))]
    assert set_rates(rates, by=cast.olga) == RatesKept(2, 0, 0)
    assert set_rates([Rate(DAY, "USD", Decimal("0.93")), rates[1]], by=cast.olga) == RatesKept(0, 1, 1)
    assert rate_known_on("USD", DAY + timedelta(days=3)) == (DAY, Decimal("0.93"))
    assert rate_on("USD", DAY - timedelta(days=1)) is None
    first, second = Event.objects.filter(kind="rates_set").order_by("id")
    assert first.facts == {"new": 2, "changed": 0, "currencies": ["GBP", "USD"], "from": "2026-03-31",
                           "to": "2026-03-31"}  # fmt: skip
    assert second.facts["currencies"] == ["USD"]


def test_a_rate_that_comes_later_fills_what_had_none_and_changes_nothing_else(cast):
    account, now = add_account("Northwind", by=cast.olga), today()
    open_deals = [open_deal(by=cast.ava, account=account, name=name, amount_minor=10_000, currency=currency)
                  for name, currency in (("Unpriced", "USD"), ("Priced", "GBP"), ("Open", "USD"))]  # fmt: skip
    set_rates([Rate(now, "GBP", Decimal("1.2"))], by=cast.olga)
    unpriced, priced = (win(deal, by=cast.ava) for deal in open_deals[:2])
    cost = add_cost(day=now, amount_minor=500, currency="USD", by=cast.mia, campaign=cast.webinar)
    early = add_cost(
        day=now - timedelta(days=9), amount_minor=500, currency="USD", by=cast.mia, campaign=cast.webinar
    )
    assert (unpriced.base_minor, priced.base_minor, cost.base_minor) == (None, 12_000, None)

    set_rates([Rate(now, "USD", Decimal("0.9")), Rate(now, "GBP", Decimal("1.5"))], by=cast.olga)

    for row in (unpriced, priced, cost, early, open_deals[2]):
        row.refresh_from_db()
    assert (unpriced.base_minor, cost.base_minor) == (9_000, 450)
    assert (priced.base_minor, early.base_minor, open_deals[2].base_minor) == (12_000, None, None)
    filled = Event.objects.filter(kind="base_filled").order_by("id")
    assert [(event.code, event.base_minor, event.actor) for event in filled] == [
        ("deal", 9_000, cast.olga), ("cost", 450, cast.olga)
    ]  # fmt: skip


def test_a_mistyped_rate_is_taken_away_and_what_was_frozen_stays(cast):
    account = add_account("Northwind", by=cast.olga)
    set_rates([Rate(today(), "USD", Decimal(9)), Rate(DAY, "USD", Decimal(8))], by=cast.olga)
    deal = win(open_deal(by=cast.ava, account=account, amount_minor=100, currency="USD"), by=cast.ava)
    assert remove_rates("USD", by=cast.olga, day=today()) == 1
    deal.refresh_from_db()
    assert deal.base_minor == 900
    assert FxRate.objects.get().day == DAY


def test_our_currency_stays_while_rates_are_in_it(cast):
    set_rates([Rate(DAY, "USD", Decimal("0.9"))], by=cast.olga)
    with pytest.raises(Refused, match="take them away first"):
        change_organisation(by=cast.olga, currency="CHF")
    remove_rates("USD", by=cast.olga)
    assert change_organisation(by=cast.olga, currency="CHF").currency == "CHF"


@pytest.mark.parametrize(
    "wrong",
    [
        Rate(DAY, "EUR", Decimal(1)),
        Rate(DAY, "usd", Decimal(1)),
        Rate(DAY, "USD", Decimal(0)),
        Rate(DAY, "USD", Decimal("1e-13")),
        Rate(DAY, "USD", Decimal("Infinity")),
        Rate(date(2999, 1, 1), "USD", Decimal(1)),
        Rate(date(1900, 1, 1), "USD", Decimal(1)),
    ],
)
def test_a_rate_that_cannot_be_is_refused_and_none_is_kept(cast, wrong):
    with pytest.raises(Refused):
        set_rates([Rate(DAY, "GBP", Decimal(1)), wrong], by=cast.olga)
    assert not FxRate.objects.exists()
