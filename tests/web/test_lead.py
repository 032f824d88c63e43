"""One lead: what both teams did, what may be done, and why the rest may not."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from detente.crm.capture.actions import touch
from detente.crm.deals.actions import open_deal
from detente.crm.followup.actions import log_attempt, move
from detente.crm.models import Deal, Event, Lead, Organisation


def history_of(response):
    """The timeline alone, without the brief beside it."""
    page = response.content.decode()
    return unescape(
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split('id="history"')[1].split("<h2>Brief</h2>")[0]))
    )


@pytest.fixture
def maya(arrives, cast):
    return arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, source="fair", stage="mql")


def post(client, lead, what, **fields):
    return client.post(f"/leads/{lead.pk}/{what}/", {"version": lead.last_seq} | fields)


def now(lead):
    return Lead.objects.get(pk=lead.pk)


def text_of(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_the_timeline_holds_both_teams_work_in_one_order(as_, cast, maya):
    touch(maya, code="webinar", by=None)
    log_attempt(
        maya,
        by=cast.jonas,
        channel="call",
        disposition="connected",
        outcome="interested",
        words="Asked for prices",
    )
    client = as_(cast.mona)
    both = history_of(client.get(f"/leads/{maya.pk}/"))
    places = [
        both.index(words)
        for words in ("Call: connected , interested", "Asked for prices", "Webinar", "Arrived · Form")
    ]
    assert places == sorted(places)
    marketing = history_of(client.get(f"/leads/{maya.pk}/?team=marketing"))
    assert "Webinar" in marketing and "Asked for prices" not in marketing
    sales = history_of(client.get(f"/leads/{maya.pk}/?team=sales"))
    assert "Asked for prices" in sales and "Arrived · Form" not in sales


def test_the_brief_says_what_they_asked_for_and_forgets_what_was_taken_back(as_, cast, arrives):
    from detente.crm.capture.actions import take_back

    nora = arrives("Nora Rossi", at=timezone.now() - timedelta(days=2))
    touch(nora, code="survey", by=None, words="Switching in Q1")
    mistaken = touch(nora, code="webinar", by=cast.mona)
    take_back(mistaken, by=cast.mona)
    page = as_(cast.jonas).get(f"/leads/{nora.pk}/").content.decode()
    brief = page.split("<h2>Brief</h2>")[1].split("<h2>Where it stands</h2>")[0]
    assert "Survey" in brief and "Switching in Q1" in brief and "Webinar" not in brief


def test_a_first_attempt_by_sales_is_logged_and_accepts(as_, cast, maya):
    response = post(
        as_(cast.jonas), maya, "attempts", channel="call", result_call="voicemail", words="Left a message"
    )
    assert (response.status_code, response.url) == (303, f"/leads/{maya.pk}/")
    assert (now(maya).stage, now(maya).attempts) == ("sal", 1)
    assert "accepted" in text_of(as_(cast.jonas).get(f"/leads/{maya.pk}/")).lower()


def test_an_attempt_says_what_came_of_it(as_, cast, maya):
    response = post(as_(cast.jonas), maya, "attempts", channel="call", words="half written")
    assert response.status_code == 422
    assert "Choose what came of it." in text_of(response) and "half written" in response.content.decode()
    assert now(maya).attempts == 0


def test_an_attempt_logged_later_keeps_both_moments(as_, cast, arrives):
    maya = arrives("Maya Lindqvist", at=timezone.now() - timedelta(days=3))
    yesterday = timezone.localtime() - timedelta(days=1)
    post(
        as_(cast.jonas),
        maya,
        "attempts",
        channel="mail",
        result_mail="sent",
        at=f"{yesterday:%Y-%m-%dT%H:%M}",
    )
    event = Event.objects.get(kind="attempted")
    assert timezone.now() - event.at > timedelta(hours=20)
    assert timezone.now() - event.recorded_at < timedelta(minutes=2)


def test_an_attempt_can_be_taken_back_once(as_, cast, maya):
    client = as_(cast.jonas)
    event = log_attempt(maya, by=cast.jonas, channel="call", disposition="busy")
    path = f"/leads/{maya.pk}/entries/{event.pk}/reversal/"
    assert client.post(path).status_code == 303
    assert now(maya).attempts == 0
    page = text_of(client.post(path, follow=True))
    assert "taken back already" in page and "taken back" in page


def test_an_entry_of_another_lead_is_not_taken_back_here(as_, cast, maya, arrives):
    event = log_attempt(arrives("Tom Ericsson"), by=cast.jonas, channel="call", disposition="busy")
    assert as_(cast.jonas).post(f"/leads/{maya.pk}/entries/{event.pk}/reversal/").status_code == 404


def test_a_note_is_read_by_both_teams(as_, cast, maya):
    post(as_(cast.jonas), maya, "notes", words="Prefers mornings")
    assert "Prefers mornings" in text_of(as_(cast.mona).get(f"/leads/{maya.pk}/"))
    assert post(as_(cast.jonas), maya, "notes", words="  ").status_code == 422


def test_a_lead_moves_and_the_move_can_be_undone(as_, cast, maya):
    client = as_(cast.jonas)
    response = post(client, maya, "moves", to="sal", follow=True)
    assert now(maya).stage == "sal"
    undo = re.search(r'data-undo="(/leads/[^"]+)"', client.get(response.url).content.decode())[1].replace(
        "&amp;", "&"
    )
    assert client.post(undo, {"next": "/leads/"}).url == "/leads/"
    assert now(maya).stage == "mql"
    assert Event.objects.filter(lead=maya, kind="moved", reason="moved_by_mistake").exists()


def test_a_stage_of_a_deal_is_refused_with_its_reason(as_, cast, maya):
    page = text_of(as_(cast.jonas).get(f"/leads/{maya.pk}/"))
    assert "Proposal is a deal's stage. Open a deal first; the lead goes along." in page
    response = post(as_(cast.jonas), maya, "moves", to="proposal")
    assert response.status_code == 422 and now(maya).stage == "mql"


def test_two_people_at_once_get_a_choice_and_no_overwrite(as_, cast, maya):
    stale = maya.last_seq
    move(maya, to="sal", by=cast.lea)
    response = as_(cast.jonas).post(
        f"/leads/{maya.pk}/moves/", {"version": stale, "to": "inquiry", "reason": "not_ready"}
    )
    assert response.status_code == 422 and "Somebody changed this meanwhile" in text_of(response)
    assert now(maya).stage == "sal"
    offered = re.search(r'name="version" value="(\d+)"', response.content.decode())[1]
    assert int(offered) == now(maya).last_seq


def test_how_a_lead_may_end_depends_on_whether_they_were_spoken_to(as_, cast, maya):
    client = as_(cast.jonas)
    page = client.get(f"/leads/{maya.pk}/").content.decode()
    assert 'value="rejected:duplicate"' in page and 'value="disqualified:no_need"' not in page
    assert "Nobody has spoken to them yet" in page
    assert post(client, maya, "exit", how="disqualified:no_need").status_code == 422
    log_attempt(maya, by=cast.jonas, channel="call", disposition="connected")
    assert post(client, now(maya), "exit", how="disqualified:no_need", words="No fleet").status_code == 303
    assert (now(maya).stage, now(maya).exit_reason) == ("disqualified", "no_need")


def test_a_deal_that_a_reader_may_not_open_is_not_named_on_the_timeline(as_, cast, maya):
    deal = open_deal(by=cast.priya, lead=maya, name="Quiet takeover", amount_minor=7_654_00, currency="EUR")
    organisation = Organisation.objects.get()
    organisation.default_scope = "own"
    organisation.save()
    assert (now(maya).owner, deal.owner) == (cast.jonas, cast.priya)
    theirs = as_(cast.jonas).get(f"/leads/{maya.pk}/")
    assert "Opened the deal a deal you may not open" in history_of(theirs)
    assert "Quiet takeover" not in history_of(theirs) and "7,654" not in history_of(theirs)
    assert "Opened the deal Quiet takeover" in history_of(as_(cast.ada).get(f"/leads/{maya.pk}/"))


def test_a_recycled_lead_gets_its_day_and_can_be_reopened(as_, cast, maya):
    client = as_(cast.jonas)
    response = post(client, maya, "exit", how="recycled:timing", day="2001-01-01")
    assert response.status_code == 422 and "Choose a day in the future" in text_of(response)
    post(client, maya, "exit", how="recycled:timing")
    assert now(maya).recycle_on is not None
    page = text_of(client.get(f"/leads/{maya.pk}/"))
    assert "Ended: Recycled" in page and "comes back on" in page and "This lead has ended. Reopen it" in page
    post(client, now(maya), "reopening", reason="came_back")
    assert now(maya).stage == "mql"


def test_a_lead_is_given_to_a_colleague_or_back(as_, cast, maya):
    client = as_(cast.marc)
    post(client, maya, "owner", to=cast.lea.pk)
    assert now(maya).owner == cast.lea
    post(client, now(maya), "owner", to="")
    assert now(maya).owner is None
    assert post(client, now(maya), "owner", to=cast.eve.pk).status_code == 422


def test_bad_data_is_reported_and_mended(as_, cast, maya):
    client = as_(cast.jonas)
    post(client, maya, "defects", code="left_company", words="Moved to Atlas")
    assert now(maya).defects == ["left_company"]
    assert "Left the company" in text_of(client.get(f"/leads/{maya.pk}/"))
    client.post(f"/leads/{maya.pk}/defects/left_company/clearing/")
    assert now(maya).defects == []


def test_the_origin_is_corrected_and_the_earlier_one_stays_in_the_history(as_, cast, maya):
    post(as_(cast.mona), maya, "origin", source="referral", medium="", campaign="", vendor="")
    assert now(maya).source == "referral"
    assert "Origin corrected · referral" in text_of(as_(cast.mona).get(f"/leads/{maya.pk}/"))
    assert Event.objects.get(kind="captured").source == "fair"


def test_a_stage_it_passed_is_dated_afterwards(as_, cast, arrives):
    long_ago = timezone.now() - timedelta(days=20)
    tom = arrives("Tom Ericsson", at=long_ago)
    move(tom, to="sal", by=cast.jonas)
    post(
        as_(cast.jonas), now(tom), "backfills", to="mql", at=f"{long_ago + timedelta(days=2):%Y-%m-%dT%H:%M}"
    )
    stages = list(tom.intervals.order_by("no").values_list("stage", flat=True))
    assert stages == ["inquiry", "mql", "sal"]


def test_a_deal_opens_from_the_lead_which_goes_along(as_, cast, maya):
    response = post(as_(cast.priya), maya, "deals", name="Baltic rollout", amount="12000.50", currency="eur",
                    stage="discovery", expected_on="")  # fmt: skip
    deal = Deal.objects.get()
    assert (response.status_code, response.url) == (303, f"/deals/{deal.pk}/")
    assert (deal.amount_minor, deal.currency, deal.lead_id, now(maya).stage) == (
        1200050,
        "EUR",
        maya.pk,
        "discovery",
    )
    page = text_of(as_(cast.priya).get(f"/leads/{maya.pk}/"))
    assert "This lead has a deal already." in page and "This lead moves with its deal." in page


def test_a_deal_needs_a_currency_that_exists(as_, cast, maya):
    response = post(as_(cast.priya), maya, "deals", name="X", amount="5", currency="XYZ", stage="discovery")
    assert response.status_code == 422 and "three letters" in text_of(response) and not Deal.objects.exists()


def test_a_second_lead_of_the_account_joins_the_deal(as_, cast, maya, arrives):
    deal = open_deal(by=cast.priya, lead=maya)
    tom = arrives("Tom Ericsson", company="Baltic Freight")
    assert post(as_(cast.priya), tom, "joining", deal=deal.pk).status_code == 303
    assert now(tom).stage == "joined"


def test_a_deal_of_another_account_is_not_joined(as_, cast, maya, arrives):
    deal = open_deal(by=cast.priya, lead=maya)
    nora = arrives("Nora Rossi", company="Atlas Pumps")
    assert post(as_(cast.priya), nora, "joining", deal=deal.pk).status_code == 422


def test_an_executive_sees_why_nothing_can_be_pressed(as_, cast, maya):
    client = as_(cast.eve)
    page = client.get(f"/leads/{maya.pk}/")
    assert "Your role reads leads but does not change them." in text_of(page)
    assert 'aria-disabled="true"' in page.content.decode()
    for what in ("attempts", "notes", "moves", "exit", "owner", "defects", "origin", "deals"):
        assert post(client, maya, what).status_code == 403


def test_acts_are_posted_never_fetched(as_, cast, maya):
    client = as_(cast.jonas)
    for what in ("attempts", "moves", "exit", "owner"):
        assert client.get(f"/leads/{maya.pk}/{what}/").status_code == 405


def test_a_lead_that_is_not_there(as_, cast):
    assert as_(cast.jonas).get("/leads/999999/").status_code == 404


def test_a_long_history_opens_with_its_newest_part_and_shows_the_rest_when_asked(as_, cast, maya):
    from detente.crm.followup.actions import add_note

    for number in range(101):
        add_note(maya, f"note {number}.", by=cast.jonas)
    client = as_(cast.jonas)
    page = text_of(client.get(f"/leads/{maya.pk}/"))
    assert "note 100." in page and "note 0." not in page
    assert f"{now(maya).last_seq - 100} earlier entries" in page
    assert "note 0." in text_of(client.get(f"/leads/{maya.pk}/?history=all"))
