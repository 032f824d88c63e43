"""People: the list, one person with what is wrong with their data and their whole history, and editing facts."""

from __future__ import annotations

import csv
import io
import re

import pytest

from detente.crm.capture.actions import find_defect, touch
from detente.crm.capture.campaigns import add_campaign, join_campaign
from detente.crm.capture.origin import Origin
from detente.crm.history.models import Event
from detente.crm.models import Account, Person
from detente.crm.people.actions import add_person, change_person, change_user


def text_of(client, path, **more):
    response = client.get(path, **more)
    assert response.status_code == 200
    return response.content.decode()


def named(client, query=""):
    return re.findall(r'href="/people/\d+/">([^<]+)</a>', text_of(client, f"/people/{query}"))


def facts(person, **changes):
    """The form of a person as the page sends it."""
    now = {
        name: getattr(person, name) or ""
        for name in ("name", "title", "email", "phone", "country", "version")
    }
    return now | {"account": person.account.name if person.account else ""} | changes


@pytest.fixture
def maya(arrives, cast):
    """Maya of Baltic Freight, Jonas's lead."""
    return arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas).person


@pytest.fixture
def tom(arrives, cast):
    """Tom, Lea's lead that the vendor brought."""
    return arrives("Tom Ericsson", company="Atlas Pumps", owner=cast.lea, vendor=cast.leadgen).person


class TestList:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["Maya Lindqvist", "Tom Ericsson"]),
            ("?sort=-name", ["Tom Ericsson", "Maya Lindqvist"]),
            ("?q=atlas", ["Tom Ericsson"]),
            ("?q=tom.ericsson", ["Tom Ericsson"]),
            ("?q=555+0100", ["Maya Lindqvist"]),
            ("?created_to=2001-01-01", []),
        ],
    )
    def test_the_address_says_who(self, as_, cast, maya, tom, query, names):
        change_person(maya, by=None, phone="+1 202 555 0100")
        assert named(as_(cast.ada), query) == names

    def test_rows_follow_the_record_permission(self, as_, cast, maya, tom):
        change_user(cast.jonas, by=cast.ada, scope="own")
        cast.jonas.refresh_from_db()
        assert named(as_(cast.jonas)) == ["Maya Lindqvist"]
        assert "1 more you may not open" in text_of(as_(cast.jonas), "/people/")
        assert named(as_(cast.vic)) == ["Tom Ericsson"]

    def test_the_export_is_the_list(self, as_, cast, maya, tom):
        body = b"".join(as_(cast.ada).get("/people/export.csv?q=maya").streaming_content).decode()
        (row,) = csv.DictReader(io.StringIO(body))
        assert (row["name"], row["email"], row["account"]) == (
            "Maya Lindqvist", "maya.lindqvist@example.com", "Baltic Freight",
        )  # fmt: skip
        assert as_(cast.vic).get("/people/export.csv").status_code == 403


class TestPage:
    def test_leads_touches_campaigns_and_history_stand_together(self, as_, cast, maya):
        webinar = add_campaign("Autumn webinar", by=cast.mona)
        touch(
            maya.leads.get(),
            code="webinar",
            by=None,
            origin=Origin(campaign=webinar),
            words="Asked about cold chains",
        )
        text = text_of(as_(cast.jonas), f"/people/{maya.pk}/")
        assert f'href="/leads/{maya.leads.get().pk}/"' in text and f'href="/campaigns/{webinar.pk}/"' in text
        assert "Asked about cold chains" in text and "Webinar" in text

    def test_a_member_who_never_responded_is_said_so(self, as_, cast, maya):
        fair = add_campaign("Fair", by=cast.mona)
        join_campaign(fair, maya, at=maya.created_at, by=cast.mona)
        assert "reached, no response" in text_of(as_(cast.jonas), f"/people/{maya.pk}/")

    def test_defects_stand_first(self, as_, cast, maya):
        assert "What is wrong" not in text_of(as_(cast.jonas), f"/people/{maya.pk}/")
        find_defect(maya.leads.get(), "left_company", by=cast.jonas)
        text = text_of(as_(cast.jonas), f"/people/{maya.pk}/")
        assert "What is wrong with this person" in text and "Left the company" in text

    def test_an_invalid_address_is_named_as_such(self, as_, cast, arrives):
        broken = arrives("Nora Rossi", email="nora@@rossi").person
        text = text_of(as_(cast.jonas), f"/people/{broken.pk}/")
        assert "This is not a valid e-mail address." in text and "mailto:" not in text

    def test_likely_doubles_are_listed_with_their_reason(self, as_, cast, maya, tom):
        for person in (maya, tom):
            change_person(person, by=None, phone="+49 30 1234567")
        same_name = add_person(by=None, name="maya lindqvist", account=maya.account)
        text = text_of(as_(cast.jonas), f"/people/{maya.pk}/")
        for other, why in ((tom, "same phone number"), (same_name, "same name, same account")):
            assert f'href="/people/{other.pk}/"' in text and why in text

    def test_doubles_that_may_not_be_opened_stay_unnamed(self, as_, cast, maya, tom):
        for person in (maya, tom):
            change_person(person, by=None, phone="+49 30 1234567")
        assert "Maya Lindqvist" not in text_of(as_(cast.vic), f"/people/{tom.pk}/")

    def test_who_may_not_open_a_person_is_told_so(self, as_, cast, maya, tom):
        change_user(cast.jonas, by=cast.ada, scope="own")
        cast.jonas.refresh_from_db()
        assert as_(cast.jonas).get(f"/people/{tom.pk}/").status_code == 403
        assert as_(cast.vic).get(f"/people/{maya.pk}/").status_code == 403
        assert as_(cast.vic).get(f"/people/{tom.pk}/").status_code == 200


class TestFacts:
    def test_a_change_is_normalised_and_on_record(self, as_, cast, maya):
        sent = facts(
            maya, email="Maya@Baltic.example", phone="030 1234567", title="Head of Ops", country="DE"
        )
        assert as_(cast.jonas).post(f"/people/{maya.pk}/facts/", sent).status_code == 303
        maya.refresh_from_db()
        assert (maya.email_key, maya.phone_key, maya.title) == (
            "maya@baltic.example",
            "+49301234567",
            "Head of Ops",
        )
        event = Event.objects.get(kind="person_changed")
        assert (
            event.actor == cast.jonas
            and event.detail.words["before"]["email"] == "maya.lindqvist@example.com"
        )

    def test_another_ones_address_is_refused(self, as_, cast, maya, tom):
        sent = facts(maya, email="TOM.ericsson@example.com", title="Head of Ops")
        response = as_(cast.jonas).post(f"/people/{maya.pk}/facts/", sent)
        assert response.status_code == 422
        assert "already belongs to Tom Ericsson" in response.content.decode()
        assert Person.objects.get(pk=maya.pk).title is None

    def test_a_stale_form_is_a_choice_and_no_overwrite(self, as_, cast, maya):
        stale = facts(maya, title="Head of Ops")
        change_person(maya, by=cast.marc, title="Retired")
        response = as_(cast.jonas).post(f"/people/{maya.pk}/facts/", stale)
        assert response.status_code == 422 and "Somebody changed this meanwhile" in response.content.decode()
        assert Person.objects.get(pk=maya.pk).title == "Retired"

    def test_they_move_to_an_account_that_is_known(self, as_, cast, maya, tom):
        as_(cast.jonas).post(f"/people/{maya.pk}/facts/", facts(maya, account="atlas pumps"))
        assert Person.objects.get(pk=maya.pk).account == tom.account

    def test_an_unknown_account_is_added_only_when_asked(self, as_, cast, maya):
        client, path = as_(cast.jonas), f"/people/{maya.pk}/facts/"
        response = client.post(path, facts(maya, account="Baltik Freight"))
        assert (
            response.status_code == 422
            and "No account is called Baltik Freight yet" in response.content.decode()
        )
        assert Account.objects.count() == 1
        assert client.post(path, facts(maya, account="Polder Greens", is_new_account="on")).status_code == 303
        assert Person.objects.get(pk=maya.pk).account.name == "Polder Greens"

    def test_a_refused_change_adds_no_account(self, as_, cast, maya, tom):
        sent = facts(maya, account="Polder Greens", is_new_account="on", email="tom.ericsson@example.com")
        assert as_(cast.jonas).post(f"/people/{maya.pk}/facts/", sent).status_code == 422
        assert not Account.objects.filter(name="Polder Greens").exists()

    def test_nobody_is_left_without_anything_to_know_them_by(self, as_, cast, maya):
        response = as_(cast.jonas).post(f"/people/{maya.pk}/facts/", facts(maya, name="", email="", phone=""))
        assert response.status_code == 422 and "Give a name, an e-mail address" in response.content.decode()

    @pytest.mark.parametrize("who", ["eve", "vic"])
    def test_readers_change_nothing(self, as_, cast, tom, who):
        client = as_(getattr(cast, who))
        assert client.post(f"/people/{tom.pk}/facts/", facts(tom, title="Boss")).status_code == 403
        assert client.get("/people/new/").status_code == 403


def test_a_new_person_at_an_account(as_, cast, maya):
    client = as_(cast.jonas)
    assert 'value="Baltic Freight"' in text_of(client, "/people/new/?account=Baltic+Freight")
    client.post(
        "/people/new/", {"name": "Nora Rossi", "account": "Baltic Freight", "email": "nora@baltic.example"}
    )
    nora = Person.objects.get(name="Nora Rossi")
    assert nora.account == maya.account and Event.objects.get(kind="person_added").person == nora


def test_editing_in_place_in_a_browser(page_of, cast, maya):
    page = page_of(cast.jonas)
    page.goto(f"/people/{maya.pk}/")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("Head of Operations")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("text=Saved.")
    assert page.locator(".page-head").inner_text().startswith("Maya Lindqvist")
    assert Person.objects.get(pk=maya.pk).title == "Head of Operations"


def test_a_new_lead_of_somebody_known_begins_with_what_is_known(as_, cast, maya):
    page = text_of(as_(cast.jonas), f"/people/{maya.pk}/")
    assert f'href="/leads/new/?person={maya.pk}"' in page
    form = text_of(as_(cast.jonas), f"/leads/new/?person={maya.pk}")
    assert 'value="maya.lindqvist@example.com"' in form and 'value="Baltic Freight"' in form
    change_user(cast.lea, by=cast.ada, scope="own")
    assert "maya.lindqvist" not in text_of(as_(cast.lea), f"/leads/new/?person={maya.pk}")
