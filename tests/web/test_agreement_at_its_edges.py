"""Two tabs, two answers, two presses: each is answered with words that say what to do, and nothing written is lost."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from detente.crm.handoff.actions import accept, open_handoff
from detente.crm.models import Absence, Event, Lead, Proposal
from detente.crm.people.actions import change_user
from detente.crm.people.days import today
from detente.crm.playbook.agreement import default_document
from detente.crm.playbook.proposals import change_draft, draft, propose
from detente.crm.playbook.signatories import name_signatory
from detente.crm.playbook.writing import write
from tests.web.forms_on_pages import FormsOf

PART = {"HTTP_HX_REQUEST": "true"}
REPLY = "scoring.engagement.groups.asked.rules.reply"
As = Callable[[Any], Client]


def drafted(client: Client) -> Proposal:
    client.post(reverse("playbook_proposals"), {"topic": "ready"})
    return Proposal.objects.latest("pk")


def tab(client: Client, address: str) -> Callable[..., Any]:
    """A form as one tab read it: call it to send it with some fields changed."""
    forms = FormsOf(client.get(address).content.decode(), address).forms
    holds = next(form.holds for form in forms if form.action == address)
    return lambda **changed: client.post(address, holds | changed)


def test_two_tabs_on_one_draft_lose_nothing_of_either(as_: As, cast: SimpleNamespace) -> None:
    mona = as_(cast.mona)
    proposal = drafted(mona)
    promises = reverse("playbook_draft", args=[proposal.uuid, "promises"])
    first, second, file = (
        tab(mona, promises),
        tab(mona, promises),
        reverse("playbook_text", args=[proposal.uuid]),
    )
    whole = tab(mona, file)
    first(**{"number:slas.sales.attempts": ["8"]})
    answer = second(**{"percent:slas.sales.warn_after": ["50"]})
    page = answer.content.decode()
    assert answer.status_code == 409 and "This page was saved elsewhere meanwhile" in page
    assert "Unreached needs 6 attempts, was 8." in page and "after 50 % of the time" in page
    answer = whole(text=[write(default_document()).replace("threshold: 50", "threshold: 60")])
    assert answer.status_code == 422 and "saved elsewhere meanwhile" in answer.content.decode()
    proposal.refresh_from_db()
    assert (
        proposal.draft["slas"]["sales"]["attempts"] == 8 and proposal.draft["sales_ready"]["threshold"] == 50
    )
    again = next(f.holds for f in FormsOf(page, promises).forms if f.action == promises)
    mona.post(promises, again | {"number:slas.sales.attempts": ["8"]})
    proposal.refresh_from_db()
    sales = proposal.draft["slas"]["sales"]
    assert (sales["attempts"], sales["warn_after"]) == (8, 0.5)


def test_points_of_a_row_that_another_tab_took_out_are_not_said_to_be_saved(
    as_: As, cast: SimpleNamespace
) -> None:
    mona = as_(cast.mona)
    points = reverse("playbook_draft", args=[drafted(mona).uuid, "points"])
    first, second = tab(mona, points), tab(mona, points)
    first(do=[f"remove:{REPLY}"])
    answer = second(**{f"number:{REPLY}.points": ["33"]})
    assert answer.status_code == 409 and "taken out meanwhile" in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (write(default_document()).replace("threshold: 50", f"threshold: {'9' * 5000}"), "more digits"),
        (write(default_document()) + "#" * 1_000_000, "letters at most"),
        ("a: " + "[" * 5000 + "]" * 5000, "nested too deep"),
        ("a: &x [1]\nb: *x\n", "write it out"),
    ],
    ids=["digits", "a megabyte", "depth", "references"],
)
def test_a_file_that_is_no_playbook_is_refused_in_words(
    as_: As, cast: SimpleNamespace, text: str, said: str
) -> None:
    mona = as_(cast.mona)
    answer = mona.post(reverse("playbook_text", args=[drafted(mona).uuid]), {"text": text})
    assert answer.status_code == 422 and said in answer.content.decode()


def test_what_was_not_read_is_not_signed_and_who_left_signs_no_more(as_: As, cast: SimpleNamespace) -> None:
    for side, user in (("marketing", cast.mona), ("sales", cast.marc)):
        name_signatory(side, user=user, by=cast.ada)
    proposal = draft(by=cast.mona)
    ready = proposal.draft["sales_ready"]
    for threshold in (60, 65):
        change_draft(
            proposal, proposal.document | {"sales_ready": ready | {"threshold": threshold}}, by=cast.mona
        )
        proposal = propose(proposal, by=cast.mona, summary="Fewer, better leads")
    sign = reverse("playbook_signature", args=[proposal.uuid])
    marc = as_(cast.marc)
    for read in ("1", "", "x", "9" * 40):
        assert "Look at what is new" in marc.post(sign, {"edition": read}, follow=True).content.decode()
    assert not proposal.signatures.exists()
    change_user(cast.marc, by=cast.ada, is_active=False)
    page = as_(cast.mona).post(sign, {"edition": "2"}, follow=True).content.decode()
    assert "It waits for the other side." in page and "nobody is named to sign" in page
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_a_company_of_administrators_reads_who_could_sign(as_: As, cast: SimpleNamespace) -> None:
    proposal = draft(by=cast.ada)
    ready = proposal.draft["sales_ready"] | {"threshold": 60}
    change_draft(proposal, proposal.draft | {"sales_ready": ready}, by=cast.ada)
    propose(proposal, by=cast.ada, summary="Fewer, better leads")
    page = as_(cast.ada).get(reverse("playbook_proposal", args=[proposal.uuid])).content.decode()
    assert "name who does for marketing and for sales, and add them as users first" in page


def test_days_away_that_cannot_be_are_refused(as_: As, cast: SimpleNamespace) -> None:
    jonas, now = as_(cast.jonas), today().isoformat()
    for first, last, said in (
        (now, "2020-01-01", "comes before the first"),
        ("9999-12-31", "9999-12-31", "more than two years from now"),
        (now, "9999-12-31", "longer than two years"),
    ):
        answer = jonas.post(reverse("absences"), {"first_on": first, "last_on": last})
        assert answer.status_code == 422 and said in answer.content.decode()
    assert not Absence.objects.exists()


def pressed(client: Client, lead: Lead, **sent: Any) -> str:
    """What the queue says to a key, with the toasts."""
    answer = client.post(reverse("queue_log", args=[lead.pk]), sent, **PART)
    return str(answer.content.decode() + answer.headers.get("HX-Trigger", ""))


def test_a_key_that_is_sent_twice_logs_once_and_keeps_the_note(
    as_: As, cast: SimpleNamespace, arrives: Callable[..., Any]
) -> None:
    lead = arrives("Maya Lindqvist", stage="mql", owner=cast.jonas)
    lead.refresh_from_db()
    jonas, sent = as_(cast.jonas), {"stroke": "v", "version": lead.last_seq, "words": "Rings after four"}
    assert "Voicemail: Maya Lindqvist." in pressed(jonas, lead, **sent)
    said = pressed(jonas, lead, **sent)
    assert "so nothing more is logged" in said and 'value="Rings after four"' in said
    assert Event.objects.filter(lead=lead, kind="attempted").count() == 1
    lead.refresh_from_db()
    assert f'name="version" value="{lead.last_seq}"' in said
    pressed(jonas, lead, **sent | {"version": lead.last_seq})
    assert Event.objects.filter(lead=lead, kind="attempted").count() == 2


def test_whose_lead_was_answered_meanwhile_keeps_what_they_wrote(
    as_: As, cast: SimpleNamespace, arrives: Callable[..., Any]
) -> None:
    lead = arrives("Maya Lindqvist", stage="mql", owner=cast.jonas)
    given = open_handoff(lead)
    jonas, words = as_(cast.jonas), "They asked for a pump"
    said = pressed(jonas, lead, stroke="r", words=words)
    assert "This field is required." in said and f'value="{words}"' in said
    accept(given, by=cast.marc)
    said = pressed(jonas, lead, stroke="r", reason="student", words=words)
    assert f"What you wrote is not saved: {words}" in said
    assert "answered already" in pressed(jonas, lead, stroke="a")
