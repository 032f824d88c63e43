"""Accounts: the list and its export, one account with all that belongs to it, and editing its facts."""

from __future__ import annotations

import csv
import io
import re

import pytest

from detente.crm.deals.actions import lose, open_deal, win
from detente.crm.followup.actions import log_attempt
from detente.crm.history.models import Event
from detente.crm.models import Account, FxRate
from detente.crm.people.actions import add_account, change_account, change_user


def text_of(client, path, **more):
    response = client.get(path, **more)
    assert response.status_code == 200
    return response.content.decode()


def named(client, query=""):
    """Accounts on the list, in order."""
    return re.findall(r'href="/accounts/\d+/">([^<]+)</a>', text_of(client, f"/accounts/{query}"))


def facts(account, **changes):
    """The form of an account as the page sends it."""
    now = {name: getattr(account, name) or "" for name in (
        "name", "domain", "type", "industry", "country", "city", "employees", "website", "version")}  # fmt: skip
    return now | {"owner": account.owner_id or ""} | changes


@pytest.fixture
def three(arrives, cast):
    """Baltic Freight with Jonas's Maya, Atlas Pumps with the vendor's Tom, and Zephyr Glass that Marc owns."""
    maya = arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, stage="sql")
    tom = arrives("Tom Ericsson", company="Atlas Pumps", owner=cast.lea, vendor=cast.leadgen)
    zephyr = add_account("Zephyr Glass", by=cast.marc, owner=cast.marc, type="partner", industry="Glass")
    return maya, tom, zephyr


class TestList:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["Atlas Pumps", "Baltic Freight", "Zephyr Glass"]),
            ("?sort=-name", ["Zephyr Glass", "Baltic Freight", "Atlas Pumps"]),
            ("?q=balt", ["Baltic Freight"]),
            ("?q=glass+zeph", ["Zephyr Glass"]),
            ("?type=partner", ["Zephyr Glass"]),
            ("?industry=Glass", ["Zephyr Glass"]),
            ("?owner_id=none", ["Atlas Pumps", "Baltic Freight"]),
            ("?type=nonsense", []),
            ("?sort=password", ["Atlas Pumps", "Baltic Freight", "Zephyr Glass"]),
        ],
    )
    def test_the_address_says_which(self, as_, cast, three, query, names):
        assert named(as_(cast.ada), query) == names

    def test_pages_go_on_where_the_last_one_ended(self, as_, cast):
        for number in range(120):
            add_account(f"Company {number:03}", by=None)
        client, seen, path = as_(cast.ada), [], "/accounts/"
        while path:
            text = text_of(client, path)
            seen += re.findall(r'href="/accounts/\d+/">([^<]+)</a>', text)
            path = (re.findall(r'rel="next" href="([^"]+)"', text) or [""])[0].replace("&amp;", "&")
        assert seen == [f"Company {number:03}" for number in range(120)]

    def test_who_sees_their_own_is_told_how_many_are_hidden(self, as_, cast, three):
        change_user(cast.jonas, by=cast.ada, scope="own")
        cast.jonas.refresh_from_db()
        assert named(as_(cast.jonas)) == ["Baltic Freight"]
        assert "2 more you may not open" in text_of(as_(cast.jonas), "/accounts/")

    def test_a_vendors_user_sees_the_accounts_of_their_leads_and_nothing_of_others(self, as_, cast, three):
        assert named(as_(cast.vic)) == ["Atlas Pumps"]
        assert "may not open" not in text_of(as_(cast.vic), "/accounts/")

    def test_values_are_summed_by_account(self, as_, cast, three):
        maya, _tom, _zephyr = three
        FxRate.objects.create(day="2020-01-01", currency="USD", rate="0.5")
        account = maya.account
        for amount, currency in ((100_000, "EUR"), (30_000, "USD")):
            open_deal(account=account, by=cast.priya, name="Open", amount_minor=amount, currency=currency)
        win(open_deal(account=account, by=cast.priya, name="Won", amount_minor=250_000), by=cast.priya)
        lose(
            open_deal(account=account, by=cast.priya, name="Gone", amount_minor=9),
            by=cast.priya,
            reason="price",
        )
        text = text_of(as_(cast.ada), "/accounts/?q=baltic")
        assert "€1,150" in text and "€2,500" in text


class TestExport:
    def rows(self, client, query=""):
        body = b"".join(client.get(f"/accounts/export.csv{query}").streaming_content).decode()
        return list(csv.DictReader(io.StringIO(body)))

    def test_it_answers_the_same_question_as_the_list(self, as_, cast, three):
        assert [row["name"] for row in self.rows(as_(cast.ada), "?sort=-name")] == [
            "Zephyr Glass", "Baltic Freight", "Atlas Pumps",
        ]  # fmt: skip
        assert [row["owner"] for row in self.rows(as_(cast.ada), "?type=partner")] == ["Marc Olsen"]

    def test_it_holds_only_what_may_be_opened(self, as_, cast, three):
        change_user(cast.jonas, by=cast.ada, scope="own")
        cast.jonas.refresh_from_db()
        assert [row["name"] for row in self.rows(as_(cast.jonas))] == ["Baltic Freight"]

    def test_formulas_do_not_run(self, as_, cast):
        add_account("=HYPERLINK(1)", by=None)
        assert self.rows(as_(cast.ada))[0]["name"] != "=HYPERLINK(1)"

    def test_a_vendors_user_exports_nothing(self, as_, cast, three):
        assert as_(cast.vic).get("/accounts/export.csv").status_code == 403


class TestPage:
    def test_it_shows_people_leads_deals_and_one_timeline(self, as_, cast, three):
        maya, _tom, _zephyr = three
        log_attempt(maya, by=cast.jonas, channel="call", disposition="connected", words="Wants a quote.")
        win(open_deal(lead=maya, by=cast.priya, name="Cold store", amount_minor=480_000), by=cast.priya)
        text = text_of(as_(cast.marc), f"/accounts/{maya.account_id}/")
        for words in ("Maya Lindqvist", "Cold store", "Wants a quote.", "€4,800", "Customer"):
            assert words in text
        assert f'href="/leads/{maya.pk}/"' in text and f'href="/people/{maya.person_id}/"' in text

    def test_the_timeline_can_be_one_teams(self, as_, cast, three):
        maya, _tom, _zephyr = three
        log_attempt(maya, by=cast.jonas, channel="call", disposition="connected", words="Wants a quote.")
        path = f"/accounts/{maya.account_id}/"
        assert "Wants a quote." in text_of(as_(cast.marc), path + "?team=sales")
        assert "Wants a quote." not in text_of(as_(cast.marc), path + "?team=marketing")

    def test_another_ones_leads_and_their_history_stay_closed(self, as_, cast, arrives, three):
        maya, _tom, _zephyr = three
        other = arrives("Nora Rossi", company="Baltic Freight", owner=cast.lea)
        log_attempt(other, by=cast.lea, channel="call", disposition="connected", words="Between us.")
        change_user(cast.jonas, by=cast.ada, scope="own")
        cast.jonas.refresh_from_db()
        text = text_of(as_(cast.jonas), f"/accounts/{maya.account_id}/")
        assert "Maya Lindqvist" in text and "1 more you may not open" in text
        assert "Nora Rossi" not in text and "Between us." not in text
        assert "Between us." in text_of(as_(cast.marc), f"/accounts/{maya.account_id}/")

    def test_a_vendors_user_reads_only_what_their_leads_went_through(self, as_, cast, arrives, three):
        _maya, tom, _zephyr = three
        inhouse = arrives("Nora Rossi", company="Atlas Pumps", owner=cast.lea)
        log_attempt(inhouse, by=cast.lea, channel="call", disposition="connected", words="Between us.")
        open_deal(lead=inhouse, by=cast.priya, name="Pumps for all", amount_minor=700_000)
        text = text_of(as_(cast.vic), f"/accounts/{tom.account_id}/")
        assert "Tom Ericsson" in text
        for secret in ("Nora Rossi", "Between us.", "Pumps for all", "€7,000", "may not open"):
            assert secret not in text

    @pytest.mark.parametrize("who", ["jonas", "vic"])
    def test_what_may_not_be_opened_is_refused(self, as_, cast, three, who):
        user = getattr(cast, who)
        change_user(user, by=cast.ada, scope="own")
        user.refresh_from_db()
        zephyr = three[2]
        assert as_(user).get(f"/accounts/{zephyr.pk}/").status_code == 403
        assert as_(user).get(f"/accounts/{zephyr.pk}/facts/").status_code == 403
        assert as_(user).get("/accounts/999999/").status_code == 404

    def test_accounts_of_the_same_name_are_pointed_out(self, as_, cast, three):
        twin = add_account("BALTIC FREIGHT", by=None, domain="baltic.example")
        text = text_of(as_(cast.ada), f"/accounts/{three[0].account_id}/")
        assert "same name" in text and f'href="/accounts/{twin.pk}/"' in text
        assert "same name" not in text_of(as_(cast.ada), f"/accounts/{three[2].pk}/")


class TestFacts:
    def test_a_change_is_kept_with_who_and_what_was_before(self, as_, cast, three):
        zephyr = three[2]
        sent = facts(
            zephyr, city="Jena", employees="40", domain="https://www.Zephyr.example/about", industry=""
        )
        response = as_(cast.jonas).post(f"/accounts/{zephyr.pk}/facts/", sent)
        assert response.status_code == 303
        zephyr.refresh_from_db()
        assert (zephyr.city, zephyr.employees, zephyr.domain, zephyr.industry) == (
            "Jena",
            40,
            "zephyr.example",
            None,
        )
        event = Event.objects.get(kind="account_changed")
        assert event.actor == cast.jonas and event.detail.words["before"]["industry"] == "Glass"

    def test_in_place_it_answers_with_the_form_and_then_the_page(self, as_, cast, three):
        zephyr, htmx = three[2], {"hx-request": "true"}
        client, path = as_(cast.jonas), f"/accounts/{three[2].pk}/facts/"
        form = client.get(path, headers=htmx)
        assert b"<html" not in form.content and b'name="version"' in form.content
        done = client.post(path, facts(zephyr, city="Jena"), headers=htmx)
        assert done.headers["HX-Redirect"] == f"/accounts/{zephyr.pk}/"

    def test_a_stale_form_is_a_choice_and_no_overwrite(self, as_, cast, three):
        zephyr = three[2]
        stale = facts(zephyr, city="Jena")
        change_account(zephyr, by=cast.marc, city="Weimar")
        client, path = as_(cast.jonas), f"/accounts/{zephyr.pk}/facts/"
        response = client.post(path, stale)
        text = response.content.decode()
        assert response.status_code == 422 and "Somebody changed this meanwhile" in text
        assert "Weimar" in text and "Jena" in text
        zephyr.refresh_from_db()
        assert zephyr.city == "Weimar"
        version = re.search(r'name="version" value="(\d+)"', text).group(1)
        assert client.post(path, stale | {"version": version}).status_code == 303
        zephyr.refresh_from_db()
        assert zephyr.city == "Jena"

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"name": "  "}, "This field is required"),
            ({"domain": "not a domain"}, "Give a domain like"),
            ({"employees": "-4"}, "greater than or equal to 0"),
            ({"country": "XX"}, "not one of the available choices"),
            ({"owner": "999999"}, "not one of the available choices"),
            ({"domain": "taken.example"}, "already the domain of Old Ones"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(self, as_, cast, three, wrong, said):
        add_account("Old Ones", by=None, domain="taken.example")
        zephyr = three[2]
        response = as_(cast.jonas).post(f"/accounts/{zephyr.pk}/facts/", facts(zephyr, city="Jena") | wrong)
        text = response.content.decode()
        assert response.status_code == 422 and said in text and 'value="Jena"' in text
        assert Account.objects.get(pk=zephyr.pk).city is None

    @pytest.mark.parametrize("who", ["eve", "vic"])
    def test_readers_change_nothing(self, as_, cast, three, who):
        account = three[1].account
        client = as_(getattr(cast, who))
        assert client.post(f"/accounts/{account.pk}/facts/", facts(account, city="Jena")).status_code == 403
        assert client.get("/accounts/new/").status_code == 403
        assert "/facts/" not in text_of(client, f"/accounts/{account.pk}/")
        assert "Your role reads accounts and does not change them." in text_of(
            client, f"/accounts/{account.pk}/facts/"
        )


def test_a_new_account(as_, cast):
    client = as_(cast.jonas)
    sent = {"name": "Polder Greens", "type": "prospect", "domain": "polder.example", "owner": cast.jonas.pk}
    response = client.post("/accounts/new/", sent)
    account = Account.objects.get(name="Polder Greens")
    assert response.headers["Location"] == f"/accounts/{account.pk}/" and account.owner == cast.jonas
    again = client.post("/accounts/new/", sent)
    assert again.status_code == 422 and "already the domain of Polder Greens" in again.content.decode()
    assert Account.objects.count() == 1
