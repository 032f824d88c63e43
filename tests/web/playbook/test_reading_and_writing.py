"""The playbook's pages: read by everybody, written in where the numbers stand, nothing lost on the way."""

from __future__ import annotations

from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from detente.crm.models import Playbook, Proposal
from detente.crm.playbook.actions import current
from detente.crm.playbook.agreement import default_document
from detente.crm.playbook.differences import differences
from detente.crm.playbook.sections import TOPICS
from detente.crm.playbook.writing import write
from tests.web.forms_on_pages import FormsOf

SURVEY = "scoring.engagement.groups.asked.rules.survey"


LATER = (
    "roles", "sales_ready", "scoring", "slas", "calendars", "cadences", "routing", "targets", "signing",
)  # fmt: skip
"""Sections that the first released playbook did not have."""


@pytest.fixture
def mona(as_: Any, cast: SimpleNamespace) -> Client:
    client: Client = as_(cast.mona)
    return client


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def begin(client: Client, topic: str = "points") -> Proposal:
    client.post(reverse("playbook_proposals"), {"topic": topic})
    return Proposal.objects.latest("pk")


def form_of(client: Client, proposal: Proposal, topic: str) -> dict[str, list[str]]:
    """What the topic's form holds, as a browser would send it."""
    address = reverse("playbook_draft", args=[proposal.uuid, topic])
    forms = FormsOf(text_of(client, address), address).forms
    return next(dict(form.holds) for form in forms if form.action == address)


def send(client: Client, proposal: Proposal, topic: str, **changed: Any) -> list[str]:
    """Send the topic's form with some fields changed; what differs from the version then."""
    holds = form_of(client, proposal, topic) | changed
    client.post(reverse("playbook_draft", args=[proposal.uuid, topic]), holds)
    proposal.refresh_from_db()
    return [change.text for change in differences(proposal.document, proposal.draft)]


def test_it_reads_in_plain_words_and_says_that_nobody_signed(mona: Client) -> None:
    cover = text_of(mona, reverse("playbook"))
    assert "Nobody has signed this yet." in cover and "From 50 points" in cover
    points = text_of(mona, reverse("playbook_topic", args=["points"]))
    assert "Finished a survey" in points and "half is left after" in points
    assert 'name="number:' not in points
    whole = text_of(mona, reverse("playbook_whole"))
    assert all(f'id="{topic}"' in whole for topic in TOPICS)


def test_a_form_that_is_sent_as_it_stands_changes_nothing(mona: Client) -> None:
    proposal = begin(mona)
    for topic in TOPICS:
        assert send(mona, proposal, topic) == []
    assert proposal.draft == proposal.document


def test_each_kind_of_field_is_written_into_the_document(mona: Client) -> None:
    proposal = begin(mona)
    assert send(mona, proposal, "points", **{
        f"number:{SURVEY}.points": ["30"], f"number:{SURVEY}.half_life_days": ["22,5"],
        f"several:{SURVEY}.touches": ["", "survey", "webinar"],
        "value:scoring.fit.groups.company.rules.size.when.value": ["80"],
        "text:scoring.fit.groups.role.rules.leads.when.is": ["is"],
        "value:scoring.fit.groups.role.rules.leads.when.value": ["CEO"],
        "text:scoring.fit.groups.reach.rules.phone.when.is": ["known"],
    }) == [
        "Leads a department or the company: when their title is CEO; was when their title contains head, director, "
        "chief, managing, president, owner, founder or vp.",
        "50 people or more: when the company's employees: at least 80; was when the company's employees: at least 50.",
        "Gave a phone number: when they have a phone number is known; was when they have a phone number.",
        "Finished a survey earns 30 points, was 25 points.",
        "Finished a survey counts Survey, Webinar, was Survey.",
        "Points of Finished a survey halve every 22.5 days, was 60 days.",
    ]  # fmt: skip
    proposal = begin(mona)
    told = send(mona, proposal, "promises", **{
        "number:slas.sales.attempts": ["8"], "percent:slas.sales.warn_after": ["50"],
        "commas:calendars.sales.hours.sat": ["09:00-12:00, 13:00-15:00"], "several:slas.sales.urgent.bands": [""],
        "text:calendars.sales.zone": ["Europe/Oslo"],
    })  # fmt: skip
    assert (
        "Unreached needs 8 attempts, was 6." in told
        and "Sales tries 8 times before giving up, was 6." in told
    )
    assert (
        "The rep is warned after 50 % of the time, was 75 %." in told
        and "Urgent are the bands nothing, was A Hot." in told
    )
    assert any("Saturday 09:00-12:00, 13:00-15:00; was" in text for text in told)
    assert "Sales works by the clock of Europe/Oslo, was the organisation." in told


def test_rows_are_added_named_and_taken_out(mona: Client) -> None:
    proposal = begin(mona)
    group = "scoring.engagement.groups.asked"
    send(mona, proposal, "points", do=[f"add:{group}.rules"])
    page = text_of(mona, reverse("playbook_draft", args=[proposal.uuid, "points"]))
    assert "name is empty: write something." in page
    new = f"{group}.rules.new_1"
    told = send(
        mona, proposal, "points", **{f"text:{new}.name": ["Took a demo"], f"number:{new}.points": ["40"]}
    )
    assert told == ["New points: Took a demo."]
    told = send(mona, proposal, "points", do=[f"remove:{group}.rules.reply"])
    assert told == ["No more points for: Replied to us.", "New points: Took a demo."]
    codes = [rule["code"] for rule in proposal.draft["scoring"]["engagement"]["groups"][0]["rules"]]
    assert codes == ["request", "survey", "took_a_demo"]
    for place in ("stages.mql", "scoring.limit", "scoring.fit.groups.nobody", "password"):
        assert send(mona, proposal, "points", do=[f"remove:{place}"]) == told


def test_what_is_no_number_is_kept_and_named_at_its_field(mona: Client) -> None:
    proposal = begin(mona)
    address = reverse("playbook_draft", args=[proposal.uuid, "points"])
    mona.post(address, form_of(mona, proposal, "points") | {f"number:{SURVEY}.points": ["twenty"]})
    page = text_of(mona, address)
    assert 'value="twenty"' in page and "points must be a whole number." in page
    comparison = text_of(mona, reverse("playbook_proposal", args=[proposal.uuid]))
    assert "To be mended before it is proposed" in comparison and "Mend what is listed first." in comparison


def test_a_draft_is_its_authors_alone_and_goes_on_where_it_was(
    mona: Client, as_: Any, cast: SimpleNamespace
) -> None:
    proposal = begin(mona)
    assert send(mona, proposal, "ready", **{"number:sales_ready.threshold": ["60"]})
    assert begin(mona, "exits") == proposal
    for address in ("playbook_proposal", "playbook_text"):
        assert as_(cast.marc).get(reverse(address, args=[proposal.uuid])).status_code == 404
    assert as_(cast.jonas).post(reverse("playbook_proposals"), {}).status_code == 403


def test_a_file_is_read_or_its_mistakes_are_named_by_line(mona: Client) -> None:
    proposal = begin(mona)
    address = reverse("playbook_text", args=[proposal.uuid])
    text = write(default_document())
    wrong = text.replace("threshold: 50", "treshold: 60")
    answer = mona.post(address, {"text": wrong})
    line = wrong[: wrong.index("treshold")].count("\n") + 1
    page = answer.content.decode()
    assert answer.status_code == 422 and "treshold: 60" in page
    assert f"Line {line}, column 3" in page and "Did you mean threshold?" in page
    mended = text.replace("threshold: 50", "threshold: 60").encode()
    mona.post(address, {"text": "", "file": SimpleUploadedFile("playbook.yaml", mended)})
    proposal.refresh_from_db()
    assert proposal.draft["sales_ready"]["threshold"] == 60


def test_an_older_form_is_offered_what_detente_comes_with(mona: Client) -> None:
    document = deepcopy(default_document())
    for section in LATER:
        del document[section]
    document["exits"][2]["attempts"] = 4
    current()
    Playbook.objects.update(document=document, effective_at="2025-01-01T00:00Z")
    assert "says nothing yet about" in text_of(mona, reverse("playbook"))
    assert "says nothing yet about: Points" in text_of(mona, reverse("playbook_topic", args=["points"]))
    mona.post(reverse("playbook_proposals"), {"shipped": "1"})
    proposal = Proposal.objects.get()
    assert proposal.draft["scoring"] == default_document()["scoring"]
    assert proposal.draft["slas"]["sales"]["attempts"] == 4
    page = text_of(mona, reverse("playbook_proposal", args=[proposal.uuid]))
    assert "New points: Finished a survey." in page and "To be mended" not in page
