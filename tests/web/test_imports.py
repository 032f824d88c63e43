"""The import wizard up to its preview: what is recognised, what is asked, what would happen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from detente.config.home import folder
from detente.crm.imports.models import ImportBatch, ImportMapping
from detente.crm.models import Lead
from detente.intake.fields import KINDS
from detente.web.imports.drafts import drafts
from tests.web.wizard import (
    LEADS,
    MAYA,
    OTTO,
    UNDATED,
    Wizard,
    address,
    csv_file,
    form_of,
    question_of,
    words,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def wizard(as_, cast):
    return Wizard(as_(cast.mona))


class TestUpload:
    def test_the_first_page_says_what_can_be_brought_in_with_a_sample_of_each(self, wizard):
        page = wizard.client.get("/import/")
        assert "Nothing was imported yet" in words(page)
        samples = set(re.findall(r'href="(/import/samples/\w+\.csv)"', page.content.decode()))
        assert len(samples) == len(KINDS)
        assert all(wizard.client.get(sample).content.count(b"\n") >= 2 for sample in samples)

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_sample_comes_through_without_a_question(self, wizard, kind):
        sample = wizard.client.get(f"/import/samples/{kind}.csv").content.decode()
        page = wizard.go_on(wizard.send(csv_file(sample, f"{kind}-sample.csv")))
        assert address(page).endswith("/preview/"), words(page)
        assert "can be stored" in words(page) and "rejected, and can be mended" not in words(page)

    def test_without_a_file_the_form_says_so_and_keeps_the_rest(self, wizard):
        answer = wizard.client.post("/import/new/", {"kind": "deals"})
        assert answer.status_code == 422
        assert "This field is required." in words(answer)
        assert '<option value="deals" selected>' in answer.content.decode()

    def test_an_empty_file_is_refused_and_nothing_is_kept(self, wizard):
        answer = wizard.send(csv_file("\n\n", "empty.csv"))
        assert answer.status_code == 422
        assert "empty.csv is empty" in words(answer)
        assert not list((folder("uploads") / "drafts").iterdir())

    def test_a_request_that_is_too_large_is_refused_before_it_is_read(self, wizard):
        sent = {"uploads": csv_file(LEADS)}
        answer = wizard.client.post("/import/new/", sent, headers={"Content-Length": "3000000000"})
        assert answer.status_code == 413
        assert "may have 200 MB" in words(answer)

    def test_names_of_files_cannot_lead_out_of_their_folder(self, wizard):
        wizard.send(*(csv_file(LEADS + MAYA, "../../leads of *May*.csv") for _ in range(2)))
        (draft,) = drafts()
        assert [file["name"] for file in draft.files] == ["leads_of_May_.csv", "leads_of_May_-2.csv"]
        assert {path.name for path in draft.place.glob("*.csv")} == {
            "leads_of_May_.csv",
            "leads_of_May_-2.csv",
        }

    def test_the_shipped_mapping_leads_straight_to_the_preview(self, wizard):
        leads = "mql_id,first_contact_date,landing_page_id,origin\nm1,2018-02-01,p1,social\n"
        head = "mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type,lead_behaviour_profile,business_type"
        deals = f"{head}\nm1,s1,r1,r2,2018-02-26 19:58:54,pet,online_medium,cat,reseller\n"
        files = (
            csv_file(leads, "olist_marketing_qualified_leads_dataset.csv"),
            csv_file(deals, "closed.csv"),
        )
        shipped = SimpleUploadedFile("olist.yaml", (ROOT / "examples/olist/olist.yaml").read_bytes())
        page = wizard.send(*files, mapping="file", map_file=shipped)
        assert address(page).endswith("/preview/") and "All 2 lines can be stored" in words(page)

    def test_a_broken_mapping_file_names_its_mistake(self, wizard):
        broken = SimpleUploadedFile("map.yaml", b"files: [{kind: lads, file: leads.csv}]")
        answer = wizard.send(csv_file(LEADS + MAYA), mapping="file", map_file=broken)
        assert answer.status_code == 422
        assert "Did you mean `leads`?" in words(answer)


class TestColumns:
    def test_columns_are_proposed_with_their_first_values(self, wizard):
        page = wizard.send(csv_file(LEADS + MAYA + OTTO))
        assert "2 lines · 7 of 7 columns are used" in words(page)
        assert form_of(page)["use-3"] == "columns.email"
        assert "maya@baltic.example otto@kern.example" in words(page)

    def test_a_date_that_can_be_two_days_is_asked_about_with_what_each_would_mean(self, wizard):
        page = wizard.send(csv_file("Email,Created\nmaya@baltic.example,03/04/2026\n"))
        assert "is 03/04/2026 day first or month first?" in words(page)
        assert "03/04/2026 is 3 April 2026" in words(page) and "03/04/2026 is 4 March 2026" in words(page)
        unanswered = wizard.go_on(page)
        assert unanswered.status_code == 422 and "answer what is asked" in words(unanswered)
        answered = wizard.go_on(page, **{question_of(page): "MM/DD/YYYY"})
        assert address(answered).endswith("/preview/")
        assert "4 Mar 2026" in words(answered)

    def test_a_decimal_sign_that_is_open_is_asked_about(self, wizard):
        page = wizard.send(csv_file("Deal id,Deal name,Amount,Stage\nD-1,Kern,1.200,Proposal\n", "deals.csv"))
        assert "what does the sign in 1.200 mean?" in words(page)
        assert "€1,200" in words(wizard.go_on(page, **{question_of(page): ","}))

    def test_foreign_words_are_translated_and_what_has_no_meaning_is_rejected(self, wizard):
        rows = "D-1,Kern,Signed won,2026-03-02\nD-2,Baltic,Dead,2026-03-02\nD-3,Prado,Proposal,\n"
        page = wizard.send(csv_file("Deal id,Deal name,Stage,Close date\n" + rows, "deals.csv"))
        form = form_of(page)
        said = {form[name]: form[name.replace("said", "means")] for name in form if name.startswith("said-2")}
        assert said == {"Signed won": "won", "Dead": ""}
        assert "2 of 3 lines can be stored; one would be rejected" in words(wizard.go_on(page))
        translated = wizard.go_on(page, **{f"means-2-{list(said).index('Dead')}": "lost"})
        assert "All 3 lines can be stored" in words(translated)

    def test_two_columns_cannot_become_the_same_and_the_form_keeps_what_was_chosen(self, wizard):
        page = wizard.send(csv_file(LEADS + MAYA))
        answer = wizard.go_on(page, **{"use-5": "columns.email", "constant-medium": "list"})
        assert answer.status_code == 422
        assert words(answer).count("Two columns are to become this.") == 2
        assert form_of(answer)["use-5"] == "columns.email" and form_of(answer)["constant-medium"] == "list"

    def test_a_field_that_is_needed_is_named(self, wizard):
        page = wizard.send(csv_file("Note,Amount\nStand,12\n", "x.csv"), kind="costs")
        assert "Costs need “Day of the cost”." in words(page)

    def test_one_value_can_stand_for_every_line(self, wizard):
        page = wizard.send(csv_file(LEADS.replace(",Source", "") + MAYA.replace(",fair", "")))
        assert "bought list" in words(wizard.go_on(page, **{"constant-source": "bought list"}))

    def test_what_cannot_be_seen_afterwards_is_said_before(self, wizard):
        page = wizard.send(csv_file("Name,Email\nMaya,maya@b.example\n"))
        assert "all of them will count as arriving today" in words(page)

    def test_another_kind_proposes_anew(self, wizard):
        page = wizard.send(csv_file(LEADS + MAYA))
        page = wizard.client.post(address(page), {"act": "kind", "kind": "accounts"}, follow=True)
        assert drafts()[0].mapping.files[0].kind == "accounts"
        chosen = form_of(page).values()
        assert "columns.email" not in chosen and "columns.name" in chosen

    def test_a_file_can_be_read_as_two_kinds_and_as_one_again(self, wizard):
        page = wizard.send(csv_file(LEADS + MAYA))
        page = wizard.client.post(address(page), {"act": "also", "kind": "accounts"}, follow=True)
        assert [entry.kind for entry in drafts()[0].mapping.files] == ["leads", "accounts"]
        wizard.client.post(address(page), {"act": "leave_out"})
        assert [entry.kind for entry in drafts()[0].mapping.files] == ["leads"]

    def test_fields_that_are_not_offered_are_not_taken(self, wizard):
        page = wizard.send(csv_file(LEADS + MAYA))
        wizard.go_on(page, **{"use-5": "columns.is_archived", "use-6": "moves.nowhere"})
        entry = drafts()[0].mapping.files[0]
        assert "is_archived" not in entry.columns and not entry.moves


class TestPreview:
    def test_every_problem_stands_with_its_line_and_can_be_filtered(self, wizard):
        wrong = "L-4,2026-03-05,Tom,tom@initech,,Initech,web\n"
        page = wizard.go_on(wizard.send(csv_file(LEADS + MAYA + OTTO + UNDATED + wrong)))
        assert "3 of 4 lines can be stored; one would be rejected" in words(page)
        assert "`soon` is not a date" in words(page) and "`tom@initech` is not an e-mail address" in words(
            page
        )
        listed = wizard.client.get(address(page), {"weight": "reject"}).content.decode()
        problems = re.findall(r'<td class="problem-text">(.*?)</td>', listed)
        assert [problem[:20] for problem in problems] == ["`soon` is not a date"]

    def test_nothing_is_stored_by_looking(self, wizard):
        wizard.go_on(wizard.send(csv_file(LEADS + MAYA)))
        assert not Lead.objects.exists() and not ImportBatch.objects.exists()

    def test_a_rehearsal_tells_what_would_be_merged_and_stores_nothing(self, wizard):
        deal = "Deal id,Deal name,Lead id,Amount,Stage\nD-1,Kern,L-404,12,Proposal\n"
        double = MAYA.replace("L-1", "L-9")
        page = wizard.go_on(wizard.send(csv_file(LEADS + MAYA + double), csv_file(deal, "deals.csv")))
        page = wizard.go_on(page)
        assert "All 3 lines can be stored" in words(page)
        page = wizard.client.post(address(page).replace("preview", "rehearsal"), follow=True)
        account = words(page)[words(page).index("Accounting of the rehearsal") :]
        assert "Would be stored 1 Merged into what is known 1 Rejected 1 Lines read 3" in account
        assert not Lead.objects.exists() and not ImportBatch.objects.exists()

    def test_a_preview_with_open_columns_leads_back_to_them(self, wizard):
        wizard.send(csv_file("Email,Created\nmaya@baltic.example,03/04/2026\n"))
        there = f"/import/drafts/{drafts()[0].key}"
        assert wizard.client.get(f"{there}/preview/")["Location"] == f"{there}/files/0/"
        assert wizard.client.post(f"{there}/start/")["Location"] == f"{there}/files/0/"

    def test_an_import_that_is_prepared_can_be_found_again_and_discarded(self, wizard):
        wizard.send(csv_file(LEADS + MAYA))
        assert "leads.csv Mona Petersen" in words(wizard.client.get("/import/"))
        wizard.client.post(f"/import/drafts/{drafts()[0].key}/discard/")
        assert not drafts()


class TestSavedMappings:
    @pytest.fixture
    def saving(self, wizard):
        """Where the mapping of an import in preparation is saved."""
        wizard.go_on(wizard.send(csv_file(LEADS + MAYA)), **{"constant-medium": "event"})
        return f"/import/drafts/{drafts()[0].key}/mapping/"

    def test_saved_used_again_and_deleted(self, wizard, saving):
        wizard.client.post(saving, {"save-name": "Fair tool"})
        saved = ImportMapping.objects.get(name="Fair tool")
        second = wizard.send(csv_file(LEADS + OTTO, "another name.csv"), mapping=str(saved.pk))
        assert address(second).endswith("/preview/") and "event" in words(second)
        wizard.client.post(f"/import/mappings/{saved.pk}/deletion/")
        assert not ImportMapping.objects.exists()

    def test_a_name_that_is_taken_is_replaced_only_when_that_is_wanted(self, wizard, saving):
        wizard.client.post(saving, {"save-name": "Fair tool"})
        refused = wizard.client.post(saving, {"save-name": "Fair tool"})
        assert refused.status_code == 422 and "saved already" in words(refused)
        replaced = wizard.client.post(saving, {"save-name": "Fair tool", "save-replaces": "on"})
        assert replaced.status_code == 302 and ImportMapping.objects.count() == 1

    def test_a_file_without_its_columns_is_refused(self, wizard, saving):
        wizard.client.post(saving, {"save-name": "Fair tool"})
        mapping = str(ImportMapping.objects.get().pk)
        answer = wizard.send(csv_file("Nothing,alike\n1,2\n"), mapping=mapping)
        assert answer.status_code == 422 and "reads no file with the columns of leads.csv" in words(answer)


@pytest.mark.parametrize("who", ["jonas", "priya", "eve", "vic"])
def test_who_may_not_import_does_not_see_it(as_, cast, who):
    client = as_(getattr(cast, who))
    assert client.get("/import/").status_code == 403
    assert 'href="/import/"' not in client.get("/leads/").content.decode()
