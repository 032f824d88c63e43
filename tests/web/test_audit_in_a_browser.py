"""From a file to a mended finding: brought in, looked through, mended by a rule, looked at again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from detente.crm.models import Audit, Event, Lead
from tests.web.axe import violations
from tests.web.test_import_in_a_browser import go_on, send, start

LONG = 120_000


@pytest.fixture
def export(tmp_path):
    """Forty leads of a network, five of them under another name."""
    path = tmp_path / "export.csv"
    lines = [
        f"L-{n};2026-0{1 + n % 6}-1{n % 9};Person {n};p{n}@firm{n}.com;Firm {n};Facebook{' Ads' * (n < 5)}"
        for n in range(40)
    ]
    path.write_text("\n".join(["Lead id;Created;Name;Email;Company;Source", *lines]) + "\n")
    return path


def looked_through(page):
    expect(page.get_by_role("heading", name="The funnel as the data has it")).to_be_visible(timeout=LONG)


def test_from_a_file_to_a_mended_finding(page_of, cast, export):
    page = page_of(cast.mona)
    send(page, export)
    go_on(page)
    start(page)
    page.goto("/audits/")
    page.get_by_role("button", name="Look through our records").click()
    looked_through(page)
    assert violations(page) == []
    page.get_by_role("link", name="Facebook Ads").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("second spelling")
    assert violations(page) == []
    becomes = page.get_by_label("becomes").first
    expect(becomes).to_have_value("Facebook")
    page.get_by_role("button", name="Look", exact=True).first.click()
    expect(page.get_by_text("5 will change")).to_be_visible()
    page.get_by_role("button", name="Change 5 records").click()
    expect(page.get_by_text("5 records changed.")).to_be_visible()
    assert not Lead.objects.filter(source__icontains="ads").exists()
    assert Event.objects.filter(kind="origin_changed").count() == 5
    page.goto("/audits/")
    page.get_by_role("button", name="Look again").first.click()
    looked_through(page)
    expect(page.get_by_text("5 records were mended since the audit before.")).to_be_visible()
    expect(page.get_by_role("heading", name="Mended since the audit before")).to_be_visible()


def test_an_export_is_looked_through_without_being_brought_in(page_of, cast, export):
    page = page_of(cast.mona)
    page.goto("/audits/")
    page.get_by_role("button", name="Audit an export instead").click()
    page.get_by_label("Files").set_input_files(export)
    page.get_by_role("button", name="Look through them").click()
    looked_through(page)
    expect(page.locator(".finding")).to_contain_text("40 leads")
    kept = str(Audit.objects.get().result)
    assert "Person 7" not in kept and "p7@" not in kept and not Lead.objects.exists()
