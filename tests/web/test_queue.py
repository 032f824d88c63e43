"""The queue by its acts: each key does what it says, is taken back, and says why when it cannot."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from detente.crm.capture.actions import take_back
from detente.crm.followup.actions import log_attempt
from detente.crm.handoff.actions import open_handoff, pass_on
from detente.crm.models import Event, Lead

PART = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def maya(cast, arrives):
    """Handed over to Jonas."""
    return arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, stage="mql")


@pytest.fixture
def desk(as_, cast):
    """Jonas at his queue: `desk.press("n", lead, words="...")` gives what the page says then."""
    client = as_(cast.jonas)

    def press(key, lead, **fields):
        answer = client.post(f"/queue/{lead.pk}/log/", {"stroke": key, **fields}, **PART)
        lead.refresh_from_db()
        return answer

    def undo(answer):
        address = re.search(r'"undo": "([^"]*)"', answer["HX-Trigger"]).group(1)
        assert address, answer["HX-Trigger"]
        return client.post(unescape(address), {"next": "/"}, follow=True, **PART)

    return SimpleNamespace(press=press, undo=undo, client=client)


def last(lead, kind):
    return Event.objects.filter(lead=lead, kind=kind).latest("pk")


@pytest.mark.parametrize(
    ("key", "channel", "disposition"),
    [("v", "call", "voicemail"), ("n", "call", "no_answer"), ("m", "mail", "sent"), ("t", "text", "sent")],
)
def test_one_key_logs_an_attempt_accepts_and_plans_the_next_step(desk, maya, key, channel, disposition):
    answer = desk.press(key, maya, words="Rang twice")
    assert answer.status_code == 200 and b"<html" not in answer.content
    event = last(maya, "attempted")
    assert (event.channel, event.disposition, event.detail.words["note"]) == (
        channel,
        disposition,
        "Rang twice",
    )
    assert (maya.stage, maya.next_by) == ("sal", "cadence")
    desk.undo(answer)
    maya.refresh_from_db()
    assert (maya.attempts, maya.next_at) == (0, None)


@pytest.mark.parametrize(("key", "outcome"), [("c", None), ("i", "interested")])
def test_a_conversation_is_logged_with_what_came_of_it(desk, maya, key, outcome):
    berlin = ZoneInfo("Europe/Berlin")
    at = (timezone.now() + timedelta(days=2)).astimezone(berlin).replace(second=0, microsecond=0)
    answer = desk.press(key, maya, by="call", words="Wants prices", at=at.strftime("%Y-%m-%dT%H:%M"))
    assert answer.status_code == 200
    event = last(maya, "attempted")
    assert (event.disposition, event.outcome) == ("connected", outcome)
    assert (maya.status, maya.next_by, maya.next_at) == ("connected", "promise", at)
    desk.undo(answer)
    maya.refresh_from_db()
    assert (maya.status, maya.next_by) == ("new", None), "the promise is taken back with the call"


def test_interested_passes_on_in_the_same_stroke(desk, maya, cast):
    desk.press("i", maya, by="mail", words="Budget is set", then=cast.priya.pk)
    waiting = open_handoff(maya)
    assert (waiting.kind, waiting.to, last(maya, "attempted").disposition) == (
        "passed",
        cast.priya,
        "replied",
    )


def test_later_promises_or_recycles_and_both_are_taken_back(desk, maya):
    answer = desk.press("l", maya, by="call", how="recycled:timing")
    assert (maya.stage, maya.exit_reason) == ("recycled", "timing")
    assert maya.recycle_on and last(maya, "attempted").outcome == "later"
    desk.undo(answer)
    maya.refresh_from_db()
    assert (maya.stage, maya.attempts) == ("sal", 0)
    refused = desk.press("l", maya, by="call", how="promise", at="")
    assert refused.status_code == 422 and b"Say when you will be in touch." in refused.content


def test_not_a_fit_ends_the_lead_with_its_reason(desk, maya):
    refused = desk.press("x", maya, by="call")
    assert refused.status_code == 422 and maya.attempts == 0, "nothing is logged without a reason"
    answer = desk.press("x", maya, by="call", reason="no_budget", words="Frozen until 2028")
    assert (maya.stage, maya.exit_reason, maya.attempts) == ("disqualified", "no_budget", 1)
    desk.undo(answer)
    maya.refresh_from_db()
    assert (maya.stage, maya.attempts) == ("sal", 0)


def test_bad_data_is_a_defect_on_the_lead(desk, maya):
    desk.press("b", maya, what="call:wrong_number")
    assert maya.defects == ["wrong_number"]


def test_accept_and_reject_answer_the_handoff_once(desk, maya, arrives, cast):
    waiting = open_handoff(maya)
    answer = desk.press("a", maya)
    assert maya.stage == "sal" and "Accepted: Maya Lindqvist." in answer["HX-Trigger"]
    waiting.refresh_from_db()
    assert (waiting.answer, waiting.answered_by) == ("accepted", cast.jonas)
    again = desk.press("r", maya, reason="duplicate")
    assert "answered already" in again["HX-Trigger"]
    other = arrives("Tom Berg", owner=cast.jonas, stage="mql")
    done = desk.press("r", other, reason="criteria_not_met", words="A student")
    assert (other.stage, other.exit_reason) == ("rejected", "criteria_not_met")
    desk.undo(done)
    other.refresh_from_db()
    assert other.stage == "mql" and open_handoff(other).to == cast.jonas


def test_an_ae_answers_what_was_passed_on(as_, cast, maya):
    pass_on(maya, by=cast.jonas, to=cast.priya, words="Budget is set, Q1")
    client = as_(cast.priya)
    page = client.get("/").content.decode()
    assert "passed on by Jonas Weber" in page and "Budget is set, Q1" in page
    assert "Maya Lindqvist" not in as_(cast.jonas).get("/queue/", **PART).content.decode()
    client.post(
        f"/queue/{maya.pk}/log/", {"stroke": "r", "reason": "brief_missing", "words": "No amount"}, **PART
    )
    maya.refresh_from_db()
    assert (maya.owner, maya.stage) == (cast.jonas, "sal")
    assert "Next:</span> Maya Lindqvist" in as_(cast.jonas).get("/queue/", **PART).content.decode()


def test_skipped_leads_stand_last_until_tomorrow(desk, maya, arrives, cast):
    arrives("Tom Berg", owner=cast.jonas, stage="mql")
    first = re.search(r"</span> (\w+ \w+)</h2>", desk.client.get("/").content.decode()).group(1)
    lead = Lead.objects.get(person__label=first)
    answer = desk.client.post(f"/queue/{lead.pk}/skipping/", **PART)
    assert f"</span> {first}</h2>" not in answer.content.decode()
    assert "skipped for today" in answer.content.decode()
    assert f"</span> {first}</h2>" in desk.undo(answer).content.decode()


def test_what_is_asked_for_cannot_log_on_a_lead_of_others_or_by_no_key(desk, maya, as_, cast):
    cast.lea.scope = "own"
    cast.lea.save()
    assert as_(cast.lea).post(f"/queue/{maya.pk}/log/", {"stroke": "n"}, **PART).status_code == 403
    answer = desk.press("?", maya)
    assert "There is no such key" in answer["HX-Trigger"] and maya.attempts == 0


def test_without_scripts_a_key_leads_back_to_today(desk, maya):
    answer = desk.client.post(f"/queue/{maya.pk}/log/", {"stroke": "n"})
    assert (answer.status_code, answer.url) == (303, "/")
    assert "No answer: Maya Lindqvist." in desk.client.get("/").content.decode()


def test_the_marketer_reads_the_reps_words_the_same_minute(desk, arrives, as_, cast):
    from detente.crm.capture.campaigns import add_campaign

    campaign = add_campaign("Autumn webinar", by=cast.mona, source="webinar")
    lead = arrives("Tom Berg", owner=cast.jonas, stage="mql", campaign=campaign)
    desk.press("r", lead, reason="criteria_not_met", words="A student who wanted the slides")
    mona = as_(cast.mona)
    for address in (f"/campaigns/{campaign.pk}/", "/"):
        page = mona.get(address).content.decode()
        assert "A student who wanted the slides" in page and "Does not meet the agreed criteria" in page
        assert f'href="/leads/{lead.pk}/"' in page


def test_the_desk_says_what_was_said_last_and_by_whom(desk, maya, cast):
    log_attempt(maya, by=cast.lea, channel="call", disposition="connected", words="Budget comes in March")
    try_once = log_attempt(
        maya, by=cast.jonas, channel="mail", disposition="sent", words="Sent to the wrong one"
    )
    take_back(try_once, by=cast.jonas)
    brief = desk.client.get(f"/queue/?lead={maya.pk}", **PART).content.decode().split("desk-log")[0]
    assert "Budget comes in March" in brief and "Lea Brandt" in brief
    assert "Sent to the wrong one" not in brief


def test_how_late_an_answer_is_goes_by_everybodys_clock(desk, maya, cast):
    """Three days past its time is three days, however few hours of business they had."""
    given = open_handoff(maya)
    given.due_at, given.assigned_at = timezone.now() - timedelta(days=3), timezone.now() - timedelta(days=4)
    given.save(update_fields=["due_at", "assigned_at"])
    assert "answer late by 3 d" in desk.client.get("/queue/", **PART).content.decode()


def test_a_first_attempt_that_is_taken_back_leaves_the_lead_accepted_and_says_so(desk, maya):
    said = desk.undo(desk.press("v", maya))["HX-Trigger"]
    assert "The lead stays accepted" in said
    assert "The lead stays accepted" not in desk.undo(desk.press("n", maya))["HX-Trigger"]
