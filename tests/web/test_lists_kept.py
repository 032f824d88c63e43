"""What stands beside a list: questions made in a form, columns, saved views, files, cells and many rows at once."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from python_calamine import CalamineWorkbook

from detente.analytics.render import plain_text
from detente.crm.deals.actions import open_deal
from detente.crm.followup.actions import add_note, assign
from detente.crm.lists.models import BulkEdit, PinnedView, SavedView
from detente.crm.lists.views import save_view
from detente.crm.models import Lead
from detente.crm.people.actions import change_user
from detente.crm.people.custom_fields import add_field, archive_field

pytestmark = pytest.mark.both

NAMES = ("Maya Lindqvist", "Tom Ericsson", "Nora Rossi")


@pytest.fixture
def three(arrives, cast):
    """Maya from a trade show with Jonas, Tom from search with nobody, Nora from search with Lea."""
    maya = arrives(
        "Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, source="trade show", stage="mql"
    )
    tom = arrives("Tom Ericsson", company="Atlas Pumps", source="search", stage="mql")
    tom = assign(Lead.objects.get(pk=tom.pk), to=None, by=cast.marc)
    return [maya, tom, arrives("Nora Rossi", owner=cast.lea, source="search")]


def shown(client, address):
    text = client.get(address).content.decode()
    return {name for name in NAMES if f">{name}</a>" in text}


def where(document):
    return "where=" + quote(json.dumps(document))


def test_a_question_stands_in_the_address_in_words_and_each_part_can_be_taken_away(as_, cast, three):
    client = as_(cast.marc)
    search = {"field": "source", "is": "is", "value": "search"}
    owned = {"field": "owner", "is": "is_not_empty"}
    text = client.get(f"/leads/?{where({'any': [owned, search]})}").content.decode()
    assert "is search" in text and "is not empty" in text and "or Source" in text
    assert shown(client, f"/leads/?{where({'all': [owned, search]})}") == {"Nora Rossi"}
    assert shown(client, f"/leads/?stage=mql&{where(search)}") == {"Tom Ericsson"}


@pytest.mark.parametrize(
    "broken",
    ["{", "[]", '{"field":"password","is":"is","value":"x"}', '{"all":[{"field":"stage","is":"is"}]}'],
)
def test_a_question_that_cannot_be_asked_is_said_and_finds_nothing(as_, cast, three, broken):
    text = as_(cast.marc).get(f"/leads/?where={quote(broken)}").content.decode()
    assert "This filter cannot be asked" in text and "0 leads" in text


def test_the_form_makes_the_question_without_scripts(as_, cast, three):
    client = as_(cast.marc)
    line = {
        "blocks": "2", "j0": "all", "j1": "any", "rows": "3", "list": "sort=name",
        "b0": "0", "f0": "stage", "was0": "stage", "o0": "is", "v0": "mql",
        "b1": "1", "f1": "name", "was1": "name", "o1": "contains", "v1": "Tom",
        "b2": "1", "f2": "name", "was2": "name", "o2": "starts_with", "v2": "Maya",
    }  # fmt: skip
    answer = client.get("/lists/leads/filter/", line | {"act": "show"})
    assert answer.status_code == 303
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked["sort"] == ["name"] and json.loads(asked["where"][0]) == {
        "all": [{"field": "stage", "is": "is", "value": "mql"}, {"any": [
            {"field": "name", "is": "contains", "value": "Tom"},
            {"field": "name", "is": "starts_with", "value": "Maya"}]}],
    }  # fmt: skip
    assert shown(client, answer["Location"]) == {"Maya Lindqvist", "Tom Ericsson"}
    again = client.get("/lists/leads/filter/", {"list": urlsplit(answer["Location"]).query}).content.decode()
    assert 'value="Tom"' in again and 'value="Maya"' in again
    refused = client.get(
        "/lists/leads/filter/",
        line | {"f0": "attempts", "was0": "attempts", "o0": "more_than", "v0": "many", "act": "show"},
    )
    assert refused.status_code == 422 and "give a number" in refused.content.decode()


def test_columns_are_chosen_ordered_and_kept_in_the_address(as_, cast, three):
    client = as_(cast.marc)
    keys = ["name", "stage", "owner", "email"]
    form = {"list": "stage=mql", "key": keys, "show": ["email", "stage"]}
    moved = client.get("/lists/leads/columns/", form | {"act": "up:email"}).content.decode()
    assert moved.index('value="email"') < moved.index('value="owner"') < moved.index('value="attempts"')
    answer = client.get("/lists/leads/columns/", form | {"act": "show", "key": ["name", "email", "stage"]})
    assert answer["Location"] == "/leads/?stage=mql&columns=name%2Cemail%2Cstage"
    text = client.get(answer["Location"]).content.decode()
    assert "maya.lindqvist@example.com" in text and text.index(">E-mail<") < text.index("sort=stage")
    # What is not in the registry is no column.
    table = client.get("/leads/?columns=name,owner__password,secret").content.decode().split("<thead>")[1]
    assert table.split("</thead>")[0].count('scope="col"') == 2  # the boxes, and the name


class TestViews:
    def test_a_view_opens_tells_when_it_is_edited_and_is_saved_or_reset(self, as_, cast, three):
        client = as_(cast.jonas)
        question = "source=search&sort=name&columns=name,source"
        given = {"name": "From search", "audience": "private", "pinned": "1", "list": question}
        made = client.post("/lists/leads/views/new/", given)
        view = SavedView.objects.get()
        assert made["Location"] == f"/leads/?view={view.uuid}"
        text = client.get(made["Location"]).content.decode()
        assert ">From search</a>" in text and "Edited" not in text
        assert shown(client, made["Location"]) == {"Tom Ericsson", "Nora Rossi"}
        edited = f"view={view.uuid}&source=search&stage=mql&sort=name&columns=name,source"
        assert "Edited" in client.get(f"/leads/?{edited}").content.decode()
        client.post(f"/lists/views/{view.uuid}/saving/", {"list": edited, "version": "1"})
        assert shown(client, made["Location"]) == {"Tom Ericsson"}
        # All filters taken away is another question too, not the view again.
        cleared = client.get(f"/leads/?view={view.uuid}&changed=1").content.decode()
        assert "Edited" in cleared and shown(client, f"/leads/?view={view.uuid}&changed=1") == set(NAMES)

    def test_the_list_opens_with_the_default_one_and_shows_all_when_asked(self, as_, cast, three):
        view = save_view("leads", "Mine", by=cast.jonas, question={"params": {"owner": "me"}}, columns=[])
        client = as_(cast.jonas)
        client.post(f"/lists/views/{view.uuid}/pin/", {"wanted": "default"})
        assert PinnedView.objects.get().is_default
        assert shown(client, "/leads/") == {"Maya Lindqvist"}
        assert shown(client, "/leads/?changed=1") == set(NAMES)

    def test_one_that_is_not_shared_or_gone_says_so(self, as_, cast, three):
        view = save_view("leads", "Mine", by=cast.jonas, question={"params": {"owner": "me"}}, columns=[])
        text = as_(cast.marc).get(f"/leads/?view={view.uuid}").content.decode()
        assert "is not there any more, or it is not shared" in text
        assert as_(cast.marc).get(f"/lists/views/{view.uuid}/").status_code == 404
        assert as_(cast.marc).post(f"/lists/views/{view.uuid}/removal/").status_code == 404

    def test_removing_one_can_be_taken_back(self, as_, cast, three):
        view, client = save_view("leads", "Mine", by=cast.jonas, question={}, columns=[]), as_(cast.jonas)
        client.post(f"/lists/views/{view.uuid}/removal/")
        assert (
            "Mine"
            not in client.get("/lists/leads/views/").content.decode().split("<main")[1].split("toast")[0]
        )
        client.post(f"/lists/views/{view.uuid}/removal/?back=1")
        assert ">Mine</a>" in client.get("/lists/leads/views/").content.decode()

    def test_a_field_that_is_gone_is_said(self, as_, cast, three):
        field = add_field("lead", name="Size", kind="number", by=cast.ada)
        size = {"field": "custom.size", "is": "is_empty"}
        view = save_view(
            "leads", "Small", by=cast.jonas, question={"params": {}, "where": size}, columns=["name"]
        )
        archive_field(field, by=cast.ada)
        text = as_(cast.jonas).get(f"/leads/?view={view.uuid}").content.decode()
        assert "no longer exist" in text and "custom.size" in text


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "'quoted", "plain", "=cmd|' /C calc'!A0")


class TestFiles:
    def test_texts_are_no_formulas_and_read_back_exactly(self, as_, cast, arrives):
        for number, text in enumerate(FORMULAS):
            arrives(f"Person {number}", medium=text, source=f"s{number}")
        client = as_(cast.marc)
        body = b"".join(
            client.get("/lists/leads/export.csv?fields=shown&columns=name,medium&sort=name")
        ).decode()
        rows = list(csv.DictReader(io.StringIO(body)))
        kept = [Lead.objects.get(source=f"s{number}").medium for number in range(len(FORMULAS))]
        assert [plain_text(row["medium"]) for row in rows] == kept
        assert not [row for row in rows if row["medium"].lstrip()[:1] in tuple("=+-@")]
        book = b"".join(client.get("/lists/leads/export.xlsx?fields=shown&columns=name,medium&sort=name"))
        read = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        assert [row[1] for row in read[1:]] == kept

    def test_a_workbook_has_numbers_and_dates_as_such_with_their_zone(self, as_, cast, three):
        open_deal(by=cast.priya, lead=three[0], amount_minor=123_45, currency="EUR")
        book = b"".join(as_(cast.marc).get("/lists/deals/export.xlsx"))
        head, row = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        found = dict(zip(head, row, strict=True))
        assert (found["amount"], found["currency"]) == (123.45, "EUR")
        assert found["opened (UTC)"].year >= 2026

    def test_chosen_rows_and_shown_columns_only(self, as_, cast, three):
        client = as_(cast.marc)
        address = f"/lists/leads/export.csv?fields=shown&list=columns%3Dname%252Csource&row={three[0].pk}"
        body = b"".join(client.get(address)).decode()
        assert body.splitlines() == ["name,source", "Maya Lindqvist,trade show"]

    def test_a_workbook_that_would_be_too_long_says_what_to_do(self, as_, cast, three, monkeypatch):
        monkeypatch.setattr("detente.web.lists.exports.SHEET_ROWS", 2)
        answer = as_(cast.marc).get("/lists/leads/export.xlsx", follow=True)
        assert "export it as CSV" in answer.content.decode()


class TestManyRows:
    def form(self, leads, **more):
        return {"ids": ",".join(str(lead.pk) for lead in leads), "list": "", **more}

    def test_a_look_first_then_the_change_then_undo(self, as_, cast, three):
        client = as_(cast.marc)
        given = self.form(three, what="set:owner", value=str(cast.jonas.pk))
        text = client.post("/lists/leads/edit/", given | {"act": "preview"}).content.decode()
        assert "2 will change" in text and "1 is so already" in text and "Tom Ericsson" in text
        assert Lead.objects.filter(owner=cast.jonas).count() == 1
        client.post("/lists/leads/edit/", given | {"act": "go"})
        assert Lead.objects.filter(owner=cast.jonas).count() == 3
        edit = BulkEdit.objects.get()
        assert "3 records" not in client.get(f"/lists/edits/{edit.uuid}/").content.decode()
        answer = client.post(f"/lists/edits/{edit.uuid}/undo/", {"next": "/leads/"}, follow=True)
        assert "2 records are as they were." in answer.content.decode()
        assert [Lead.objects.get(pk=lead.pk).owner for lead in three] == [cast.jonas, None, cast.lea]

    def test_all_that_match_are_those_of_the_question(self, as_, cast, three):
        client = as_(cast.marc)
        text = client.post("/lists/leads/edit/", {"all": "1", "list": "source=search"}).content.decode()
        assert f'value="{three[1].pk},{three[2].pk}"' in text and "Change 2 records" in text

    def test_every_objection_is_listed(self, as_, cast, three):
        open_deal(by=cast.priya, lead=three[0])
        given = self.form(three, what="end", exit="recycled", **{"reason-recycled": "timing"})
        text = as_(cast.marc).post("/lists/leads/edit/", given | {"act": "preview"}).content.decode()
        assert "1 cannot be changed" in text and "This lead ends with its deal" in text

    def test_more_than_one_request_takes_goes_on_after_a_break(self, as_, cast, three, monkeypatch):
        monkeypatch.setattr("detente.web.lists.bulk_page.AT_ONCE", 1)
        monkeypatch.setattr("detente.web.lists.edits_page._CHUNK", 1)
        client = as_(cast.marc)
        client.post("/lists/leads/edit/", self.form(three, what="set:medium", value="mail", act="go"))
        edit = BulkEdit.objects.get()
        assert Lead.objects.filter(medium="mail").count() == 1 and edit.state == "running"
        assert "1 of 3" in client.get(f"/lists/edits/{edit.uuid}/").content.decode()
        for _ in range(2):
            client.post(f"/lists/edits/{edit.uuid}/progress/")
        edit.refresh_from_db()
        assert edit.state == "done" and Lead.objects.filter(medium="mail").count() == 3

    def test_only_ones_own_edits_are_seen(self, as_, cast, three):
        as_(cast.marc).post("/lists/leads/edit/", self.form(three, what="set:medium", value="mail", act="go"))
        edit = BulkEdit.objects.get()
        for path in (f"/lists/edits/{edit.uuid}/", f"/lists/edits/{edit.uuid}/undo/"):
            assert as_(cast.jonas).post(path).status_code in (404, 405)
        assert as_(cast.ada).get(f"/lists/edits/{edit.uuid}/").status_code == 200

    def test_who_may_not_change_campaigns_cannot_by_a_list(self, as_, cast, three):
        assert as_(cast.jonas).post("/lists/campaigns/edit/", {"ids": "1"}).status_code == 403


class TestCells:
    def cell(self, lead, key):
        return f"/lists/leads/{lead.pk}/{key}/"

    def test_a_value_is_kept_and_taken_back(self, as_, cast, three):
        client, lead = as_(cast.marc), three[1]
        assert (
            'name="value"'
            in client.get(self.cell(lead, "owner"), headers={"HX-Request": "true"}).content.decode()
        )
        answer = client.post(self.cell(lead, "owner"), {"value": cast.lea.pk, "version": lead.last_seq},
                             headers={"HX-Request": "true"})  # fmt: skip
        assert answer.status_code == 200 and "Lea Brandt" in answer.content.decode()
        assert "undo" in answer.headers["HX-Trigger"]
        client.post(f"/lists/edits/{BulkEdit.objects.get().uuid}/undo/")
        assert Lead.objects.get(pk=lead.pk).owner is None

    def test_what_somebody_changed_meanwhile_is_shown_and_not_overwritten(self, as_, cast, three):
        lead = three[1]
        add_note(lead, "Meanwhile.", by=cast.jonas)
        answer = as_(cast.marc).post(self.cell(lead, "source"), {"value": "fair", "version": lead.last_seq},
                                     headers={"HX-Request": "true"})  # fmt: skip
        text = answer.content.decode()
        assert answer.status_code == 422 and "It is now: search" in text and 'value="fair"' in text
        assert Lead.objects.get(pk=lead.pk).source == "search"

    def test_a_refusal_stands_at_the_cell(self, as_, cast, three):
        lead = three[2]
        answer = as_(cast.marc).post(self.cell(lead, "stage"), {"value": "proposal", "version": lead.last_seq},
                                     headers={"HX-Request": "true"})  # fmt: skip
        assert answer.status_code == 422 and "Open a deal first" in answer.content.decode()
        assert BulkEdit.objects.count() == 0

    def test_only_fields_that_are_edited_of_records_that_are_open(self, as_, cast, three):
        change_user(cast.jonas, by=cast.ada, scope="own")
        cast.jonas.refresh_from_db()
        assert as_(cast.jonas).get(self.cell(three[2], "owner")).status_code == 404
        for key in ("attempts", "password", "head", "custom.none"):
            assert as_(cast.marc).get(self.cell(three[0], key)).status_code == 404
