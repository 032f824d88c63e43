"""Fields, files and products in Chromium: edited in place, dropped, added line by line."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from detente.crm.deals.actions import open_deal
from detente.crm.deals.items import items_of
from detente.crm.deals.products import add_product
from detente.crm.models import CustomField, File
from detente.crm.people.actions import add_account, add_person
from detente.crm.people.custom_fields import add_field

PROBE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def deal(transactional_db, cast):
    return open_deal(by=cast.priya, account=add_account("Baltic Freight", by=None), name="Waterworks")


def test_a_field_is_added_in_the_settings_and_filled_in_on_the_deal_s_page(page_of, cast, deal):
    add_person(by=cast.ada, name="Nora Lind", email="nora@lind.example")
    page = page_of(cast.ada)
    page.goto("/settings/fields/?of=deal")
    page.get_by_role("button", name="New field").first.click()
    dialog = page.get_by_role("dialog", name="New field")
    dialog.get_by_label("Name").fill(f"Tier {PROBE}")
    expect(dialog.get_by_label("Choices")).to_be_hidden()
    dialog.get_by_label("Holds").select_option("choice")
    dialog.get_by_label("Choices").fill("Gold\nSilver")
    dialog.get_by_role("button", name="Add the field").click()
    expect(page.get_by_role("link", name=f"Tier {PROBE}")).to_be_visible()
    add_field("deal", name="Decides", kind="person", by=cast.ada)

    page.goto(f"/deals/{deal.pk}/")
    panel = page.locator("#custom")
    panel.get_by_role("link", name="Edit").click()
    panel.get_by_label("Tier").select_option(label="Silver")
    panel.get_by_label("Decides").press_sequentially("nor")
    expect(panel.locator("datalist option")).to_have_attribute("value", "nora@lind.example")
    panel.get_by_label("Decides").fill("nobody")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Decides is a person we know")).to_be_visible()
    expect(panel.get_by_label("Tier")).to_have_value("silver")
    panel.get_by_label("Decides").fill("nora@lind.example")
    panel.get_by_role("button", name="Save").click()
    expect(page.locator("#custom").get_by_role("link", name="Nora Lind")).to_be_visible()
    expect(page.locator("#custom").get_by_text("Silver")).to_be_visible()
    assert CustomField.objects.count() == 2


@pytest.fixture(autouse=True)
def refusals_are_part_of_it(watch):
    watch.expected.add(422)


def test_lines_are_written_reckoned_and_saved_in_place(page_of, cast, deal):
    add_product("Pump", by=cast.ada, price_minor=19999, currency="EUR")
    add_product("Valve", by=cast.ada)
    page = page_of(cast.priya)
    page.goto(f"/deals/{deal.pk}/")
    page.locator("#items").get_by_role("link", name="Add products").click()
    form = page.locator("form#items")
    form.get_by_label("Product of line 1").select_option(label="Pump")
    expect(form.get_by_label("Price in EUR of line 1")).to_have_value("199.99")
    form.get_by_label("Quantity of line 1").fill("3")
    form.get_by_label("Quantity of line 1").press("Tab")
    expect(form.locator("#items-total")).to_have_text("€599.97")
    form.get_by_role("button", name="Add a line").click()
    form.get_by_label("Product of line 2").select_option(label="Valve")
    form.get_by_label("Price in EUR of line 2").fill("x")
    form.get_by_role("button", name="Save").last.click()
    expect(form.get_by_text("Give a number, like 12.50.")).to_be_visible()
    form.get_by_label("Price in EUR of line 2").fill("0.03")
    form.get_by_role("button", name="Move line 2 up").click()
    expect(form.get_by_label("Price in EUR of line 1")).to_have_value("0.03")
    form.get_by_role("button", name="Save").last.click()
    panel = page.locator("div#items")
    expect(panel.get_by_role("row", name="Valve")).to_be_visible()
    expect(page.get_by_text("€600").first).to_be_visible()
    assert [item.product.name for item in items_of(deal)] == ["Valve", "Pump"]


def test_a_file_that_is_dropped_is_attached_and_comes_back_by_undo(page_of, cast, deal):
    page = page_of(cast.priya)
    page.goto(f"/deals/{deal.pk}/")
    dropped = page.evaluate_handle(
        """() => { const data = new DataTransfer();
                   data.items.add(new File(["a,b\\n1,2\\n"], "machines.csv", { type: "text/csv" }));
                   return data; }"""
    )
    page.dispatch_event("#files form[data-attach]", "drop", {"dataTransfer": dropped})
    expect(page.locator("#files").get_by_role("link", name="machines.csv")).to_be_visible()
    with page.expect_download() as fetched:
        page.locator("#files").get_by_role("link", name="machines.csv").click()
    assert fetched.value.suggested_filename == "machines.csv"
    page.locator("#files").get_by_role("button", name="Take machines.csv away").click()
    expect(page.locator("#files").get_by_role("link", name="machines.csv")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#files").get_by_role("link", name="machines.csv")).to_be_visible()
    page.locator("#files input[type=file]").set_input_files(
        {"name": "run.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    )
    expect(page.get_by_text("run.exe is of a kind that can't be attached")).to_be_visible()
    assert [file.name for file in File.objects.all()] == ["machines.csv"]
