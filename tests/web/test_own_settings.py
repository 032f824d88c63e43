"""Fields and currencies in the settings: what may be added and changed there, and what is said when it can't."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from detente.crm.deals.actions import open_deal, win
from detente.crm.models import CustomField, FxRate
from detente.crm.people.actions import add_account
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field
from detente.crm.people.days import today
from detente.crm.people.rates import Rate, set_rates


@pytest.fixture
def ada(as_, cast):
    return as_(cast.ada)


def said(answer):
    return answer.content.decode()


def test_a_field_is_added_renamed_and_archived(ada):
    sent = {"object": "deal", "name": "Tier", "kind": "choice", "choices": "Gold\nSilver\n\n"}
    assert ada.post("/settings/fields/", sent)["Location"] == "/settings/fields/?of=deal"
    field = CustomField.objects.get()
    assert [choice["name"] for choice in field.choices] == ["Gold", "Silver"]
    assert "Gold, Silver" in said(ada.get("/settings/fields/?of=deal"))
    ada.post(f"/settings/fields/{field.pk}/", {"name": "Level", "kind": "choice"})
    ada.post(f"/settings/fields/{field.pk}/choices/", {"choices": "Bronze\nIron"})
    ada.post(f"/settings/fields/{field.pk}/choices/", {"choice": "gold", "name": "Golden", "archived": "yes"})
    field.refresh_from_db()
    assert (field.code, field.name) == ("tier", "Level")
    assert field.choices[0] == {"code": "gold", "name": "Golden", "is_archived": True}
    assert len(field.choices) == 4
    ada.post(f"/settings/fields/{field.pk}/archiving/")
    assert "1 archived field" in said(ada.get("/settings/fields/?of=deal"))
    ada.post(f"/settings/fields/{field.pk}/archiving/?archived=no")
    assert "archived field" not in said(ada.get("/settings/fields/?of=deal"))


def test_mistakes_are_said_where_they_are(ada, cast):
    field = add_field("lead", name="Tier", kind="choice", choices=["Gold"], by=cast.ada)
    taken = ada.post("/settings/fields/", {"object": "lead", "name": "tier", "kind": "text"})
    assert taken.status_code == 422
    assert "There is a field called tier already." in said(taken)
    twice = ada.post(f"/settings/fields/{field.pk}/choices/", {"choices": "gold"})
    assert twice.status_code == 422
    assert "“gold” is a choice already." in said(twice)


def test_what_a_field_holds_stays_once_there_are_values(ada, cast):
    account = add_account("Baltic Freight", by=cast.ada)
    field = add_field("account", name="Size", kind="text", by=cast.ada)
    ada.post(f"/settings/fields/{field.pk}/", {"name": "Size", "kind": "number"})
    change_custom(account, {"size": "3"}, by=cast.ada)
    page = said(ada.get(f"/settings/fields/{field.pk}/"))
    assert "1 record has a value here, so what the field holds stays." in page
    ada.post(f"/settings/fields/{field.pk}/", {"name": "Size", "kind": "text"})
    field.refresh_from_db()
    assert field.kind == "number"


def test_fields_change_places(ada, cast):
    first, second = (add_field("lead", name=name, kind="text", by=cast.ada) for name in ("One", "Two"))
    ada.post(f"/settings/fields/{second.pk}/place/", {"to": "up"})
    page = said(ada.get("/settings/fields/"))
    assert page.index(f"/settings/fields/{second.pk}/") < page.index(f"/settings/fields/{first.pk}/")


def test_a_rate_is_typed_corrected_and_taken_away(ada, cast):
    day = today().isoformat()
    sent = {"day": day, "currency": "USD", "rate": "0.92"}
    assert ada.post("/settings/currencies/rates/", sent)["Location"] == "/settings/currencies/?of=USD"
    assert "0.92 EUR" in said(ada.get("/settings/currencies/?of=USD"))
    ada.post("/settings/currencies/rates/", sent | {"rate": "0.93"})
    assert FxRate.objects.get().rate == Decimal("0.93")
    for wrong, words in (({"rate": "0"}, "A rate is a number above 0"), ({"rate": "x"}, "Enter a number"),
                         ({"day": (today() + timedelta(days=2)).isoformat()}, "a day that has come")):  # fmt: skip
        answer = ada.post("/settings/currencies/rates/", sent | wrong)
        assert answer.status_code == 422
        assert words in said(answer)
    ada.post("/settings/currencies/removal/", {"currency": "USD", "day": day})
    assert not FxRate.objects.exists()


def test_a_file_of_rates_is_read_whole_or_not_at_all(ada):
    good = b"Date,USD,JPY,\n2026-03-31,1.25,160,\n"
    send = lambda content, **more: ada.post(  # noqa: E731
        "/settings/currencies/file/", {"file": SimpleUploadedFile("r.csv", content), **more}
    )
    assert send(good).status_code == 303
    assert FxRate.objects.count() == 2
    for content, words in ((b"day,currency,rate\n2026-03-31,GBP,1\n2026-03-30,GBP,x\n", "Line 3:"),
                           (b"\xff\xfe\x00", "UTF-8"), (b"what\n", "The first line must be")):  # fmt: skip
        answer = send(content)
        assert answer.status_code == 422
        assert words in said(answer)
    assert "is not a currency" in said(send(good, base="XXZ"))
    assert FxRate.objects.count() == 2


def test_what_waits_for_a_rate_is_counted_and_a_rate_fills_it(ada, cast):
    account = add_account("Baltic Freight", by=cast.ada)
    deal = win(open_deal(by=cast.priya, account=account, amount_minor=10_000, currency="USD"), by=cast.priya)
    assert "no rate yet" in said(ada.get("/settings/currencies/"))
    ada.post("/settings/currencies/rates/", {"day": today().isoformat(), "currency": "USD", "rate": "0.5"})
    deal.refresh_from_db()
    assert deal.base_minor == 5_000
    text = said(ada.get(f"/deals/{deal.pk}/"))
    assert "In EUR" in text
    assert "€50" in text
    assert "kept at the rate of the day it closed" in text


def test_an_open_amount_says_which_day_s_rate_it_is_worth(ada, cast):
    account = add_account("Baltic Freight", by=cast.ada)
    deal = open_deal(by=cast.priya, account=account, amount_minor=10_000, currency="USD")
    assert "there is no rate yet" in said(ada.get(f"/deals/{deal.pk}/"))
    set_rates([Rate(date(2024, 1, 15), "USD", Decimal("0.5"))], by=cast.ada)
    text = said(ada.get(f"/deals/{deal.pk}/"))
    assert "€50" in text
    assert "at the rate of Jan 15, 2024" in text
