"""The lists in Chromium: a question made, columns ordered, a view kept, cells and many rows changed and taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from detente.crm.followup.actions import assign
from detente.crm.lists.models import SavedView
from detente.crm.models import Lead
from tests.web.axe import violations
from tests.web.conftest import enter


@pytest.fixture
def three(arrives, cast):
    """Maya from a trade show with Jonas, Tom from search with nobody, Nora from search with Lea."""
    tom = arrives("Tom Ericsson", company="Atlas Pumps", source="search", stage="mql")
    assign(Lead.objects.get(pk=tom.pk), to=None, by=cast.marc)
    return [
        arrives(
            "Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, source="trade show", stage="mql"
        ),
        tom,
        arrives("Nora Rossi", owner=cast.lea, source="search"),
    ]


def names(page):
    return page.locator(".list-table .primary a")


def test_a_question_is_made_kept_as_a_view_and_found_again(page_of, live_server, cast, three):
    page = page_of(cast.marc)
    page.goto(f"{live_server}/leads/")
    page.get_by_role("link", name="Add filter").click()
    dialog = page.get_by_role("dialog")
    with page.expect_response("**/filter/**"):
        dialog.get_by_label("Field").select_option("source")
    expect(dialog.get_by_label("Value")).to_contain_text("trade show")
    with page.expect_response("**/filter/**"):
        dialog.get_by_label("Comparison").select_option("is_not")
    expect(dialog.get_by_label("Comparison")).to_have_value("is_not")
    dialog.get_by_label("Value").select_option("trade show")
    dialog.get_by_role("button", name="Show", exact=True).last.click()
    expect(names(page)).to_have_text(["Nora Rossi", "Tom Ericsson"])
    expect(page.locator(".filter-chip")).to_contain_text("is not trade show")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("link", name="Save this as a view").click()
    dialog.get_by_label("Name").fill("Not from shows")
    dialog.get_by_role("button", name="Save").click()
    tab = page.get_by_role("link", name="Not from shows").first
    expect(tab).to_have_attribute("aria-current", "page")
    # A filter beside it is an edit of the view; reset brings the view back.
    page.get_by_label("Stage").select_option("mql")
    expect(names(page)).to_have_text(["Tom Ericsson"])
    expect(page.get_by_text("Edited")).to_be_visible()
    page.get_by_role("link", name="Reset").click()
    expect(names(page)).to_have_text(["Nora Rossi", "Tom Ericsson"])
    assert SavedView.objects.get().question["where"]


def test_on_a_phone_a_row_opens_by_its_pencil_and_each_value_by_its_own(context_of, live_server, cast, three):
    context = context_of(390, 844, base_url=str(live_server), has_touch=True, reduced_motion="reduce")
    enter(context, live_server, cast.marc)
    page = context.new_page()
    page.goto("/leads/?sort=name")
    pencil = page.get_by_role("button", name="Edit: Maya Lindqvist")
    pencil.tap()
    row = page.locator("tr.is-open")
    source = row.get_by_role("button", name="Edit: Source")
    for control in (pencil, source):
        size = control.bounding_box()
        assert size["width"] >= 44 and size["height"] >= 44
    assert violations(page) == []
    source.tap()
    row.get_by_label("Source").fill("Hannover fair")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    row.get_by_role("button", name="Save").tap()
    expect(page.locator(".toast")).to_contain_text("Source of Maya Lindqvist is changed.")
    assert Lead.objects.get(pk=three[0].pk).source == "Hannover fair"
    expect(row.get_by_role("button", name="Edit: Source")).to_be_visible()
    pencil.tap()
    expect(page.locator("tr.is-open")).to_have_count(0)
    expect(page.get_by_role("button", name="Edit: Source")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_columns_are_ticked_and_ordered(page_of, live_server, cast, three, width):
    page = page_of(cast.marc)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server}/leads/?sort=name")
    page.get_by_role("link", name="Columns").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="E-mail").check()
    up = dialog.get_by_role("button", name="Move E-mail up")
    order = dialog.get_by_role("checkbox")
    labels = [tick.get_attribute("value") for tick in order.all()]
    place = labels.index("email")
    for _ in range(3):
        up.press("Enter")
    expect(up).to_be_focused()
    expect(order.nth(place - 3)).to_have_attribute("value", "email")
    dialog.get_by_role("checkbox", name="Source", exact=True).uncheck()
    dialog.get_by_role("button", name="Show these columns").click()
    expect(page).to_have_url(re.compile("columns=.*email"))
    expect(page.locator("thead")).to_contain_text("E-mail", use_inner_text=False)
    expect(page.locator("thead")).not_to_contain_text("Source")


def test_many_rows_are_looked_at_changed_and_taken_back(page_of, live_server, cast, three):
    page = page_of(cast.marc)
    page.goto(f"{live_server}/leads/?sort=name")
    page.get_by_label("Select Maya Lindqvist").check()
    page.get_by_label("Select Tom Ericsson").click(modifiers=["Shift"])
    expect(page.locator("[data-picked-count]")).to_have_text("3")
    page.get_by_role("button", name="Change…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New value").select_option(label="Priya Shah")
    dialog.get_by_role("button", name="Look at what would change").click()
    expect(dialog).to_contain_text("3 will change")
    dialog.get_by_role("button", name="Change 3 records").click()
    expect(page.get_by_text("3 records changed.")).to_be_visible()
    expect(page.locator("tbody")).not_to_contain_text("Jonas Weber")
    page.keyboard.press("u")
    expect(page.get_by_text("3 records are as they were.")).to_be_visible()
    assert [Lead.objects.get(pk=lead.pk).owner for lead in three] == [cast.jonas, None, cast.lea]


def test_a_cell_is_edited_by_keyboard_and_taken_back(page_of, live_server, cast, three, watch):
    watch.expected.add(422)
    page = page_of(cast.marc)
    page.goto(f"{live_server}/leads/?sort=name")
    names(page).first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("e")
    owner = page.locator("tbody tr").first.get_by_label("Owner")
    expect(owner).to_be_focused()
    owner.select_option(label="Lea Brandt")
    page.keyboard.press("Tab")
    source = page.locator("tbody tr").first.get_by_label("Source")
    expect(source).to_have_value("trade show")
    page.keyboard.press("Escape")
    expect(page.locator("tbody tr").first).to_contain_text("trade show")
    expect(page.locator("tbody tr").first).to_contain_text("Lea Brandt")
    assert Lead.objects.get(pk=three[0].pk).owner == cast.lea
    page.keyboard.press("u")
    expect(page.locator("tbody tr").first).to_contain_text("Jonas Weber")
    # A refusal stands at the cell, with the words of the rule.
    page.locator("tbody tr").first.locator("td[data-cell]").first.dblclick()
    stage = page.locator("tbody tr").first.get_by_label("Stage")
    stage.select_option("proposal")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Open a deal first")


def test_what_is_typed_changes_only_the_results(page_of, live_server, cast, three):
    page = page_of(cast.marc)
    page.goto(f"{live_server}/leads/")
    page.get_by_placeholder("Name, address, company").press_sequentially("tom", delay=20)
    expect(names(page)).to_have_text(["Tom Ericsson"])
    expect(page.get_by_placeholder("Name, address, company")).to_be_focused()
    expect(page.get_by_role("link", name="Won")).to_have_attribute("href", re.compile("q=tom"))
