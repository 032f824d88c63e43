"""Judges see what was asked and who the company is; where a lead came from, who had it and how it ended is hidden."""

from __future__ import annotations

import dataclasses

import pytest

from detente.crm.blind_audit.blanking import BLANK, blanked, parts
from detente.crm.blind_audit.seen import seen
from detente.crm.capture.actions import correct_origin, touch
from detente.crm.capture.origin import Origin
from detente.crm.capture.reversals import take_back
from detente.crm.deals.actions import lose, open_deal
from detente.crm.followup.actions import add_note, log_attempt
from detente.crm.models import Lead
from detente.crm.people.actions import change_person
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field
from tests.crm.blind_audit.north import arrive
from tests.crm.cast import Cast


@pytest.mark.parametrize(
    ("text", "hidden", "left"),
    [
        ("Eva rang, evas note, EVA's", {"Eva"}, f"{BLANK} rang, {BLANK} note, {BLANK}"),
        ("the Trade-Show stand", {"trade_show"}, f"the {BLANK} stand"),
        ("Evaluation of evangelists", {"Eva"}, "Evaluation of evangelists"),
        ("see https://x.example/?utm_source=fair and jo@firm.example", set(), f"see {BLANK} and {BLANK}"),
        ("met at our webinar, via LinkedIn", set(), f"met at our {BLANK}, via {BLANK}"),
        ("costs (a+b)* 50 %", {"(a+b)*"}, f"costs ({BLANK})* 50 %"),
    ],
)
def test_words_are_blanked_as_words(text: str, hidden: set[str], left: str) -> None:
    assert blanked(text, hidden) == left


def test_names_are_known_whole_and_in_parts() -> None:
    assert parts(["Eva Li-Berger", None, " "]) == {"Eva Li-Berger", "Eva", "Berger"}


@pytest.mark.django_db
def test_nothing_tells_where_it_came_from_who_had_it_or_how_it_ended(cast: Cast) -> None:
    field = add_field("person", name="Machines", kind="number", by=cast.olga)
    heard = add_field("person", name="Heard of us by webinar", kind="text", by=cast.olga)
    lead = arrive(
        cast, "Tom Waits", owner=cast.sven, stage="sql", words="Ava told me at the Spring Webinar: 40 pumps"
    )
    touch(lead, code="survey", by=None, origin=Origin(source="trade_show", medium="stand", vendor=cast.callers),
          words="Saw you at the trade show, Callers Inc rang. Budget in May.")  # fmt: skip
    log_attempt(lead, by=cast.sven, channel="call", disposition="connected", outcome="interested",
                words="Sven spoke to Tom Waits, wants 40 pumps")  # fmt: skip
    taken = add_note(lead, "A slip of the pen", by=cast.ava)
    take_back(taken, by=cast.ava)
    change_person(lead.person, by=cast.ava, title="Head of plant")
    change_custom(lead.person, {field.code: "12", heard.code: "the fair"}, by=cast.ava)
    correct_origin(
        Lead.objects.get(pk=lead.pk), by=cast.mia, origin=Origin(source="quizzing", vendor=cast.callers)
    )
    lost(Lead.objects.get(pk=lead.pk), cast)

    told = seen(Lead.objects.select_related("person", "account").get(pk=lead.pk))

    assert (told.title, told.company, told.answers) == (
        "Head of plant",
        "Tom Waits Ltd",
        (("Machines", "12"),),
    )
    assert told.said == (
        f"{BLANK} told me at the {BLANK}: 40 pumps",
        f"Saw you at the {BLANK}, {BLANK} rang. Budget in May.",
    )
    assert told.notes == (f"{BLANK} spoke to {BLANK}, wants 40 pumps",)
    text = str(dataclasses.replace(told, company="")).casefold()
    for hidden in (
        "webinar",
        "quizzing",
        "trade",
        "callers",
        "sven",
        "ava ",
        "waits",
        "silent",
        "lost",
        "slip",
        "2026",
    ):
        assert hidden not in text


def lost(lead: Lead, cast: Cast) -> None:
    """Its deal is lost, and somebody says why."""
    deal = open_deal(lead=lead, by=cast.ava, name="Pumps", owner=cast.ava)
    lose(deal, by=cast.ava, reason="went_silent", words="Went silent after the offer")
    add_note(Lead.objects.get(pk=lead.pk), "A pity that we lost them", by=cast.ava)
