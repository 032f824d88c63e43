"""Today: each role reads what to do next, what changed, and what became of what they sent."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from detente import copy
from detente.crm.capture.actions import find_defect, touch
from detente.crm.deals.actions import open_deal, win
from detente.crm.deals.plans import plan_next_step
from detente.crm.followup.actions import add_note, assign, end, log_attempt, move
from detente.crm.handoff.capacity import note_absence
from detente.crm.models import Capacity, DueJob, Handoff, Lead
from detente.crm.people.actions import add_account
from detente.crm.people.days import starts_at, today

pytestmark = pytest.mark.both


def ago(**span):
    return timezone.now() - timedelta(**span)


def text_of(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def section(client, title):
    """The words of the panel with this title; empty when there is none."""
    html = client.get("/").content.decode()
    panels = re.findall(r'<section class="panel.*?</section>', html, re.S)
    found = next((panel for panel in panels if f"<h2>{title}" in panel), "")
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found))).strip()


def order(text, *names):
    return sorted(names, key=text.index)


def try_(lead, by, at, disposition="no_answer"):
    log_attempt(lead, by=by, channel="call", disposition=disposition, at=at)


def test_the_lead_to_work_next_comes_first_with_its_reason(as_, cast, arrives):
    lead = arrives(
        "Maya Lindqvist",
        company="Baltic Freight",
        owner=cast.jonas,
        stage="mql",
        source="fair",
        at=ago(days=5),
    )
    touch(lead, code="webinar", by=None, words="asked about pricing")
    text = text_of(as_(cast.jonas).get("/"))
    wanted = ("Next: Maya Lindqvist", "Baltic Freight", "sales-ready and handed over", "Webinar", "asked about pricing",
              "maya.lindqvist@example.com", "answer due ", "This is the last one.")  # fmt: skip
    assert not [words for words in wanted if words not in text]


def test_the_queue_goes_by_who_needs_it_most(as_, cast, arrives):
    """Handoffs, then who came back after a try, then who was tried; inquiries last. tests/crm has the whole order."""
    mine = {"owner": cast.jonas, "stage": "mql"}
    arrives("Inquiry Only", owner=cast.jonas, at=ago(days=90))
    tried = arrives("Tried Already", at=ago(days=20), **mine)
    back = arrives("Came Back", at=ago(days=18), **mine)
    arrives("Handed Over", at=ago(days=1), **mine)
    try_(tried, cast.jonas, ago(minutes=5))
    try_(back, cast.jonas, ago(days=1))
    touch(back, code="visit", by=None, at=ago(hours=3))
    text = text_of(as_(cast.jonas).get("/"))
    names = ["Handed Over", "Came Back", "Tried Already", "Inquiry Only"]
    assert order(text, *names) == names
    assert "1 handoff waits for your answer" in text and "came back 3 hours ago" in text


def test_what_is_not_mine_or_not_open_is_not_in_my_queue(as_, cast, arrives):
    arrives("Of Lea", owner=cast.lea, stage="mql")
    arrives("Of Nobody")
    gone = arrives("Gone", owner=cast.jonas, stage="mql")
    end(gone, exit_="rejected", by=cast.jonas, reason="duplicate")
    sold = arrives("Sold Already", owner=cast.jonas, stage="sql")
    open_deal(by=cast.priya, lead=sold)
    text = text_of(as_(cast.jonas).get("/"))
    queue = text.split("Since yesterday")[0]
    assert not [name for name in ("Of Lea", "Of Nobody", "Gone", "Sold Already", "Next:") if name in queue]
    assert "No lead is yours right now" in text and "1 open lead has no owner." in text


def test_eighty_leads_are_one_list_with_why_and_when(as_, cast, arrives):
    for n in range(30):
        arrives(f"Person {n:02}", owner=cast.jonas, stage="mql", at=ago(days=30 - n))
    client = as_(cast.jonas)
    with CaptureQueriesContext(connection) as asked:
        html = client.get("/").content.decode()
    assert html.count('class="queue-row ') + html.count('class="queue-row"') == 30 and "Then: 29 more" in html
    assert html.count("answer due ") == 31
    assert len(asked) < 50


def test_a_first_inquiry_is_marketings_work_not_yet_sales(as_, cast, arrives):
    arrives("Nurtured Contact", owner=cast.mona)
    assert "Next: Nurtured Contact" in text_of(as_(cast.mona).get("/"))


def test_my_open_deals_begin_with_those_that_should_have_closed(as_, cast):
    account = add_account("Quiet Partner", by=cast.ada)
    for name, days in (("Next Week", 7), ("Overdue", -3), ("Tomorrow", 1), ("Whenever", None)):
        expected = today() + timedelta(days=days) if days is not None else None
        open_deal(by=cast.priya, name=name, account=account, expected_on=expected, amount_minor=5_000, currency="EUR",
                  at=ago(days=30))  # fmt: skip
    open_deal(by=cast.marc, name="Of Marc", account=account)
    text = section(as_(cast.priya), "My open deals")
    names = ["Overdue", "Tomorrow", "Next Week", "Whenever"]
    assert order(text, *names) == names and "Of Marc" not in text
    assert "should have closed" in text and "30 d in stage" in text and "€50" in text


def test_people_who_asked_for_later_return_when_it_is_later(as_, cast, arrives):
    def recycle(name, owner, day):
        lead = arrives(name, owner=owner, stage="mql")
        return end(lead, exit_="recycled", by=cast.jonas, reason="timing", day=day)

    recycle("Soon Back", cast.jonas, today() + timedelta(days=2))
    recycle("Much Later", cast.jonas, today() + timedelta(days=60))
    recycle("Of Lea", cast.lea, today() + timedelta(days=2))
    recycle("Back Already", cast.jonas, today() + timedelta(days=1))
    arrives("Back Already")
    mine = section(as_(cast.jonas), "Due to return")
    assert "Soon Back" in mine and "Later this year" in mine
    assert not [name for name in ("Much Later", "Of Lea", "Back Already") if name in mine]
    everybodys = section(as_(cast.mona), "Due to return")
    assert "Soon Back" in everybodys and "Of Lea" in everybodys


def test_what_others_did_on_mine_since_yesterday(as_, cast, arrives):
    mine = arrives("Maya Lindqvist", owner=cast.jonas, stage="mql")
    other = arrives("Tom Berg", owner=cast.lea, stage="mql")
    add_note(mine, "They called back", by=cast.mona)
    add_note(mine, "My own words", by=cast.jonas)
    add_note(other, "Not your lead", by=cast.mona)
    assign(other, to=cast.jonas, by=cast.marc)
    text = section(as_(cast.jonas), "Since yesterday")
    assert "They called back" in text and "Mona Petersen" in text and "My own words" not in text
    assert "Given to Jonas Weber" in text and "Marc Olsen" in text


def test_wins_are_news_for_everybody_who_may_open_them(as_, cast, arrives):
    lead = arrives("Maya Lindqvist", company="Baltic Freight", stage="sql", source="fair")
    win(open_deal(by=cast.priya, lead=lead, amount_minor=1_000_000, currency="EUR"), by=cast.priya)
    text = section(as_(cast.mona), "Won since yesterday")
    assert "Baltic Freight" in text and "€10,000" in text and "fair" in text
    cast.lea.scope = "own"
    cast.lea.save()
    hidden = section(as_(cast.lea), "Won since yesterday")
    assert "Baltic Freight" not in hidden and "1 more you may not open" in hidden
    assert section(as_(cast.vic), "Won since yesterday") == ""


@pytest.fixture
def fortnight(cast, arrives):
    """Six arrivals: two inquiries, one MQL, one accepted, one rejected, one disqualified; one older."""
    arrives("Old One", source="fair", at=ago(days=40))
    for name in ("First Inquiry", "Second Inquiry"):
        arrives(name, source="web")
    arrives("Ready Now", source="fair", stage="mql")
    accepted = arrives("Accepted One", source="fair", stage="mql")
    move(accepted, to="sal", by=cast.jonas)
    rejected = arrives("Rejected One", source="fair", stage="mql")
    end(rejected, exit_="rejected", by=cast.jonas, reason="criteria_not_met")
    talked = arrives("Disqualified One", source="fair", stage="mql")
    log_attempt(talked, by=cast.jonas, channel="call", disposition="connected")
    end(Lead.objects.get(pk=talked.pk), exit_="disqualified", by=cast.jonas, reason="no_budget")


def test_marketing_reads_what_became_of_what_it_sent(as_, cast, fortnight):
    html = as_(cast.mona).get("/").content.decode()
    text = text_of(as_(cast.mona).get("/"))
    assert "Of 6 that arrived, 2 are accepted and 1 rejected; 3 still wait." in text
    assert "Rejected: Does not meet the agreed criteria" in text and "Disqualified: No budget" in text
    counts = [
        int(number) for number in re.findall(r'class="figure strong">(\d+)</span> <span class="badge', html)
    ]
    assert sum(counts) == 6, "every lead stands in exactly one place"
    by_source = re.search(r"fair\s*</th>(.*?)</tr>", html, re.S).group(1)
    assert re.findall(r">(\d+)<", by_source) == ["4", "1", "2", "1"]


def test_each_count_opens_into_its_leads(as_, cast, fortnight):
    client = as_(cast.mona)
    html = client.get("/").content.decode()
    links = re.findall(r'href="(/leads/\?stage=[^"]+)"><span class="figure strong">(\d+)', html)
    assert len(links) == 5
    for address, count in links:
        listed = client.get(unescape(address)).content.decode()
        assert re.search(rf"\b{count} leads?\b", listed), address


def test_a_vendor_reads_only_what_became_of_their_own(as_, cast, fortnight, arrives):
    arrives("Bought Contact", vendor=cast.leadgen, source="bought")
    text = text_of(as_(cast.vic).get("/"))
    assert "Of 1 that arrived, 0 are accepted and 0 rejected; 1 still wait." in text
    assert not [
        words for words in ("fair", "Jonas", "Since yesterday", "What each has in hand") if words in text
    ]


def test_who_steers_sees_what_each_has_in_hand(as_, cast, arrives):
    for name in ("Maya Lindqvist", "Nadia Okafor"):
        arrives(name, owner=cast.jonas, stage="mql", at=ago(days=8))
    tried = arrives("Tom Berg", owner=cast.lea, stage="mql")
    try_(tried, cast.lea, timezone.now())
    arrives("Ida Vogt")
    account = add_account("Quiet Partner", by=cast.ada)
    open_deal(by=cast.priya, name="Late", account=account, expected_on=today() - timedelta(days=1))
    for reader in (cast.marc, cast.eve, cast.ada):
        html = as_(reader).get("/").content.decode()
        rows = dict(re.findall(r'<span class="clip">([^<]+)</span></span></th>(.*?)</tr>', html, re.S))
        figures = {name: re.findall(r">\s*(\d+)\s*<", cells) for name, cells in rows.items()}
        # Open leads, not tried, stale, attempts of the week, open deals, overdue, won.
        assert figures["Jonas Weber"] == ["2", "2", "2", "0", "0", "0", "0"]
        assert figures["Lea Brandt"] == ["1", "0", "0", "1", "0", "0", "0"]
        assert figures["Nobody"] == ["1", "0", "0", "0", "0", "0", "0"]
        assert figures["Priya Shah"] == ["0", "0", "0", "0", "1", "1", "0"]
    assert "What each has in hand" not in text_of(as_(cast.jonas).get("/"))


def test_an_empty_company_says_how_to_begin(as_, cast):
    text = text_of(as_(cast.ada).get("/"))
    assert "Nothing here yet" in text and "New lead" in text
    assert "New lead" not in text_of(as_(cast.eve).get("/"))


def test_today_asks_for_a_sign_in(client, db):
    response = client.get("/")
    assert response.status_code == 302 and response.url == "/sign-in/?next=/"


def test_names_written_by_others_are_never_markup(as_, cast, arrives):
    lead = arrives("<script>alert(1)</script>", email=None, company="<b>x</b>", owner=cast.jonas, stage="mql")
    add_note(lead, "<img src=x>", by=cast.mona)
    html = as_(cast.jonas).get("/").content.decode()
    assert "<script>alert" not in html and "<b>x</b>" not in html and "<img src=x" not in html


def test_an_ae_without_leads_reads_about_their_deals_first(as_, cast):
    account = add_account("Quiet Partner", by=cast.ada)
    for days in (-2, 5):
        open_deal(
            by=cast.priya, name=f"Deal {days}", account=account, expected_on=today() + timedelta(days=days)
        )
    text = text_of(as_(cast.priya).get("/"))
    assert "1 of your 2 open deals should have closed by now." in text and "No lead is yours" not in text


def test_news_on_my_deal_name_the_deal_where_the_lead_is_not_mine(as_, cast, arrives):
    lead = arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, stage="sql")
    deal = open_deal(by=cast.priya, lead=lead)
    add_note(Lead.objects.get(pk=lead.pk), "They called back", by=cast.mona)
    cast.priya.scope = "own"
    cast.priya.save()
    html = as_(cast.priya).get("/").content.decode()
    assert "They called back" in html and f'href="/deals/{deal.pk}/"' in html
    assert "Maya Lindqvist" not in section(as_(cast.priya), "Since yesterday")


def test_a_lead_given_to_somebody_stands_on_their_page_until_they_have_seen_it(
    cast, arrives, as_, django_capture_on_commit_callbacks
):
    lead = arrives("Maya Lindqvist", company="Baltic Freight")
    with django_capture_on_commit_callbacks(execute=True):
        assign(lead, to=cast.jonas, by=cast.mona)
    jonas = as_(cast.jonas)
    assert "Maya Lindqvist" in section(jonas, "For you")
    assert jonas.post("/notices/reading/").status_code == 303
    assert section(jonas, "For you") == ""
    assert section(as_(cast.mona), "For you") == ""


def test_a_manager_sees_what_is_late_who_has_room_and_who_is_away(as_, cast, arrives):
    late = arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, stage="mql")
    Handoff.objects.filter(lead=late).update(due_at=ago(days=3), assigned_at=ago(days=5))
    arrives("Tom Berg", owner=cast.lea, stage="mql")
    try_(arrives("Ida Vogt", owner=cast.lea), cast.lea, starts_at(today()) - timedelta(hours=2))
    note_absence(cast.priya, first=today(), last=today() + timedelta(days=2), by=cast.marc)
    Capacity.objects.create(user=cast.lea, open_leads=2)
    html = as_(cast.marc).get("/").content.decode()
    assert "1 answer is past its time." in html
    late_ones = section(as_(cast.marc), "Waiting for an answer of sales")
    assert order(late_ones, "Maya Lindqvist", "Tom Berg") == ["Maya Lindqvist", "Tom Berg"]
    assert "Jonas Weber" in late_ones and "answer late by" in late_ones
    each = section(as_(cast.marc), "Each rep today")
    assert order(each, "Jonas Weber", "Lea Brandt", "Priya Shah")[0] == "Jonas Weber", "late ones first"
    jonas, lea, priya = (each.split(name)[-1] for name in ("Jonas Weber", "Lea Brandt", "Priya Shah"))
    assert jonas.split()[:5] == ["1", "1", "1", "/", "60"]
    assert lea.split()[:8] == ["1", "0", "2", "/", "2", "full", "0", "1"]
    assert "until" in priya.split("Lea Brandt")[0]


def test_marketing_reads_yesterday_what_waits_and_what_came_back(as_, cast, arrives):
    yesterday = starts_at(today()) - timedelta(hours=3)
    arrives("Tom Berg", source="fair", at=yesterday)
    back = arrives("Ida Vogt", source="fair", at=yesterday, stage="mql", owner=cast.jonas)
    end(back, exit_="rejected", by=cast.jonas, reason="criteria_not_met", words="A thesis")
    arrives("Maya Lindqvist", source="web", at=ago(days=4), stage="mql", owner=cast.jonas)
    mona = as_(cast.mona)
    text = text_of(mona.get("/"))
    assert "2 leads arrived yesterday; rejected so far: 1. 1 sales-ready lead waits" in text
    assert "fair 2 0 1" in section(mona, "Yesterday, by source")
    assert "Maya Lindqvist" in section(mona, "Waiting for an answer of sales")
    said = section(mona, "What sales sent back, in their words")
    assert "A thesis" in said and "Does not meet the agreed criteria" in said and "Jonas Weber" in said


def test_an_executive_reads_both_promises_on_one_scale(as_, cast, arrives):
    month = starts_at(today().replace(day=1))
    arrived, tried = max(month, ago(minutes=9)), max(month, ago(minutes=1))
    for name in ("Maya Lindqvist", "Tom Berg"):
        try_(arrives(name, owner=cast.jonas, stage="mql", at=arrived), cast.jonas, tried)
    copy.rebuild()
    text = text_of(as_(cast.eve).get("/"))
    assert "What both teams promised, this month" in text
    for promise in ("Sales-ready leads", "Accepted by sales", "Answered in time"):
        assert promise in text
    assert "2 of 2: too few to judge" in text


def test_operations_read_what_failed_and_what_to_mend(as_, cast, arrives):
    assert "Nothing here yet" in text_of(as_(cast.ada).get("/"))
    lead = arrives("Maya Lindqvist", source="fair", owner=cast.mona)
    assert "Nothing failed, and there is nothing to mend." in text_of(as_(cast.ada).get("/"))
    arrives("Tom Berg")
    find_defect(lead, "fake", by=cast.mona)
    DueJob.objects.create(kind="handoff_due", key="7", due_at=ago(hours=1), failure="OSError: disk full")
    text = text_of(as_(cast.ada).get("/"))
    assert "1 thing failed and needs a look." in text and "OSError: disk full" in text
    for words in (
        "1 lead of the last 14 days has bad data",
        "1 open lead has no owner",
        "came without a source",
    ):
        assert words in text


def test_an_ae_sees_deals_without_a_next_step_before_those_that_have_one(as_, cast):
    account = add_account("Quiet Partner", by=cast.ada)
    planned = open_deal(by=cast.priya, name="Planned", account=account)
    open_deal(by=cast.priya, name="Idle", account=account)
    plan_next_step(planned, "Send the offer", on=today() + timedelta(days=2), by=cast.priya)
    text = section(as_(cast.priya), "My open deals")
    assert order(text, "Idle", "Planned") == ["Idle", "Planned"] and text.count("no next step") == 1
    assert "1 of your 2 open deals has no next step." in text_of(as_(cast.priya).get("/"))


@pytest.mark.parametrize("role", ["mona", "jonas", "priya", "marc", "eve", "ada", "vic"])
def test_every_role_has_a_first_screen_when_nothing_waits_for_it(as_, cast, arrives, role):
    end(arrives("Maya Lindqvist", at=ago(days=60)), exit_="rejected", by=cast.jonas, reason="duplicate")
    text = text_of(as_(getattr(cast, role)).get("/"))
    assert "Nothing here yet" not in text and len(text) > 300
