"""Products on a deal's page: lines written, rearranged, reckoned, saved, and refused with the reason at the cell."""

from __future__ import annotations

import pytest

from detente.crm.deals.actions import open_deal, win
from detente.crm.deals.items import items_of, line_of, set_items
from detente.crm.deals.lines import Line
from detente.crm.deals.products import add_product
from detente.crm.models import Product
from detente.crm.people.actions import add_account


@pytest.fixture
def pump(cast):
    return add_product("Pump", by=cast.ada, price_minor=19999, currency="EUR")


@pytest.fixture
def deal(cast, pump):
    return open_deal(by=cast.priya, account=add_account("Baltic Freight", by=None), name="Waterworks")


def lines(*rows, **more):
    names = ("product", "quantity", "price", "discount")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)} | more


def test_lines_are_saved_and_the_amount_follows(as_, cast, deal, pump):
    client, address = as_(cast.priya), f"/deals/{deal.pk}/items/"
    sent = lines(
        (pump.pk, "2", "", "10"), ("", "1", "", ""), act="save", takes_amount="on", version=deal.version
    )
    answer = client.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (303, f"/deals/{deal.pk}/")
    deal.refresh_from_db()
    assert (deal.amount_minor, deal.product) == (35998, "Pump")
    text = client.get(f"/deals/{deal.pk}/").content.decode()
    assert "€359.98" in text
    assert "Changed the products of the deal" in text


def test_rows_are_added_moved_and_taken_away_without_saving(as_, cast, deal, pump):
    client, address = as_(cast.priya), f"/deals/{deal.pk}/items/"
    rows = ((pump.pk, "1", "1", ""), (pump.pk, "2", "2", ""))

    def quantities(act):
        shown = client.post(address, lines(*rows, act=act)).content.decode()
        return [part.partition('"')[0] for part in shown.split('name="quantity" value="')[1:]]

    assert quantities("add") == ["1", "2", "1"]
    assert quantities("up:2") == quantities("down:1") == ["2", "1"]
    assert quantities("remove:1") == ["2"]
    assert quantities("up:1") == quantities("remove:9") == quantities("nonsense") == ["1", "2"]
    assert items_of(deal) == []


def test_what_a_line_comes_to_is_said_while_it_is_written(as_, cast, deal, pump):
    sent = lines((pump.pk, "3", "", ""), (pump.pk, "x", "1", ""))
    text = (
        as_(cast.priya)
        .post(f"/deals/{deal.pk}/items/", sent, headers={"HX-Request": "true"})
        .content.decode()
    )
    assert "€599.97" in text
    assert 'value="199.99"' in text
    assert "–" in text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("", "1", "5", ""), "Choose a product."),
        (("P", "x", "5", ""), "Give a number, like 12.50."),
        (("P", "0", "5", ""), "give a quantity above 0"),
        (("P", "1", "5.001", ""), "EUR has 2 digits behind the point."),
        (("P", "1", "-5", ""), "give a price of 0 or more"),
        (("P", "1", "1e30", ""), "Give a number"),
        (("P", "1", "5", "101"), "between 0 and 100"),
        (("999999", "1", "5", ""), "choose a product"),
    ],
)
def test_a_wrong_line_is_said_at_its_cell_and_kept_as_written(as_, cast, deal, pump, row, said):
    row = tuple(pump.pk if cell == "P" else cell for cell in row)
    answer = as_(cast.priya).post(f"/deals/{deal.pk}/items/", lines(row, act="save"))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{row[1]}"' in answer.content.decode()
    assert items_of(deal) == []


def test_who_was_slower_sees_what_stands_and_chooses(as_, cast, deal, pump):
    old = deal.version
    deal = set_items(deal, [Line(pump.pk, 100)], by=cast.marc)
    client, address = as_(cast.priya), f"/deals/{deal.pk}/items/"
    text = client.post(address, lines((pump.pk, "7", "5", ""), act="save", version=old)).content.decode()
    assert "Somebody changed this meanwhile" in text
    assert "1 × Pump" in text
    assert f'name="version" value="{deal.version}"' in text
    client.post(address, lines((pump.pk, "7", "5", ""), act="save", version=deal.version))
    assert [line_of(item).quantity for item in items_of(deal)] == [7]


def test_a_closed_deal_s_lines_say_why_they_stay(as_, cast, deal, pump):
    deal = win(set_items(deal, [Line(pump.pk, 100)], by=cast.priya), by=cast.priya)
    client = as_(cast.priya)
    assert "reopen it to change its products" in client.get(f"/deals/{deal.pk}/").content.decode()
    answer = client.post(f"/deals/{deal.pk}/items/", lines((pump.pk, "7", "5", ""), act="save"))
    assert answer.status_code == 422
    assert len(items_of(deal)) == 1


def test_a_product_s_name_never_becomes_markup(as_, cast, deal):
    name = "<img src=x onerror=alert(1)>"
    product = add_product(name, by=cast.ada, code=name, series=name)
    set_items(deal, [Line(product.pk, 100)], by=cast.priya)
    for address in (f"/deals/{deal.pk}/", f"/deals/{deal.pk}/items/", "/settings/products/",
                    f"/settings/products/{product.pk}/"):  # fmt: skip
        text = as_(cast.ada).get(address).content.decode()
        assert "<img src=x" not in text, address
        assert "&lt;img src=x" in text, address


def test_the_catalogue_is_kept_in_the_settings(as_, cast):
    client = as_(cast.ada)
    terms = {"name": "Valve", "code": "V-1", "series": "Water", "amount": "49.50", "currency": "EUR"}
    assert client.post("/settings/products/", terms).status_code == 303
    valve = Product.objects.get()
    assert (valve.price_minor, valve.currency) == (4950, "EUR")
    again = client.post("/settings/products/", terms)
    assert again.status_code == 422
    assert "There is a product called Valve already." in again.content.decode()
    assert "€49.50" in client.get("/settings/products/").content.decode()
    client.post(f"/settings/products/{valve.pk}/", terms | {"name": "Valve S", "version": 1})
    slower = client.post(f"/settings/products/{valve.pk}/", terms | {"name": "Valve T", "version": 1})
    assert slower.status_code == 422
    client.post(f"/settings/products/{valve.pk}/archiving/")
    assert "1 archived product" in client.get("/settings/products/").content.decode()
    client.post(f"/settings/products/{valve.pk}/archiving/?archived=no")
    valve.refresh_from_db()
    assert (valve.name, valve.is_archived) == ("Valve S", False)


def test_deals_are_found_by_a_product_on_their_lines(as_, cast, deal, pump):
    other = add_product("Filter", by=cast.ada)
    open_deal(by=cast.priya, account=deal.account, name="Dry dock")
    set_items(deal, [Line(pump.pk, 100), Line(pump.pk, 200)], by=cast.priya)
    client = as_(cast.ada)
    with_pumps = client.get(f"/deals/?has_product={pump.pk}").content.decode()
    assert with_pumps.count("Waterworks</a>") == 1 and "Dry dock" not in with_pumps
    assert "Has product" in with_pumps
    none = client.get(f"/deals/?has_product={other.pk}").content.decode()
    assert "Waterworks" not in none
    where = f'{{"field":"has_product","is":"is_not","value":"{pump.pk}"}}'
    without = client.get("/deals/", {"where": where}).content.decode()
    assert "Dry dock</a>" in without and "Waterworks</a>" not in without
