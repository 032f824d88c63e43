"""What leads are worth: by matured leads, by source where enough were won, with an interval that holds."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from detente.analytics.audit import worth
from tests.analytics.audit.asking import NOW, evidence

DAY = timedelta(days=1)


def cohort(source, number, won, amount=lambda n: 1000.0, ago=300, **given):
    leads = [
        {"lead": f"{source}{n}", "source": source, "created_at": NOW - ago * DAY, **given}
        for n in range(number)
    ]
    deals = [{"deal": f"{source}d{n}", "lead": f"{source}{n}", "status": "won", "amount": amount(n),
              "closed_at": NOW - (ago - 20) * DAY} for n in range(won)]  # fmt: skip
    return leads, deals


def test_each_source_with_enough_won_leads_has_a_worth_of_its_own():
    parts = [cohort("fair", 40, 10), cohort("list", 100, 20, lambda n: 500.0), cohort("web", 50, 9)]
    leads, deals = ([one for part in parts for one in part[side]] for side in (0, 1))
    leads += cohort("fair", 70, 0, ago=19)[0][40:]  # younger than won ones were: they count for nothing yet
    deals += [deals[0] | {"deal": "lost", "status": "lost"}, deals[0] | {"deal": "free", "amount": 0.0}]
    found = worth.of_sources(evidence(leads=leads, deals=deals))
    assert {source: one.each for source, one in found.items()} == {
        "fair": 250.0, "list": 100.0, None: pytest.approx((10_000 + 10_000 + 9_000) / 190)}  # fmt: skip
    assert worth.of_sources(evidence(leads=leads, deals=deals[:9])) == {}


def test_leads_that_became_several_deals_bring_in_all_of_them_once():
    leads, deals = cohort("fair", 20, 10)
    leads[0]["deal"] = deals[0]["deal"]  # told from both sides
    deals.append(deals[0] | {"deal": "second"})
    assert worth.of_sources(evidence(leads=leads, deals=deals))[None].each == 11_000 / 20


def test_the_interval_holds_what_it_says_as_a_bootstrap_shows():
    draw = np.random.default_rng(5)
    amounts = draw.lognormal(7, 0.8, size=60)
    leads, deals = cohort("fair", 400, 60, lambda n: float(amounts[n]))
    found = worth.of_sources(evidence(leads=leads, deals=deals))["fair"]
    values = np.concatenate([amounts, np.zeros(340)])
    means = np.log([draw.choice(values, size=400).mean() for _ in range(2000)])
    assert found.each == pytest.approx(values.mean())
    assert found.spread == pytest.approx(means.std(), rel=0.06)


def test_the_currency_is_the_one_told():
    assert worth.currency(evidence(currency=None, deals=[{"deal": "a", "amount": 1.0}])) is None
    assert worth.currency(evidence(deals=[{"deal": "a", "amount": 1.0, "currency": " usd"}])) == "USD"
    assert worth.money(1234.4, "EUR") == "1,234 EUR" and worth.money(12.5, None) == "12.50"
