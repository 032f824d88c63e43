"""Deals: the list and what it is worth, one deal, and what people do with it."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from detente.crm.capture.actions import touch
from detente.crm.deals.actions import join, lose, move_deal, note_on_deal, open_deal, win
from detente.crm.followup.actions import add_note, log_attempt
from detente.crm.models import Deal, DealLead, Event, FxRate, Lead
from detente.crm.people.actions import add_account
from detente.crm.people.days import today


@pytest.fixture
def maya(arrives, cast):
    return arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, source="fair", stage="sql")


@pytest.fixture
def freight(cast, maya):
    return open_deal(by=cast.priya, lead=maya, amount_minor=1_000_000, currency="EUR")


@pytest.fixture
def partner(cast):
    return add_account("Quiet Partner", by=cast.ada)


def now(record):
    return type(record).objects.get(pk=record.pk)


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def post(client, deal, what, **fields):
    return client.post(f"/deals/{deal.pk}/{what}/", {"version": deal.version} | fields)


def said_next(client, response):
    return text_of(client.get(response.url))


def test_the_list_opens_with_what_is_open_and_what_it_is_worth(as_, cast, freight, partner):
    renewal = open_deal(by=cast.priya, name="Renewal", account=partner, amount_minor=500_000, currency="EUR",
                        stage="proposal", expected_on=today() - timedelta(days=3))  # fmt: skip
    lose(open_deal(by=cast.priya, name="Gone", account=partner), by=cast.priya, reason="price")
    page = text_of(as_(cast.jonas).get("/deals/"))
    # 10,000 at 20 % and 5,000 at 50 %.
    assert "2 open deals worth €15K, €4,500 weighted by stage; 1 is past its expected close." in page
    assert "Renewal" in page and "Baltic Freight" in page and "Gone" not in page
    overdue = text_of(as_(cast.jonas).get("/deals/?state=open&due=overdue"))
    assert renewal.name in overdue and "Baltic Freight" not in overdue


def test_closed_deals_have_their_tabs(as_, cast, freight, partner):
    lose(open_deal(by=cast.priya, name="Gone", account=partner), by=cast.priya, reason="price")
    win(freight, by=cast.priya)
    client = as_(cast.jonas)
    assert "Gone" in text_of(client.get("/deals/?state=lost"))
    won = text_of(client.get("/deals/?state=won"))
    assert "1 deal worth €10K." in won and "Gone" not in won
    assert "No deal answers to this" in text_of(client.get("/deals/"))
    everything = text_of(client.get("/deals/?state=all"))
    assert "Gone" in everything and "Baltic Freight" in everything


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=proposal", {"Renewal"}),
        ("source=fair", {"Baltic Freight"}),
        ("source=none", {"Renewal"}),
        ("q=quiet", {"Renewal"}),
        ("q=lindqvist", {"Baltic Freight"}),
        ("stage=nirvana", set()),
        ("sort=amount_minor;drop+table", {"Renewal", "Baltic Freight"}),
    ],
)
def test_the_address_says_which_deals(as_, cast, freight, partner, query, found):
    open_deal(by=cast.marc, name="Renewal", account=partner, stage="proposal")
    html = as_(cast.jonas).get(f"/deals/?state=all&{query}").content.decode()
    assert {name for name in ("Renewal", "Baltic Freight") if f">{name}</a>" in html} == found


@pytest.mark.parametrize("sort", ["name", "-amount", "expected", "-opened", "owner", "stage"])
def test_every_deal_is_on_exactly_one_page_whatever_the_sort(as_, cast, partner, monkeypatch, sort):
    for n in range(7):
        open_deal(by=cast.priya, name=f"Deal {n}", account=partner, amount_minor=(n % 3) * 100 or None, currency="EUR",
                  expected_on=today() + timedelta(days=n % 2) if n % 3 else None)  # fmt: skip
    monkeypatch.setattr("detente.web.lists.page.PAGE_SIZE", 3)
    client, address, seen = as_(cast.jonas), f"/deals/?state=open&sort={sort}", []
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(r">(Deal \d)</a>", html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = unescape(following.group(1)) if following else None
    assert sorted(seen) == [f"Deal {n}" for n in range(7)]


def test_the_export_is_the_list_and_safe_in_a_spreadsheet(as_, cast, freight, partner):
    open_deal(by=cast.priya, name="=HYPERLINK(1)", account=partner, amount_minor=12_345, currency="EUR")
    body = b"".join(as_(cast.jonas).get("/deals/export.csv?state=open&sort=name").streaming_content).decode()
    rows = list(csv.DictReader(body.splitlines()))
    assert [(row["name"], row["amount"], row["currency"]) for row in rows] == [
        ("'=HYPERLINK(1)", "123.45", "EUR"), ("Baltic Freight", "10000.00", "EUR"),
    ]  # fmt: skip
    assert rows[1]["lead"] == str(freight.lead_id) and rows[0]["lead"] == ""


def test_amounts_without_a_rate_are_named_and_not_added(as_, cast, freight, partner):
    open_deal(by=cast.priya, name="Renewal", account=partner, amount_minor=700_000, currency="USD")
    page = text_of(as_(cast.jonas).get("/deals/"))
    assert "worth €10K" in page and "$7,000 is not in the sum: no rate is known for it." in page
    FxRate.objects.create(day=today(), currency="USD", rate="0.5")
    assert "worth €13.5K" in text_of(as_(cast.jonas).get("/deals/"))


def test_both_teams_work_stands_on_the_deals_history(as_, cast, maya):
    touch(maya, code="webinar", by=None)
    log_attempt(maya, by=cast.jonas, channel="call", disposition="connected", words="Asked for prices")
    deal = open_deal(by=cast.priya, lead=now(maya), amount_minor=1_000_000, currency="EUR")
    page = text_of(as_(cast.mona).get(f"/deals/{deal.pk}/"))
    for words in (
        "€10,000",
        "Webinar",
        "Asked for prices",
        "Opened the deal",
        "Maya Lindqvist",
        "Priya Shah",
        "fair",
    ):
        assert words in page


def test_the_stepper_shows_the_path_and_a_lost_deal_where_it_stood(as_, cast, freight):
    move_deal(freight, to="proposal", by=cast.priya)
    client = as_(cast.priya)
    html = client.get(f"/deals/{freight.pk}/").content.decode()
    assert re.search(r'step-now[^>]*aria-current="step".*?Proposal', html, re.S)
    lose(now(freight), by=cast.priya, reason="price")
    html = client.get(f"/deals/{freight.pk}/").content.decode()
    assert 'aria-current="step"' not in html and re.search(
        r"step-next[^>]*>\s*<span[^>]*></span>\s*<span[^>]*>Negotiation", html
    )
    assert "Lost on" in text_of(client.get(f"/deals/{freight.pk}/"))


def test_a_deal_moves_with_its_lead_and_back(as_, cast, freight, maya):
    client = as_(cast.priya)
    response = post(client, freight, "moves", to="proposal")
    assert response.status_code == 303 and (now(freight).stage, now(maya).stage) == ("proposal", "proposal")
    html = client.get(response.url).content.decode()
    undo = unescape(re.search(r'data-undo="(/deals/[^"]+)"', html).group(1))
    client.post(undo, {"next": "/deals/"})
    assert (now(freight).stage, now(maya).stage) == ("discovery", "discovery")


def test_a_stage_that_is_none_is_refused_in_words(as_, cast, freight):
    client = as_(cast.priya)
    assert "A deal moves between" in said_next(client, post(client, freight, "moves", to="mql"))
    assert now(freight).stage == "discovery"


TERMS = {
    "name": "Freight",
    "amount": "12000",
    "currency": "EUR",
    "expected_on": "2027-03-31",
    "type": "new",
    "product": "",
}


def test_terms_are_changed_and_kept_in_the_history(as_, cast, freight):
    response = post(as_(cast.priya), freight, "changes", **TERMS, owner=cast.marc.pk)
    deal = now(freight)
    assert response.status_code == 303
    assert (deal.name, deal.amount_minor, str(deal.expected_on), deal.owner) == (
        "Freight",
        1_200_000,
        "2027-03-31",
        cast.marc,
    )
    assert "Changed the deal" in text_of(as_(cast.priya).get(f"/deals/{freight.pk}/"))


def test_two_people_at_once_get_a_choice_and_no_overwrite(as_, cast, freight):
    client, read = as_(cast.priya), freight.version
    post(as_(cast.marc), freight, "changes", **TERMS)
    response = client.post(f"/deals/{freight.pk}/changes/", TERMS | {"version": read, "amount": "99000"})
    html = response.content.decode()
    assert (
        response.status_code == 422 and "Somebody changed this meanwhile" in html and 'value="99000"' in html
    )
    assert now(freight).amount_minor == 1_200_000
    again = re.search(r'action="/deals/\d+/changes/".*?name="version" value="(\d+)"', html, re.S).group(1)
    client.post(f"/deals/{freight.pk}/changes/", TERMS | {"version": again, "amount": "99000"})
    assert now(freight).amount_minor == 9_900_000


def test_winning_freezes_the_amount_and_makes_a_customer(as_, cast, freight, maya):
    FxRate.objects.create(day=today(), currency="USD", rate="0.5")
    client = as_(cast.priya)
    post(client, freight, "changes", **TERMS | {"currency": "USD"})
    response = post(client, now(freight), "win", amount="11000", reason="best_fit", words="Signed today")
    deal = now(freight)
    assert response.status_code == 303
    assert (deal.status, deal.amount_minor, deal.base_minor, now(maya).stage) == (
        "won",
        1_100_000,
        550_000,
        "won",
    )
    assert deal.account.type == "customer"
    frozen = post(client, deal, "changes", **TERMS | {"currency": "USD", "amount": "1"})
    assert frozen.status_code == 422 and "reopen it to change its amount" in text_of(frozen)


def test_losing_needs_a_reason(as_, cast, freight, maya):
    client = as_(cast.priya)
    assert post(client, freight, "loss", words="no idea").status_code == 422
    assert now(freight).status == "open"
    assert post(client, freight, "loss", reason="competitor").status_code == 303
    assert (now(freight).status, now(maya).stage) == ("lost", "lost")


def test_a_closed_deal_is_reopened_where_it_was(as_, cast, freight, maya):
    move_deal(freight, to="proposal", by=cast.priya)
    win(now(freight), by=cast.priya)
    client = as_(cast.priya)
    assert post(client, now(freight), "win", amount="1").status_code == 422
    assert post(client, now(freight), "reopening", reason="closed_by_mistake").status_code == 303
    assert (now(freight).status, now(freight).stage, now(maya).stage) == ("open", "proposal", "proposal")
    assert now(freight).base_minor is None


def test_another_lead_of_the_account_joins(as_, cast, freight, arrives):
    tom = arrives("Tom Berg", company="Baltic Freight")
    client = as_(cast.priya)
    assert "Tom Berg" in text_of(client.get(f"/deals/{freight.pk}/"))
    assert post(client, freight, "joining", lead=tom.pk).status_code == 303
    assert now(tom).stage == "joined"
    assert DealLead.objects.get(lead=tom).role == "joined"


def test_the_first_lead_of_a_deal_without_one_becomes_primary(as_, cast, arrives):
    tom = arrives("Tom Berg", company="Baltic Freight")
    deal = open_deal(by=cast.priya, name="Direct", account=tom.account)
    assert "No lead led to this deal" in text_of(as_(cast.priya).get(f"/deals/{deal.pk}/"))
    post(as_(cast.priya), deal, "joining", lead=tom.pk)
    assert now(deal).lead == tom and now(tom).stage == "discovery"


def test_a_lead_of_somebody_else_does_not_join(as_, cast, freight, arrives):
    other = arrives("Tom Berg", company="Hallstatt")
    response = post(as_(cast.priya), freight, "joining", lead=other.pk)
    assert response.status_code == 422 and now(other).stage == "inquiry"


def test_a_note_is_read_by_both_teams_and_says_something(as_, cast, freight, maya):
    client = as_(cast.priya)
    assert post(client, freight, "notes", words="They want it by May").status_code == 303
    assert "They want it by May" in text_of(as_(cast.mona).get(f"/leads/{maya.pk}/"))
    assert "Write something first." in text_of(post(client, freight, "notes", words=" "))


def test_a_deal_opens_on_an_account_without_a_lead(as_, cast, partner):
    client = as_(cast.priya)
    assert "Quiet Partner" in client.get(f"/deals/new/?account={partner.pk}").content.decode()
    fields = {
        "account": "quiet partner",
        "stage": "proposal",
        "type": "renewal",
        "amount": "5000",
        "currency": "EUR",
    }
    response = client.post("/deals/new/", fields)
    deal = Deal.objects.get()
    assert response.url == f"/deals/{deal.pk}/"
    found = (deal.name, deal.account, deal.lead, deal.stage, deal.type, deal.amount_minor, deal.owner)
    assert found == ("Quiet Partner", partner, None, "proposal", "renewal", 500_000, cast.priya)


def test_an_account_that_is_unknown_or_not_the_only_one_is_asked_about(as_, cast, partner):
    client = as_(cast.priya)
    fields = {"stage": "proposal", "type": "new", "currency": "EUR", "product": "Kept words"}
    unknown = client.post("/deals/new/", fields | {"account": "Quiet Partners Ltd"})
    assert unknown.status_code == 422 and "Did you mean Quiet Partner?" in text_of(unknown)
    assert "Kept words" in unknown.content.decode()
    twin = add_account("Quiet Partner", by=cast.ada, domain="quiet.example")
    assert "2 accounts have this name" in text_of(
        client.post("/deals/new/", fields | {"account": "Quiet Partner"})
    )
    client.post("/deals/new/", fields | {"account": "Quiet Partner", "account_key": twin.pk})
    assert Deal.objects.get().account == twin


@pytest.mark.parametrize("name", ["eve", "vic"])
def test_who_may_not_work_deals_sees_why_and_is_refused(as_, cast, arrives, name):
    lead = arrives("Maya Lindqvist", stage="sql", vendor=cast.leadgen)
    deal = open_deal(by=cast.priya, lead=lead)
    client = as_(getattr(cast, name))
    assert "Your role reads deals" in text_of(client.get(f"/deals/{deal.pk}/"))
    for what in ("moves", "changes", "win", "loss", "reopening", "joining", "notes"):
        assert post(client, deal, what).status_code == 403
    assert client.get("/deals/new/").status_code == 403
    assert now(deal).status == "open"


def test_own_records_open_for_their_owner_and_the_rest_is_counted(as_, cast, freight, partner):
    mine = open_deal(by=cast.marc, name="Renewal", account=partner, amount_minor=500_000, currency="EUR")
    cast.marc.scope = "own"
    cast.marc.save()
    client = as_(cast.marc)
    page = text_of(client.get("/deals/"))
    assert "Renewal" in page and "Baltic Freight" not in page and "1 more you may not open" in page
    assert "2 open deals worth €15K" in page, "totals stay open to every role of our own"
    assert client.get(f"/deals/{freight.pk}/").status_code == 403
    assert client.get(f"/deals/{mine.pk}/").status_code == 200
    export = b"".join(client.get("/deals/export.csv?state=all").streaming_content).decode()
    assert "Renewal" in export and "Baltic Freight" not in export


def test_a_vendor_sees_only_deals_of_their_leads_and_no_hint_of_others(as_, cast, freight, arrives):
    theirs = arrives("Bought Contact", company="Arco Glass", stage="sql", vendor=cast.leadgen)
    open_deal(by=cast.priya, lead=theirs, amount_minor=100_000, currency="EUR")
    page = text_of(as_(cast.vic).get("/deals/"))
    assert "1 open deal worth €1,000" in page and "Arco Glass" in page
    assert "Baltic Freight" not in page and "may not open" not in page
    assert as_(cast.vic).get("/deals/export.csv").status_code == 403


def test_leads_that_may_not_be_opened_are_counted_on_the_deal_and_keep_their_history(
    as_, cast, maya, freight
):
    add_note(maya, "Between SDR and marketing", by=cast.mona)
    note_on_deal(now(freight), "On the deal", by=cast.marc)
    secret = log_attempt(
        now(maya), by=cast.jonas, channel="call", disposition="connected", words="Said on the phone"
    )
    cast.priya.scope = "own"
    cast.priya.save()
    page = text_of(as_(cast.priya).get(f"/deals/{freight.pk}/"))
    assert "1 more you may not open" in page and "On the deal" in page
    # What was done on the lead while the deal was open belongs to the deal; how it came there does not.
    assert secret.deal_id == freight.pk and "Said on the phone" in page
    before = Event.objects.filter(lead=maya.pk, deal=None).count()
    assert "Arrived" not in page and f"{before} entries more on leads that you may not open." in page


def test_a_vendor_reads_nothing_of_another_sources_lead_on_the_same_deal(as_, cast, arrives):
    theirs = arrives("Bought Contact", company="Arco Glass", stage="sql", vendor=cast.leadgen)
    deal = open_deal(by=cast.priya, lead=theirs)
    other = arrives("Ours Alone", company="Arco Glass", source="fair")
    add_note(other, "Came by our own fair", by=cast.mona)
    join(now(other), to=deal, by=cast.priya)
    page = text_of(as_(cast.vic).get(f"/deals/{deal.pk}/"))
    assert "Bought Contact" in page
    assert not [words for words in ("Ours Alone", "own fair", "may not open") if words in page]


def test_acts_are_posted_never_fetched(as_, cast, freight):
    for what in ("moves", "changes", "win", "loss", "reopening", "joining", "notes"):
        assert as_(cast.priya).get(f"/deals/{freight.pk}/{what}/").status_code == 405


def test_names_written_by_others_are_never_markup(as_, cast, partner):
    deal = open_deal(by=cast.priya, name="<img src=x onerror=alert(1)>", account=partner, product="<b>x</b>")
    for address in ("/deals/", f"/deals/{deal.pk}/"):
        html = as_(cast.priya).get(address).content.decode()
        assert "<img src=x" not in html and "<b>x</b>" not in html
    assert Lead.objects.count() == 0


def test_a_deal_expected_before_today_stands_out(as_, cast, freight):
    post(
        as_(cast.priya),
        freight,
        "changes",
        **TERMS | {"expected_on": str(timezone.now().date() - timedelta(days=9))},
    )
    assert "overdue" in text_of(as_(cast.priya).get(f"/deals/{freight.pk}/"))


def test_an_attempt_is_logged_where_the_deal_stands(as_, cast, maya, freight):
    """It is the lead's, and the page of the deal is where one stands afterwards."""
    priya = as_(cast.priya)
    page = priya.get(f"/deals/{freight.pk}/").content.decode()
    assert f'action="/leads/{maya.pk}/attempts/"' in page and "mailto:maya.lindqvist@example.com" in page
    sent = {"channel": "call", "result_call": "connected", "words": "They sign on Friday",
            "next": f"/deals/{freight.pk}/"}  # fmt: skip
    answer = priya.post(f"/leads/{maya.pk}/attempts/", sent)
    assert answer["Location"] == f"/deals/{freight.pk}/"
    assert "They sign on Friday" in text_of(priya.get(answer["Location"]))
    assert Event.objects.filter(lead=maya, deal=freight, kind="attempted").exists()
    assert "/attempts/" not in as_(cast.eve).get(f"/deals/{freight.pk}/").content.decode()


def test_my_open_deals_are_one_click_away(as_, cast, freight, partner):
    open_deal(by=cast.ada, account=partner, name="Somebody else's")
    html = as_(cast.priya).get("/deals/").content.decode()
    mine = unescape(re.search(r'href="([^"]+)"[^>]*>\s*Mine, open', html).group(1))
    shown = text_of(as_(cast.priya).get(mine))
    assert "Baltic Freight" in shown and "Somebody else's" not in shown and "no next step" in shown


def test_a_deal_of_somebody_new_adds_the_account_once_it_is_said_to_be_new(as_, cast):
    sent = {
        "account": "Fresh Foods",
        "stage": "discovery",
        "type": "new",
        "currency": "EUR",
        "owner": cast.priya.pk,
    }
    asked = as_(cast.priya).post("/deals/new/", sent)
    assert asked.status_code == 422 and "Add it as a new account" in text_of(asked)
    as_(cast.priya).post("/deals/new/", sent | {"adds_account": "on"})
    assert Deal.objects.get().account.name == "Fresh Foods"
