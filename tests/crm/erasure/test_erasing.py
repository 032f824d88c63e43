"""An erased person: no word about them is left anywhere, and every number stays as it was."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.apps import apps

from detente.crm.capture.actions import Who, capture, touch
from detente.crm.capture.merging import merge_people
from detente.crm.capture.origin import Origin
from detente.crm.deals import actions as deals
from detente.crm.deals.plans import plan_next_step
from detente.crm.erasure import log
from detente.crm.erasure.actions import erase_person, replay
from detente.crm.followup.actions import add_note, log_attempt
from detente.crm.models import Deal, Event, EventDetail, ImportBatch, ImportLine, Lead, Person
from detente.crm.objections import Refused
from detente.crm.people.actions import add_person, change_person, external
from detente.intake.batches import uploads
from detente.intake.erasing import delete_files_that_held_them
from tests.crm.cast import Cast, ago
from tests.crm.truths import check_everything

pytestmark = pytest.mark.django_db

SECRETS = ("Ida", "Lovelock", "lovelock", "2312577", "garden")


@pytest.fixture(autouse=True)
def no_log_before() -> None:
    log.path().unlink(missing_ok=True)


@pytest.fixture
def ida(cast: Cast) -> Person:
    """Somebody about whom much was written: contact data, notes, a deal that bears her name."""
    who = Who(
        name="Ida Lovelock", email="ida.lovelock@plain.example", phone="+49 30 2312577", company="Plain Ltd"
    )
    origin = Origin(source="fair", utm={"landing_page": "/offer?for=ida.lovelock@plain.example"})
    lead = capture(who, by=None, origin=origin, stage="sql", at=ago(days=9)).lead
    log_attempt(
        lead, by=cast.sven, channel="call", disposition="connected", outcome="interested", words="Her garden"
    )
    add_note(lead, "Ida has a garden", by=cast.sven)
    deal = deals.open_deal(by=cast.ava, lead=lead, name="Ida Lovelock: first order", amount_minor=500_00)
    plan_next_step(deal, "Ask Ida about the garden", by=cast.ava)
    change_person(lead.person, by=cast.ava, title="Head of gardens")
    external("old_crm", "person", "lovelock-7", lead.person_id)
    return lead.person


def everything() -> str:
    """Every row of every table of the CRM as one text."""
    found = []
    for model in apps.get_app_config("crm").get_models():
        found += [json.dumps(row, default=str) for row in model._default_manager.values()]
    return "\n".join(found)


def test_no_word_about_the_person_is_left_in_any_table(cast: Cast, ida: Person) -> None:
    assert all(secret in everything() for secret in SECRETS)
    erase_person(ida, by=cast.ava, typed="Ida  Lovelock")
    left = everything()
    assert [secret for secret in SECRETS if secret in left] == []
    check_everything()


def test_what_happened_is_counted_as_before(cast: Cast, ida: Person) -> None:
    def numbers() -> tuple[object, ...]:
        # Points go by what is known of them, and that is gone.
        told = Event.objects.exclude(kind__in=("person_erased", "scored"))
        kinds = Counter(told.values_list("kind", flat=True))
        leads = list(Lead.objects.values_list("stage", "source", "attempts", "touches", "person", "account"))
        return kinds, leads, list(Deal.objects.values_list("stage", "amount_minor", "lead", "person"))

    before = numbers()
    erase_person(ida, by=cast.ava)
    assert numbers() == before


def test_an_open_lead_without_a_deal_ends_because_nobody_can_work_it(cast: Cast) -> None:
    lead = capture(Who(email="tom@plain.example"), by=None, at=ago(days=2)).lead
    erase_person(lead.person, by=cast.ava)
    lead.refresh_from_db()
    assert (lead.stage, lead.exit_reason) == ("disqualified", None)
    check_everything()


def test_a_wrong_name_erases_nobody(cast: Cast, ida: Person) -> None:
    with pytest.raises(Refused, match="Type Ida Lovelock exactly"):
        erase_person(ida, by=cast.ava, typed="Ida")
    assert Person.objects.get(pk=ida.pk).erased_at is None
    assert not log.path().exists()


def test_nobody_is_erased_twice(cast: Cast, ida: Person) -> None:
    erase_person(ida, by=cast.ava)
    with pytest.raises(Refused, match="erased already"):
        erase_person(ida, by=cast.ava)


def test_the_same_address_is_a_new_person_afterwards(cast: Cast, ida: Person) -> None:
    erase_person(ida, by=cast.ava)
    again = capture(Who(email="ida.lovelock@plain.example"), by=None)
    assert again.is_new and again.lead.person_id != ida.pk


def test_a_restored_backup_forgets_whom_the_log_names(cast: Cast, ida: Person) -> None:
    """The log lies outside the database: as after a restore, the person is there again and the log knows better."""
    log.append(log.Erasure(ida.uuid, ago(days=1)))
    with log.path().open("a") as file:
        file.write('{"person": "cut sho')
    assert replay() == 1
    assert replay() == 0
    assert Person.objects.get(pk=ida.pk).label == "Erased person"
    assert not EventDetail.objects.filter(event__person=ida.pk, words__isnull=False).exists()
    check_everything()


def test_a_touch_after_the_erasure_still_counts(cast: Cast, ida: Person) -> None:
    erase_person(ida, by=cast.ava)
    lead = Lead.objects.get(person=ida)
    touch(lead, code="form", by=None)
    assert Lead.objects.get(pk=lead.pk).touches == lead.touches + 1


def test_files_of_imports_that_held_somebody_merged_into_them_go_too(cast: Cast, ida: Person) -> None:
    twin = add_person(by=cast.ava, name="I. Lovelock")
    batch = ImportBatch.objects.create(name="fair", mapping={}, state="done", by=cast.olga)
    ImportLine.objects.create(batch=batch, line=1, outcome="stored", object="person", record_id=twin.pk)
    uploads(batch).mkdir(parents=True)
    (uploads(batch) / "fair.csv").write_text("I. Lovelock")
    merge_people(ida, twin, chosen={}, by=cast.ava)
    delete_files_that_held_them(Event(kind="person_erased", person=ida))
    assert not uploads(batch).exists()
    erase_person(ida, by=cast.ava)
    assert set(Person.objects.filter(pk__in=[ida.pk, twin.pk]).values_list("label", flat=True)) == {
        "Erased person"
    }
