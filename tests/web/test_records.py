"""Added fields and files beside a record: shown, edited where they stand, fetched safely, and hidden from others."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from detente.crm.deals.actions import open_deal
from detente.crm.files import storage
from detente.crm.files.actions import attach
from detente.crm.models import CustomField, File, Lead
from detente.crm.people.actions import change_organisation
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field, archive_field

PDF = b"%PDF-1.7\n%%EOF\n"
PROBE = "<img src=x onerror=alert(1)>\"'</script>"


@pytest.fixture
def world(cast, arrives):
    """Maya's lead belongs to Jonas, with the deal and the account; each kind of record has a size."""
    for kind in CustomField.OBJECTS:
        add_field(kind, name="Size", kind="number", by=cast.ada)
    lead = arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, stage="mql")
    deal = open_deal(by=cast.jonas, lead=lead)
    lead.refresh_from_db()
    return SimpleNamespace(lead=lead, deal=deal, account=lead.account, person=lead.person)


PAGES = {"lead": "leads", "person": "people", "account": "accounts", "deal": "deals"}


def page_of_record(world, kind):
    return f"/{PAGES[kind]}/{getattr(world, kind).pk}/"


def put(record, name="offer.pdf", content=PDF, by=None):
    return attach(record, BytesIO(content), name=name, size=len(content), by=by)


@pytest.mark.parametrize("kind", PAGES)
def test_a_value_is_edited_on_the_record_s_own_page(as_, cast, world, kind):
    page, record = page_of_record(world, kind), getattr(world, kind)
    client = as_(cast.jonas)
    assert "Size" in client.get(page).content.decode()
    version = record.last_seq if kind == "lead" else record.version
    answer = client.post(page + "fields/", {"custom.size": "12.5", "version": version})
    assert (answer.status_code, answer["Location"]) == (303, page)
    assert "12.5" in client.get(page).content.decode()
    record.refresh_from_db()
    assert record.custom == {"size": 12.5}


def test_a_wrong_value_is_said_at_its_field_and_kept_as_written(as_, cast, world):
    answer = as_(cast.jonas).post(f"/leads/{world.lead.pk}/fields/", {"custom.size": "big", "version": 1})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Size is a number, like 12 or 12.5." in text
    assert 'value="big"' in text


def test_who_was_slower_chooses(as_, cast, world):
    client, address = as_(cast.jonas), f"/accounts/{world.account.pk}/fields/"
    change_custom(world.account, {"size": "7"}, by=cast.mona)
    answer = client.post(address, {"custom.size": "9", "version": world.account.version})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed this meanwhile" in text
    world.account.refresh_from_db()
    assert world.account.custom == {"size": 7}
    client.post(address, {"custom.size": "9", "version": world.account.version})
    world.account.refresh_from_db()
    assert world.account.custom == {"size": 9}


def test_in_place_the_form_comes_as_a_part_and_saving_leads_back(as_, cast, world):
    client, address = as_(cast.jonas), f"/deals/{world.deal.pk}/fields/"
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    answer = client.post(
        address, {"custom.size": "1", "version": world.deal.version}, headers={"HX-Request": "true"}
    )
    assert answer["HX-Redirect"] == f"/deals/{world.deal.pk}/"


def test_every_kind_of_value_is_shown_in_words(as_, cast, world):
    add_field("lead", name="Ends", kind="date", by=cast.ada)
    add_field("lead", name="Budget", kind="money", by=cast.ada)
    add_field("lead", name="Tier", kind="choice", choices=["Gold & more"], by=cast.ada)
    add_field("lead", name="Decides", kind="person", by=cast.ada)
    values = {
        "ends": "2027-03-31",
        "budget": "1200.50 EUR",
        "tier": "Gold & more",
        "decides": world.person.pk,
    }
    change_custom(world.lead, values, by=cast.ada)
    text = as_(cast.jonas).get(f"/leads/{world.lead.pk}/").content.decode()
    for shown in (
        "Mar 31, 2027",
        "€1,200.50",
        "Gold &amp; more",
        f'<a href="/people/{world.person.pk}/">Maya Lindqvist</a>',
    ):
        assert shown in text
    assert "Fields changed" in text


def test_names_and_values_never_become_markup(as_, cast, world):
    field = add_field("lead", name=PROBE, kind="choice", choices=[PROBE], by=cast.ada)
    change_custom(world.lead, {field.code: PROBE}, by=cast.ada)
    put(world.lead, name=PROBE + ".txt", content=b"x", by=cast.jonas)
    Lead.objects.filter(pk=world.lead.pk).update(
        custom={**Lead.objects.get(pk=world.lead.pk).custom, PROBE: PROBE}
    )
    client = as_(cast.ada)
    for address in (f"/leads/{world.lead.pk}/", f"/leads/{world.lead.pk}/fields/", "/settings/fields/?of=lead",
                    f"/settings/fields/{field.pk}/", "/leads/new/"):  # fmt: skip
        text = client.get(address).content.decode()
        assert "<img src=x" not in text, address
        assert "&lt;img src=x" in text, address


def test_an_archived_field_is_nowhere_and_what_imports_kept_is_shown(as_, cast, world):
    archive_field(CustomField.objects.get(object="person", code="size"), by=cast.ada)
    client = as_(cast.jonas)
    assert "Fields</h2>" not in client.get(f"/people/{world.person.pk}/").content.decode()
    world.person.custom = {"Shoe size": "44"}
    world.person.save()
    text = client.get(f"/people/{world.person.pk}/").content.decode()
    assert "Kept from imports" in text
    assert "Shoe size" in text


def test_people_to_choose_are_those_that_may_be_opened(as_, cast, arrives, world):
    arrives("Maya Zander", owner=cast.priya)
    address = "/people/named/?custom.decides=maya"
    found = as_(cast.jonas).get(address).content.decode()
    assert "Maya Lindqvist · Baltic Freight" in found
    assert "Maya Zander" in found
    change_organisation(by=cast.ada, default_scope="own")
    own = as_(cast.jonas).get(address).content.decode()
    assert "Lindqvist" in own
    assert "Zander" not in own


def test_a_person_in_a_field_is_named_only_to_those_who_may_open_them(as_, cast, arrives, world):
    zander = arrives("Maya Zander", owner=cast.priya).person
    add_field("lead", name="Decides", kind="person", by=cast.ada)
    change_custom(world.lead, {"decides": zander.pk}, by=cast.ada)
    change_organisation(by=cast.ada, default_scope="own")
    client = as_(cast.jonas)
    for address in (f"/leads/{world.lead.pk}/", f"/leads/{world.lead.pk}/fields/"):
        text = client.get(address).content.decode()
        assert "zander" not in text.casefold(), address
        assert "may not open" in text or f'value="#{zander.pk}"' in text
    version = Lead.objects.get(pk=world.lead.pk).last_seq
    client.post(f"/leads/{world.lead.pk}/fields/", {"custom.decides": f"#{zander.pk}", "version": version})
    assert Lead.objects.get(pk=world.lead.pk).custom == {"decides": zander.pk}


@pytest.mark.parametrize(
    ("address", "more", "found"),
    [
        ("/leads/new/", {"name": "Otto Kern", "code": "request"}, lambda: Lead.objects.latest("pk")),
        ("/people/new/", {"name": "Otto Kern"}, lambda: _latest("Person")),
        ("/accounts/new/", {"name": "Kern Glas", "type": "prospect"}, lambda: _latest("Account")),
        (
            "/deals/new/",
            {"account": "Baltic Freight", "type": "new", "stage": "discovery", "currency": "EUR"},
            lambda: _latest("Deal"),
        ),
    ],
)
def test_a_new_record_is_asked_for_its_fields(as_, cast, world, address, more, found):
    client = as_(cast.jonas)
    assert "Size" in client.get(address).content.decode()
    before = found().pk
    wrong = client.post(address, more | {"custom.size": "big"})
    assert wrong.status_code == 422
    assert "Size is a number" in wrong.content.decode()
    assert found().pk == before
    answer = client.post(address, more | {"custom.size": "3"})
    assert answer.status_code in (302, 303), answer.content.decode()
    assert found().custom == {"size": 3}


def _latest(name):
    from django.apps import apps

    return apps.get_model("crm", name).objects.latest("pk")


@pytest.mark.parametrize("kind", PAGES)
def test_a_file_is_attached_fetched_taken_away_and_brought_back(as_, cast, world, kind):
    client, page = as_(cast.jonas), page_of_record(world, kind)
    answer = client.post(page + "files/", {"files": SimpleUploadedFile("Angebot für Maya.pdf", PDF)})
    assert (answer.status_code, answer["Location"]) == (303, page + "#files")
    file = File.objects.get()
    assert "Angebot für Maya.pdf" in client.get(page).content.decode()
    fetched = client.get(f"/files/{file.uuid}/")
    assert b"".join(fetched.streaming_content) == PDF
    client.post(f"/files/{file.uuid}/removal/")
    assert client.get(f"/files/{file.uuid}/").status_code == 404
    client.post(f"/files/{file.uuid}/return/")
    assert client.get(f"/files/{file.uuid}/").status_code == 200


@pytest.mark.parametrize("name", ["page.pdf", "both.gif", "x.txt", "list.csv"])
def test_a_browser_may_save_a_file_and_never_show_or_run_it(as_, cast, world, name):
    script = b"<script>alert(1)</script>"
    content = {"pdf": PDF + script, "gif": b"GIF89a" + script, "txt": script, "csv": script}[name[-3:]]
    answer = as_(cast.jonas).get(f"/files/{put(world.lead, name, content).uuid}/")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Type"].partition(";")[0] in (
        "application/pdf",
        "image/gif",
        "text/plain",
        "text/csv",
    )


def test_what_is_refused_is_said_and_the_rest_is_kept(as_, cast, world):
    sent = [
        SimpleUploadedFile("run.exe", b"MZ"),
        SimpleUploadedFile("ok.txt", b"x"),
        SimpleUploadedFile("e.txt", b""),
    ]
    answer = as_(cast.jonas).post(f"/leads/{world.lead.pk}/files/", {"files": sent}, follow=True)
    text = answer.content.decode()
    assert "run.exe is of a kind that can&#39;t be attached" in text
    assert "e.txt is empty" in text
    assert [file.name for file in File.objects.all()] == ["ok.txt"]
    nothing = as_(cast.jonas).post(f"/leads/{world.lead.pk}/files/", follow=True).content.decode()
    assert "Choose a file first." in nothing


def test_too_large_a_request_is_refused_before_it_is_read(as_, cast, world):
    answer = as_(cast.jonas).post(f"/leads/{world.lead.pk}/files/", {"files": SimpleUploadedFile("a.txt", b"x")},
                                  headers={"Content-Length": "999999999"}, follow=True)  # fmt: skip
    assert "too large" in answer.content.decode()
    assert not File.objects.exists()


def test_a_file_is_as_open_as_its_record(as_, cast, world, arrives):
    file = put(world.lead, by=cast.jonas)
    change_organisation(by=cast.ada, default_scope="own")
    for client in (as_(cast.priya), as_(cast.vic)):
        assert client.get(f"/files/{file.uuid}/").status_code == 403
        assert client.post(f"/files/{file.uuid}/removal/").status_code == 403
        assert (
            client.post(
                f"/leads/{world.lead.pk}/files/", {"files": SimpleUploadedFile("a.txt", b"x")}
            ).status_code
            == 403
        )
        assert client.get(f"/leads/{world.lead.pk}/fields/").status_code == 403
    assert as_(cast.eve).get(f"/files/{file.uuid}/").status_code == 200
    assert as_(cast.eve).post(f"/files/{file.uuid}/removal/").status_code == 403


def test_missing_bytes_are_a_page_that_says_so(as_, cast, world):
    file = put(world.lead, by=cast.jonas)
    storage.place_of(file.uuid).unlink()
    answer = as_(cast.jonas).get(f"/files/{file.uuid}/")
    assert answer.status_code == 404
    assert "offer.pdf is missing" in answer.content.decode()
    File.objects.all().delete()


def test_without_a_token_nothing_is_taken(cast, world):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.jonas)
    answer = client.post(f"/leads/{world.lead.pk}/files/", {"files": SimpleUploadedFile("a.txt", b"x")})
    assert answer.status_code == 403
    assert not File.objects.exists()
