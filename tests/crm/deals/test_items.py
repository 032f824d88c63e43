"""Products on a deal: exact lines, an amount that follows them, frozen when the deal is closed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.crm.capture.actions import Who, capture
from detente.crm.deals.actions import change_deal, lose, open_deal, reopen_deal, win
from detente.crm.deals.items import items_of, line_of, set_items
from detente.crm.deals.lines import Line, total_of
from detente.crm.deals.products import add_product, change_product, deals_with, find_product
from detente.crm.models import Event
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import add_account


@pytest.fixture
def pump(cast):
    return add_product("Pump", by=cast.olga, code="P-1", series="Water", price_minor=19999, currency="EUR")


@pytest.fixture
def valve(cast):
    return add_product("Valve", by=cast.olga, price_minor=50, currency="EUR")


@pytest.fixture
def deal(cast):
    return open_deal(
        by=cast.ava, account=add_account("Northwind", by=cast.olga), name="Waterworks", currency="EUR"
    )


def a_line(product, price=None, **more):
    numbers = {name: Decimal(value) for name, value in more.items()}
    return Line(product.pk, product.price_minor if price is None else price, **numbers)


@pytest.mark.parametrize(
    ("price", "quantity", "discount", "total"),
    [
        (19999, "3", "0", 59997),
        (19999, "0.5", "0", 10000),  # 9999.5 rounds up
        (1, "0.5", "0", 1),
        (1, "0.499", "0", 0),
        (333, "3", "33.33", 666),
        (100, "1", "100", 0),
        (10**15, "1", "0.01", 999_900_000_000_000),
    ],
)
def test_a_line_is_rounded_half_up_to_whole_cents(price, quantity, discount, total):
    assert Line(1, price, Decimal(quantity), Decimal(discount)).total_minor == total


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**12),
            st.decimals("0.001", "99999", places=3),
            st.decimals(0, 100, places=2),
        ),
        max_size=5,
    )
)
def test_a_total_is_what_fractions_say(rows):
    def fraction(price, quantity, discount):
        exact = price * Fraction(quantity) * (100 - Fraction(discount)) / 100
        return int(exact + Fraction(1, 2))

    lines = [Line(1, price, quantity, discount) for price, quantity, discount in rows]
    assert total_of(lines) == sum(fraction(*row) for row in rows)


def test_the_amount_follows_the_lines_in_the_same_act(cast, deal, pump, valve):
    lines = [a_line(valve, quantity="10"), a_line(pump, quantity="2", discount_percent="12.5")]
    deal = set_items(deal, lines, by=cast.ava, version=deal.version)
    assert deal.amount_minor == 500 + 34998
    assert deal.product == "Pump"
    assert [line_of(item) for item in items_of(deal)] == lines
    told, followed = Event.objects.filter(deal=deal).order_by("id")[1:]
    assert (told.kind, followed.kind) == ("deal_items_changed", "deal_changed")
    assert told.facts == {"items": [
        {"product": valve.pk, "price_minor": 50, "quantity": "10", "discount": "0"},
        {"product": pump.pk, "price_minor": 19999, "quantity": "2", "discount": "12.5"},
    ]}  # fmt: skip
    assert told.detail.words == {"before": {"items": [], "product": None}}
    assert (told.actor, followed.amount_minor) == (cast.ava, 35498)


def test_the_amount_may_stay_what_was_agreed(cast, deal, pump):
    deal = change_deal(deal, by=cast.ava, amount_minor=15000)
    deal = set_items(deal, [a_line(pump)], by=cast.ava, takes_amount=False)
    assert (deal.amount_minor, deal.product) == (15000, "Pump")
    deal = set_items(deal, [a_line(pump)], by=cast.ava)
    assert deal.amount_minor == 19999


def test_lines_on_a_lead_s_deal_stand_in_the_lead_s_history(cast, pump):
    lead = capture(Who(name="Nora", company="Northwind"), by=cast.mia).lead
    deal = open_deal(by=cast.ava, lead=lead)
    set_items(deal, [a_line(pump)], by=cast.ava)
    assert Event.objects.filter(lead=lead, deal=deal, kind="deal_items_changed").exists()


def test_taking_all_lines_away_leaves_the_amount(cast, deal, pump):
    deal = set_items(deal, [a_line(pump)], by=cast.ava)
    deal = set_items(deal, [], by=cast.ava)
    assert (deal.amount_minor, deal.product, items_of(deal)) == (19999, None, [])


def test_the_same_lines_again_are_no_change(cast, deal, pump):
    deal = set_items(deal, [a_line(pump)], by=cast.ava)
    version, events = deal.version, Event.objects.count()
    deal = set_items(deal, [a_line(pump, quantity="1.000")], by=cast.ava, version=version)
    assert (deal.version, Event.objects.count()) == (version, events)


def test_who_was_slower_gets_a_choice(cast, deal, pump):
    set_items(deal, [a_line(pump)], by=cast.ava)
    with pytest.raises(Stale):
        set_items(deal, [], by=cast.sven, version=deal.version)


@pytest.mark.parametrize(
    "close", [lambda deal, by: win(deal, by=by), lambda deal, by: lose(deal, by=by, reason="price")]
)
def test_a_closed_deal_s_lines_are_frozen(cast, deal, pump, close):
    deal = set_items(deal, [a_line(pump)], by=cast.ava)
    deal = close(deal, cast.ava)
    with pytest.raises(Refused, match="reopen it"):
        set_items(deal, [], by=cast.ava)
    deal = reopen_deal(deal, by=cast.ava)
    assert set_items(deal, [], by=cast.ava).product is None


def test_a_deal_with_lines_keeps_its_currency(cast, deal, pump):
    deal = set_items(deal, [a_line(pump)], by=cast.ava)
    with pytest.raises(Refused, match="take these lines away"):
        change_deal(deal, by=cast.ava, currency="USD")
    deal = set_items(deal, [], by=cast.ava)
    assert change_deal(deal, by=cast.ava, currency="USD").currency == "USD"


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"quantity": Decimal(0)}, "quantity.2"),
        ({"quantity": Decimal("-1")}, "quantity.2"),
        ({"quantity": Decimal("NaN")}, "quantity.2"),
        ({"quantity": Decimal("1.0001")}, "quantity.2"),
        ({"price_minor": -1}, "price.2"),
        ({"price_minor": 10**16}, "price.2"),
        ({"discount_percent": Decimal("100.01")}, "discount.2"),
        ({"discount_percent": Decimal("0.001")}, "discount.2"),
        ({"product_id": 999_999}, "product.2"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_kept(cast, deal, pump, wrong, at):
    line = Line(**{"product_id": pump.pk, "price_minor": 1} | wrong)
    with pytest.raises(Refused) as refused:
        set_items(deal, [a_line(pump), line], by=cast.ava)
    assert at in {each.field for each in refused.value.objections}
    assert items_of(deal) == []


def test_a_total_beyond_all_money_is_refused(cast, deal, pump):
    with pytest.raises(Refused, match="add up"):
        set_items(deal, [a_line(pump, price=10**15), a_line(pump, price=10**15)], by=cast.ava)


def test_what_is_no_longer_sold_stays_where_it_stands(cast, deal, pump, valve):
    deal = set_items(deal, [a_line(pump)], by=cast.ava)
    change_product(pump, by=cast.olga, is_archived=True)
    deal = set_items(deal, [a_line(pump, quantity="2"), a_line(valve)], by=cast.ava)
    deal = set_items(deal, [a_line(valve)], by=cast.ava)
    with pytest.raises(Refused, match="no longer sold"):
        set_items(deal, [a_line(pump)], by=cast.ava)


def test_a_product_is_found_by_name_or_code_and_names_its_deals(cast, deal, pump):
    set_items(deal, [a_line(pump)], by=cast.ava)
    assert find_product(" pump ") == find_product("P-1") == pump
    assert find_product("") is find_product("Pipe") is None
    assert list(deals_with(pump)) == [deal]


def test_a_product_is_changed_with_what_stood_before(cast, pump):
    pump = change_product(pump, by=cast.mia, version=1, name="Pump XL", price_minor=None)
    assert (pump.price_minor, pump.currency, pump.version) == (None, None, 2)
    told = Event.objects.get(kind="product_changed")
    assert told.detail.words == {"before": {"name": "Pump", "price_minor": 19999, "currency": "EUR"}}
    with pytest.raises(Stale):
        change_product(pump, by=cast.mia, version=1, name="Pump S")


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"name": " "}, "name"),
        ({"name": "PUMP"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"code": "P-1"}, "code"),
        ({"price_minor": -1, "currency": "EUR"}, "price"),
        ({"price_minor": 5}, "currency"),
        ({"price_minor": 5, "currency": "EURO"}, "currency"),
    ],
)
def test_a_product_that_cannot_be_is_refused_where_it_is_wrong(cast, pump, wrong, at):
    with pytest.raises(Refused) as refused:
        add_product(**{"name": "Pipe", "by": cast.olga} | wrong)
    assert at in {each.field for each in refused.value.objections}
