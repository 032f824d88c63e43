"""Settings: the organisation, users and their passwords, teams, vendors, one's own profile, the playbook."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.sessions.models import Session

from detente.crm.capture.campaigns import add_campaign, add_cost
from detente.crm.history.models import Event
from detente.crm.models import Organisation, Team, User, Vendor
from detente.crm.people.actions import change_user
from tests.web.conftest import PASSWORD

ADMINISTRATION = (
    "/settings/",
    "/settings/users/",
    "/settings/users/new/",
    "/settings/teams/",
    "/settings/vendors/",
)
ORGANISATION = {
    "name": "Northwind AG", "zone": "Europe/Zurich", "currency": "CHF", "country": "CH", "fiscal_month": "7",
    "week_start": "6", "default_scope": "team",
}  # fmt: skip


@pytest.mark.parametrize("path", ADMINISTRATION)
@pytest.mark.parametrize("who", ["mona", "jonas", "priya", "marc", "eve", "vic"])
def test_settings_are_for_those_who_steer(as_, cast, path, who):
    assert as_(getattr(cast, who)).get(path).status_code == 403


@pytest.mark.parametrize("path", ADMINISTRATION)
def test_an_administrator_opens_all_of_them(as_, cast, path):
    assert as_(cast.ada).get(path).status_code == 200


@pytest.mark.parametrize("who", ["mona", "jonas", "priya", "marc", "eve", "ada", "vic"])
def test_everybody_reads_the_playbook_and_their_own_profile(as_, cast, who):
    client = as_(getattr(cast, who))
    playbook = client.get("/playbook/whole/").content.decode()
    assert (
        "Sales accepted to work it. A first attempt accepts." in playbook
        and "No say in the decision" in playbook
    )
    assert getattr(cast, who).name in client.get("/settings/profile/").content.decode()


def test_nobody_enters_without_signing_in(client, cast):
    for path in (*ADMINISTRATION, "/settings/profile/", "/playbook/"):
        assert client.get(path).headers["Location"].startswith("/sign-in/")


class TestOrganisation:
    def test_what_is_saved_holds_and_is_on_record(self, as_, cast):
        assert as_(cast.ada).post("/settings/", ORGANISATION).status_code == 302
        found = Organisation.objects.get()
        assert (found.name, found.zone, found.currency, found.country) == (
            "Northwind AG", "Europe/Zurich", "CHF", "CH",
        )  # fmt: skip
        assert (found.fiscal_month, found.week_start, found.default_scope) == (7, 6, "team")
        event = Event.objects.get(kind="settings_changed")
        assert event.actor == cast.ada and "currency" in event.facts["fields"]

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("zone", "Mars/Olympus"),
            ("currency", "XYZ"),
            ("fiscal_month", "13"),
            ("default_scope", "none"),
            ("name", " "),
        ],
    )
    def test_a_wrong_value_is_named_and_nothing_is_saved(self, as_, cast, field, wrong):
        response = as_(cast.ada).post("/settings/", ORGANISATION | {field: wrong})
        assert response.status_code == 422 and b"Nothing was saved yet" in response.content
        assert Organisation.objects.get().name == "Northwind"

    def test_the_currency_stays_once_money_was_kept_in_it(self, as_, cast):
        campaign = add_campaign("Fair", by=cast.mona)
        add_cost(campaign=campaign, day=date(2026, 3, 1), amount_minor=5000, currency="EUR", by=cast.mona)
        client = as_(cast.ada)
        assert "kept in EUR already" in client.get("/settings/").content.decode()
        client.post("/settings/", ORGANISATION)
        found = Organisation.objects.get()
        assert (found.currency, found.zone) == ("EUR", "Europe/Zurich")


class TestUsers:
    NEW = {"email": "nils@northwind.example", "name": "Nils Holm", "role": "sdr", "scope": "own"}

    def test_a_made_password_is_shown_once_and_works(self, as_, cast, client):
        response = as_(cast.ada).post("/settings/users/new/", self.NEW)
        password = re.search(r"<code>([^<]+)</code>", response.content.decode()).group(1)
        nils = User.objects.get(email="nils@northwind.example")
        assert nils.check_password(password) and nils.scope == "own" and nils.role == "sdr"
        assert response.headers["Cache-Control"] == "no-store"
        client.post("/sign-in/", {"email": nils.email, "password": password})
        assert client.get("/settings/profile/").status_code == 200

    def test_a_typed_password_is_taken_and_never_shown(self, as_, cast):
        response = as_(cast.ada).post("/settings/users/new/", self.NEW | {"password": "lantern orbit cheese"})
        assert response.status_code == 302
        assert User.objects.get(email=self.NEW["email"]).check_password("lantern orbit cheese")

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"password": "short"}, "too short"),
            ({"email": "jonas@northwind.example"}, "exists already"),
            ({"email": "no address"}, "valid email"),
            ({"role": "vendor"}, "Choose the vendor"),
            ({"role": "emperor"}, "not one of the available choices"),
        ],
    )
    def test_what_is_wrong_is_said_and_nobody_is_added(self, as_, cast, wrong, said):
        response = as_(cast.ada).post("/settings/users/new/", self.NEW | wrong)
        assert response.status_code == 422 and said in response.content.decode()
        assert not User.objects.filter(name="Nils Holm").exists()

    def test_role_team_and_permission_change(self, as_, cast):
        team = Team.objects.get(kind="sales")
        form = {"name": "Jonas Weber", "role": "ae", "team": team.pk, "scope": "team"}
        assert as_(cast.ada).post(f"/settings/users/{cast.jonas.pk}/", form).status_code == 302
        jonas = User.objects.get(pk=cast.jonas.pk)
        assert (jonas.role, jonas.team, jonas.scope) == ("ae", team, "team")

    def test_a_vendors_user_names_their_vendor(self, as_, cast):
        form = {"name": "Vic Leadgen", "role": "vendor", "vendor": ""}
        response = as_(cast.ada).post(f"/settings/users/{cast.vic.pk}/", form)
        assert response.status_code == 422 and "Choose the vendor" in response.content.decode()

    def test_disabling_ends_the_sessions(self, as_, cast):
        jonas = as_(cast.jonas)
        assert jonas.get("/settings/profile/").status_code == 200
        as_(cast.ada).post(f"/settings/users/{cast.jonas.pk}/activity/", {"is_active": "no"})
        assert jonas.get("/settings/profile/").status_code == 302
        assert not User.objects.get(pk=cast.jonas.pk).is_active

    def test_who_was_disabled_may_come_back(self, as_, cast):
        change_user(cast.jonas, by=cast.ada, is_active=False)
        as_(cast.ada).post(f"/settings/users/{cast.jonas.pk}/activity/", {"is_active": "yes"})
        assert User.objects.get(pk=cast.jonas.pk).is_active

    def test_the_last_administrator_stays(self, as_, cast):
        client = as_(cast.ada)
        response = client.post(f"/settings/users/{cast.ada.pk}/activity/", {"is_active": "no"}, follow=True)
        assert "At least one active administrator must remain" in response.content.decode()
        response = client.post(f"/settings/users/{cast.ada.pk}/", {"name": "Ada Byron", "role": "sdr"})
        assert response.status_code == 422
        assert User.objects.get(pk=cast.ada.pk).role == "admin"

    def test_operations_makes_no_administrators_and_touches_none(self, as_, cast):
        change_user(cast.marc, by=cast.ada, role="operations")
        client = as_(User.objects.get(pk=cast.marc.pk))
        assert client.get("/settings/users/").status_code == 200
        own = client.post(f"/settings/users/{cast.marc.pk}/", {"name": "Marc Olsen", "role": "admin"})
        other = client.post("/settings/users/new/", self.NEW | {"role": "admin"})
        admins = client.post(f"/settings/users/{cast.ada.pk}/", {"name": "Somebody", "role": "admin"})
        assert (own.status_code, other.status_code, admins.status_code) == (422, 422, 422)
        client.post(f"/settings/users/{cast.ada.pk}/password/")
        client.post(f"/settings/users/{cast.ada.pk}/activity/", {"is_active": "no"})
        ada = User.objects.get(pk=cast.ada.pk)
        assert (ada.name, ada.is_active, ada.password) == ("Ada Byron", True, cast.ada.password)
        assert list(User.objects.filter(role="admin")) == [ada]

    def test_a_new_password_for_somebody_who_forgot_theirs(self, as_, cast):
        signed_in = as_(cast.jonas)
        response = as_(cast.ada).post(f"/settings/users/{cast.jonas.pk}/password/")
        password = re.search(r"<code>([^<]+)</code>", response.content.decode()).group(1)
        assert User.objects.get(pk=cast.jonas.pk).check_password(password)
        assert signed_in.get("/settings/profile/").status_code == 302


class TestTeamsAndVendors:
    def test_a_team_is_added_and_changed(self, as_, cast):
        client = as_(cast.ada)
        assert (
            client.post("/settings/teams/", {"name": "Field", "kind": "sales", "zone": ""}).status_code == 302
        )
        team = Team.objects.get(name="Field")
        client.post(
            f"/settings/teams/{team.pk}/", {"name": "Field south", "kind": "sales", "zone": "Europe/Rome"}
        )
        team.refresh_from_db()
        assert (team.name, team.zone) == ("Field south", "Europe/Rome")
        assert Event.objects.filter(kind="settings_changed", actor=cast.ada).count() == 2

    def test_names_are_unique(self, as_, cast):
        client = as_(cast.ada)
        team = client.post("/settings/teams/", {"name": "Sales", "kind": "sales"})
        vendor = client.post("/settings/vendors/", {"name": " Leadgen  Ltd "})
        assert "A team called Sales exists already" in team.content.decode()
        assert "A vendor called Leadgen Ltd exists already" in vendor.content.decode()
        assert Team.objects.count() == 3 and Vendor.objects.count() == 1

    def test_a_vendor_is_added_and_renamed(self, as_, cast):
        client = as_(cast.ada)
        client.post("/settings/vendors/", {"name": "Callhouse"})
        client.post(f"/settings/vendors/{cast.leadgen.pk}/", {"name": "Leadgen Inc"})
        assert set(Vendor.objects.values_list("name", flat=True)) == {"Callhouse", "Leadgen Inc"}

    def test_vendors_are_listed_with_what_they_supplied(self, as_, cast, arrives):
        arrives("Maya Lindqvist", vendor=cast.leadgen)
        arrives("Tom Ericsson", vendor=cast.leadgen)
        text = as_(cast.ada).get("/settings/vendors/").content.decode()
        assert re.search(r'data-label="Leads">2<', text) and re.search(r'data-label="Users">1<', text)


class TestProfile:
    def test_name_zone_and_theme(self, as_, cast):
        client = as_(cast.jonas)
        response = client.post(
            "/settings/profile/", {"name": "Jonas W.", "zone": "Asia/Tokyo", "theme": "dark"}
        )
        jonas = User.objects.get(pk=cast.jonas.pk)
        assert (jonas.name, jonas.zone, jonas.theme) == ("Jonas W.", "Asia/Tokyo", "dark")
        assert response.cookies["theme"].value == "dark"
        assert 'data-theme="dark"' in client.get("/settings/profile/").content.decode()

    def test_nobody_raises_themselves(self, as_, cast):
        form = {"name": "Jonas", "zone": "", "theme": "", "role": "admin", "scope": "all", "is_active": "yes"}
        as_(cast.jonas).post("/settings/profile/", form)
        jonas = User.objects.get(pk=cast.jonas.pk)
        assert (jonas.role, jonas.scope) == ("sdr", None)

    def test_a_new_password_needs_the_old_one(self, as_, cast):
        form = {"old": "a guess at it", "password": "lantern orbit cheese"}
        response = as_(cast.jonas).post("/settings/security/password/", form)
        assert response.status_code == 422 and "That is not your password" in response.content.decode()
        assert User.objects.get(pk=cast.jonas.pk).check_password(PASSWORD)

    def test_a_weak_password_is_refused(self, as_, cast):
        response = as_(cast.jonas).post(
            "/settings/security/password/", {"old": PASSWORD, "password": "password12"}
        )
        assert response.status_code == 422
        assert User.objects.get(pk=cast.jonas.pk).check_password(PASSWORD)

    def test_a_new_password_ends_every_other_session(self, as_, cast):
        here, there = as_(cast.jonas), as_(cast.jonas)
        form = {"old": PASSWORD, "password": "lantern orbit cheese"}
        assert here.post("/settings/security/password/", form).status_code == 302
        assert here.get("/settings/profile/").status_code == 200
        assert there.get("/settings/profile/").status_code == 302
        assert User.objects.get(pk=cast.jonas.pk).check_password("lantern orbit cheese")

    def test_sign_out_everywhere(self, as_, cast):
        here, there = as_(cast.jonas), as_(cast.jonas)
        as_(cast.lea)
        here.post("/settings/security/sessions/")
        assert (
            here.get("/settings/profile/").status_code == there.get("/settings/profile/").status_code == 302
        )
        left = [row.get_decoded().get("_auth_user_id") for row in Session.objects.all()]
        assert str(cast.lea.pk) in left and str(cast.jonas.pk) not in left
