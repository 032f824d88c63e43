"""An import that was started: its accounting, what was rejected, what may be double, going on, taking back."""

from __future__ import annotations

import os
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from detente.crm.followup.actions import add_note
from detente.crm.imports.models import ImportBatch
from detente.crm.models import Deal, Lead
from detente.intake.batches import uploads
from detente.intake.undoing import undo
from detente.web.imports import work
from tests.web.wizard import LEADS, MAYA, OTTO, UNDATED, Wizard, csv_file, words

pytestmark = pytest.mark.both


@pytest.fixture
def wizard(as_, cast):
    return Wizard(as_(cast.mona))


@pytest.fixture
def page_of_batch(wizard):
    """The words of a batch's page."""
    return lambda batch: words(wizard.client.get(f"/import/{batch.pk}/"))


def names(**which):
    return sorted(Lead.objects.filter(**which).values_list("person__name", flat=True))


def test_read_is_stored_and_merged_and_rejected(wizard, page_of_batch):
    batch = wizard.bring_in(csv_file(LEADS + MAYA + OTTO + MAYA.replace("L-1", "L-9") + UNDATED))
    stands = "4 lines read: 2 stored, 1 merged into what was known, 1 rejected."
    assert stands in page_of_batch(batch)
    assert names() == ["Maya Lindqvist", "Otto Kern"]
    assert "leads.csv Mona Petersen Done 4 2 1 1" in words(wizard.client.get("/import/"))


def test_rejected_lines_come_back_to_be_mended_and_imported_again(wizard, page_of_batch):
    batch = wizard.bring_in(csv_file(LEADS + MAYA + OTTO + UNDATED))
    rejects = b"".join(wizard.client.get(f"/import/{batch.pk}/rejects/0/").streaming_content)
    assert rejects.count(b"\r\n") == 2 and b"`soon` is not a date" in rejects
    mended = SimpleUploadedFile("leads.rejected (1).csv", rejects.replace(b",soon,", b",2026-03-09,"))
    again = wizard.bring_in(mended, mapping=f"batch-{batch.pk}")
    assert "One line read: 1 stored" in page_of_batch(again)
    assert names() == ["Ines Prado", "Maya Lindqvist", "Otto Kern"]


def test_the_same_file_twice_changes_nothing(wizard, page_of_batch):
    wizard.bring_in(csv_file(LEADS + MAYA + OTTO))
    second = wizard.bring_in(csv_file(LEADS + MAYA + OTTO))
    assert "2 lines read: 0 stored, 2 merged into what was known, 0 rejected." in page_of_batch(second)
    assert Lead.objects.count() == 2


def test_deals_find_their_leads_in_the_other_file(wizard):
    row = "D-1,Baltic,L-1,900.50,Won,2026-04-01\n"
    deals = csv_file("Deal id,Deal name,Lead id,Amount,Stage,Close date\n" + row, "deals.csv")
    wizard.bring_in(csv_file(LEADS + MAYA + OTTO), deals)
    deal = Deal.objects.get()
    assert (deal.lead.person.name, deal.status, deal.amount_minor) == ("Maya Lindqvist", "won", 900_50)


def test_lines_lead_to_their_records(wizard):
    batch = wizard.bring_in(csv_file(LEADS + MAYA + OTTO + UNDATED))
    stored = wizard.client.get(f"/import/{batch.pk}/lines/?outcome=stored")
    assert all(f'href="/leads/{lead.pk}/"' in stored.content.decode() for lead in Lead.objects.all())
    assert "soon" not in words(stored)
    assert "`soon` is not a date" in words(wizard.client.get(f"/import/{batch.pk}/lines/"))


def test_likely_doubles_are_listed_and_nobody_is_merged(wizard, page_of_batch):
    twin = "L-7,2026-03-05,O. Kern,kern@mail.example,030 1234567,,web\n"
    batch = wizard.bring_in(csv_file(LEADS + OTTO + twin))
    assert re.search("(O. Kern Otto Kern|Otto Kern O. Kern) same phone number", page_of_batch(batch))
    assert Lead.objects.count() == 2


def test_taken_back_but_for_what_somebody_worked_on(wizard, page_of_batch, cast):
    batch = wizard.bring_in(csv_file(LEADS + MAYA + OTTO))
    add_note(Lead.objects.get(person__name="Otto Kern"), "Called back.", by=cast.jonas)
    undo(batch, by=cast.mona)
    assert "Taken back: one line. One was left." in page_of_batch(batch)
    assert "others have worked on it since" in page_of_batch(batch)
    assert names(is_archived=False) == ["Otto Kern"]


def test_one_that_stopped_says_what_was_kept_and_how_to_go_on(wizard, page_of_batch):
    batch = wizard.bring_in(csv_file(LEADS + MAYA + OTTO))
    this = ImportBatch.objects.filter(pk=batch.pk)
    this.update(state="failed", error="disk full", lines=3)
    page = page_of_batch(batch)
    assert "It stopped after 2 of 3 lines." in page and "What stopped it: disk full" in page
    assert "Go on with it" in page and "Not reached yet 1" in page
    this.update(state="done", error="", lines=2)


def test_one_worker_at_a_time(wizard, cast):
    batch = wizard.bring_in(csv_file(LEADS + MAYA))
    assert not work.begin(batch, "import", cast.mona), "it is done"
    assert work.begin(batch, "undo", cast.mona)
    assert not work.begin(batch, "undo", cast.mona), "another is at work"


def test_a_worker_that_gives_no_sign_is_taken_for_dead(wizard, page_of_batch, cast):
    batch = wizard.bring_in(csv_file(LEADS + MAYA))
    this = ImportBatch.objects.filter(pk=batch.pk)
    this.update(state="running")
    assert work.begin(batch, "import", cast.mona)
    assert "It is running." in page_of_batch(batch)
    os.utime(uploads(batch) / "working.json", (1, 1))
    assert "Go on with it" in page_of_batch(batch)
    assert work.begin(batch, "import", cast.mona)
    this.update(state="done")
