"""Workbooks, JSON and likely misspellings in the wizard; hostile files never lead to a server's error."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from detente.crm.imports.models import ImportBatch
from detente.crm.models import Deal, Lead
from detente.crm.people.models import CustomField
from detente.intake.batches import accounting
from tests.intake.sheets import workbook
from tests.web.axe import violations
from tests.web.test_import_in_a_browser import LONG, go_on, send, start
from tests.web.wizard import Wizard, address, form_of, words

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
MAVEN = SHARED / "maven_crm"


@pytest.fixture
def wizard(as_, cast):
    return Wizard(as_(cast.mona))


def sent(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_a_sheet_is_chosen_and_its_rejected_lines_come_back_as_a_workbook(wizard, tmp_path):
    leads = [
        ["Name", "Created", "Email"],
        ["Maya", "2026-03-02", "maya@baltic.example"],
        ["Tom", "soon", "tom@x.example"],
        ["Kim", "2026-03-03", "kim@x.example"],
    ]
    path = workbook(tmp_path / "both.xlsx", {"Notes to self": [["nothing"], ["x"]], "Leads": leads})
    page = wizard.send(sent(path), kind="leads")
    assert "it also has `Leads`" in words(page)
    page = wizard.client.post(address(page), {"act": "sheet", "sheet": "Leads", "header": "1"}, follow=True)
    assert form_of(page)["use-0"] == "columns.name"
    page = wizard.go_on(page)
    assert "2 of 3 lines can be stored" in words(page)
    batch = finished(wizard, page)
    answer = wizard.client.get(f"/import/{batch.pk}/rejects/0/")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def finished(wizard, page) -> ImportBatch:
    from detente.intake.batches import run, uploads

    wizard.client.post(address(page).replace("preview", "start"))
    batch = ImportBatch.objects.latest("pk")
    run(batch)
    (uploads(batch) / "working.json").unlink(missing_ok=True)
    return batch


def test_a_field_that_the_company_added_can_be_chosen_for_a_column(wizard):
    CustomField.objects.create(object="lead", code="size", name="Plant size", kind="number")
    file = SimpleUploadedFile("leads.csv", b"Name,Created,Halls\nMaya,2026-03-02,12\n")
    page = wizard.send(file, kind="leads")
    assert "Plant size" in words(page)
    page = wizard.go_on(page, **{"use-2": "added.size"})
    finished(wizard, page)
    assert Lead.objects.get().custom == {"size": 12}


def test_an_export_with_guards_comes_back_exactly(wizard):
    file = SimpleUploadedFile(
        "leads.csv", b"Name,Created,Company\nMaya,2026-03-02,'=1+1\nTom,2026-03-02,''quoted'\n"
    )
    page = wizard.send(file, kind="leads")
    assert "An apostrophe before a text" in words(page) and "guarded" in form_of(page)
    finished(wizard, wizard.go_on(page, guarded="yes"))
    assert set(Lead.objects.values_list("account__name", flat=True)) == {"=1+1", "'quoted'"}


def naughty() -> list[str]:
    with (SHARED / "torture/naughty_strings/blns.json").open(encoding="utf-8") as stream:
        return json.load(stream)


def as_csv(rows, folder):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return SimpleUploadedFile("leads.csv", out.getvalue().encode("utf-8", "surrogatepass"))


def as_sheet(rows, folder):
    return sent(workbook(folder / "leads.xlsx", {"Sheet": rows}))


def as_json(rows, folder):
    lines = [json.dumps(dict(zip(rows[0], row, strict=True))) for row in rows[1:]]
    return SimpleUploadedFile("leads.jsonl", "\n".join(lines).encode())


@pytest.mark.skipif(not SHARED.exists(), reason="the hostile data is not here")
@pytest.mark.parametrize("write", [as_csv, as_sheet, as_json])
def test_naughty_strings_go_through_the_wizard_and_are_all_accounted_for(wizard, tmp_path, write):
    rows = [
        ["Name", "Created", "Email", "Company", "Source"],
        *([text, "2026-03-02", text, text, text] for text in naughty()),
    ]
    page = wizard.send(write(rows, tmp_path), kind="leads")
    for _ in range(3):
        if "/files/" in address(page):
            page = wizard.go_on(page, **{"use-0": "columns.name", "use-2": "columns.email"})
    assert address(page).endswith("/preview/"), words(page)[:2_000]
    batch = finished(wizard, page)
    assert accounting(batch).is_closed and accounting(batch).read >= len(rows) - 10
    assert wizard.client.get(f"/import/{batch.pk}/").status_code == 200
    assert wizard.client.get(f"/import/{batch.pk}/lines/").status_code == 200


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04broken"), ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 512), ("a.json", b"[{]"),
        ("a.jsonl", b"\xff\xfe\x00"),
        ("a.json", b"[" * 100_000), ("a.csv", b"PK\x03\x04\x00"), ("a.jsonl", b'{"a": 1}\n' * 3 + b"{" * 70_000),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_so(wizard, name, content):
    page = wizard.send(SimpleUploadedFile(name, content))
    assert page.status_code in (200, 422), name


@pytest.mark.skipif(not MAVEN.exists(), reason="the Maven data is not here")
def test_maven_in_the_wizard_with_its_misspelt_product(page_of, cast):
    page = page_of(cast.mona)
    send(page, MAVEN / "products.csv", MAVEN / "sales_pipeline.csv")
    page.get_by_label("Name of the system").fill("maven")
    go_on(page)
    expect(page.get_by_role("heading", name="sales_pipeline.csv")).to_be_visible()
    expect(page.get_by_text("One value looks misspelt.")).to_be_visible()
    expect(page.get_by_text("1,480 lines")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("GTXPro").select_option("GTX Pro")
    page.get_by_label("Reps that Detente does not know").select_option("create")
    page.get_by_label("deal_stage", exact=True).select_option("columns.stage")
    go_on(page)
    if page.get_by_label("Engaging").count():
        page.get_by_label("Engaging").select_option("proposal")
        page.get_by_label("Prospecting").select_option("discovery")
        go_on(page)
    expect(page.locator(".finding")).to_have_text("All 8,807 lines can be stored.", timeout=LONG)
    start(page)
    expect(page.locator(".finding")).to_contain_text("8,807 lines read: 8,807 stored")
    assert Deal.objects.filter(status="won").count() == 4_238
    assert not Deal.objects.filter(product="GTXPro").exists()
