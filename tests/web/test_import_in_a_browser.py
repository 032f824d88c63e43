"""The import wizard under a hand: a small file with everything to ask, and the real files of Olist."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from detente.crm.imports.models import ImportBatch
from detente.crm.models import Deal, Lead
from detente.intake.batches import accounting, uploads
from tests.web.axe import violations
from tests.web.conftest import enter
from tests.web.looks import each_look

OLIST = Path(__file__).resolve().parents[3] / "shared/data/olist"
MQLS, DEALS = OLIST / "olist_marketing_qualified_leads_dataset.csv", OLIST / "olist_closed_deals_dataset.csv"
NOT_OURS = (
    "has_company", "declared_monthly_revenue", "declared_product_catalog_size", "lead_type", "business_type",
)  # fmt: skip
MADE = """Lead id;Created;Name;Email;Company;Source;Status
A-1;03/04/2026;Maya Lindqvist;maya@baltic.example;Baltic Freight;fair;MQL
A-2;05/06/2026;Otto Kern;otto@kern;Kern Glas;fair;Signed up
A-3;soon;Ines Prado;ines@prado.example;Prado;web;MQL
"""
LONG = 120_000


@pytest.fixture
def made(tmp_path):
    path = tmp_path / "made.csv"
    path.write_text(MADE)
    return path


def send(page, *files):
    page.goto("/import/")
    page.get_by_role("link", name="Import a file").first.click()
    page.get_by_label("Files to import").set_input_files(list(files))
    page.get_by_role("button", name="Go on to the columns").click()


def go_on(page):
    page.get_by_role("button", name="Go on", exact=True).click()


def start(page):
    page.get_by_role("button", name="Import").filter(has_text="line").click()
    expect(page.locator(".finding")).to_contain_text("read:", timeout=LONG)


def test_a_small_file_with_everything_to_ask(page_of, watch, cast, made):
    watch.expected.add(422)
    page = page_of(cast.mona)
    send(page, made)
    expect(page.get_by_text("is 03/04/2026 day first or month first?")).to_be_visible()
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("answer what is asked")
    page.get_by_role("radio", name="day first").check()
    page.get_by_label("Signed up").select_option("inquiry")
    go_on(page)
    expect(page.locator(".finding")).to_contain_text("2 of 3 lines can be stored; one would be rejected")
    page.get_by_label("What happens").select_option("reject")
    expect(page.locator("#problems tbody tr")).to_have_count(1)
    start(page)
    expect(page.locator(".finding")).to_contain_text("2 stored, 0 merged into what was known, 1 rejected")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Rejected lines as a file").click()
    assert "`soon` is not a date" in downloading.value.path().read_text(encoding="utf-8-sig")
    take_it_back(page)


def take_it_back(page):
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(page.locator(".finding")).to_contain_text("Taken back: 2 lines.", timeout=LONG)
    assert not Lead.objects.filter(is_archived=False).exists()


def test_an_import_that_was_killed_is_continued_by_a_button(page_of, cast, made):
    page = page_of(cast.mona)
    made.write_text(MADE.replace("Signed up", "MQL").replace("03/04", "23/04").replace("soon", "24/04/2026"))
    send(page, made)
    go_on(page)
    start(page)
    batch = as_if_killed(ImportBatch.objects.get())
    page.reload()
    expect(page.locator(".finding")).to_contain_text("It stopped after 3 of 3 lines.")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.locator(".finding")).to_contain_text("3 lines read: 3 stored", timeout=LONG)
    assert accounting(batch).is_closed and Lead.objects.count() == 3


def as_if_killed(batch):
    """Between the last line and the end: the state says running, the last sign of life is old."""
    ImportBatch.objects.filter(pk=batch.pk).update(state="running", finished_at=None)
    sign = uploads(batch) / "working.json"
    sign.write_text(json.dumps({"what": "import", "done": 3, "total": 3}))
    os.utime(sign, (1, 1))
    return batch


@pytest.mark.skipif(not OLIST.exists(), reason="the Olist data is not here")
def test_olist_in_the_wizard(page_of, cast):
    page = page_of(cast.mona)
    send(page, MQLS, DEALS)
    expect(page.get_by_role("heading", name=MQLS.name)).to_be_visible()
    page.get_by_text("The same on every line").click()
    page.get_by_label("Stage in which the lead arrives").select_option("mql")
    page.get_by_label("Name of the system").fill("olist")
    page.get_by_label("Times without a zone").select_option("America/Sao_Paulo")
    page.get_by_label("Reps that Detente does not know").select_option("create")
    go_on(page)
    expect(page.get_by_text("Joined to olist_marketing_qualified_leads_dataset.csv")).to_be_visible()
    for name in NOT_OURS:
        page.get_by_label(name, exact=True).select_option("")
    page.get_by_label("business_segment", exact=True).select_option("custom")
    page.get_by_label("Stage where it stands").select_option("won")
    go_on(page)
    expect(page.locator(".finding")).to_have_text("All 8,842 lines can be stored.")
    start(page)
    expect(page.locator(".finding")).to_contain_text("8,842 lines read: 8,842 stored, 0 merged")
    assert (Lead.objects.count(), Deal.objects.filter(status="won").count()) == (8_000, 842)
    assert Lead.objects.filter(source="paid_search", stage="won").count() == 195


@each_look
def test_axe_finds_nothing_and_nothing_sticks_out(context_of, live_server, cast, made, scheme, width):
    context = context_of(width, 844, base_url=str(live_server), color_scheme=scheme, reduced_motion="reduce")
    enter(context, live_server, cast.mona)
    page = context.new_page()

    def look():
        assert violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    page.goto("/import/")
    look()
    send(page, made)
    look()
    page.get_by_role("radio", name="month first").check()
    page.get_by_label("Signed up").select_option("")
    go_on(page)
    expect(page.locator(".finding")).to_contain_text("1 of 3 lines can be stored")
    look()
    start(page)
    look()
    page.goto("/import/")
    look()


def test_without_scripts_the_page_comes_again_by_itself(browser, live_server, cast, made):
    context = browser.new_context(java_script_enabled=False, base_url=str(live_server))
    enter(context, live_server, cast.mona)
    page = context.new_page()
    made.write_text(MADE.replace("Signed up", "MQL").replace("03/04", "23/04"))
    send(page, made)
    go_on(page)
    start(page)
    context.close()
    assert accounting(ImportBatch.objects.get()).stored == 2
