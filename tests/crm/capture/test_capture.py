"""A lead arrives: one person, one open lead, an origin that stays, and nothing they told us is lost."""

from __future__ import annotations

from typing import Any

import pytest

from detente.crm.capture import actions as capture
from detente.crm.capture.actions import Arrival, Who
from detente.crm.capture.merging import merge_people
from detente.crm.capture.origin import Origin
from detente.crm.followup import actions as followup
from detente.crm.history.record import record_loose
from detente.crm.models import CampaignMember, Event, ExternalId, Lead, Person
from detente.crm.objections import Refused
from detente.crm.people.actions import change_organisation
from tests.crm.cast import NOW, Cast, ago

pytestmark = pytest.mark.django_db
IDA = Who(name="Ida Plain", email="ida@plain.example", company="Plain Ltd", domain="plain.example")


def arrive(who: Who = IDA, **more: Any) -> Arrival:
    return capture.capture(who, by=None, **more)


def test_a_new_person_becomes_person_account_and_lead(cast: Cast) -> None:
    origin = Origin(campaign=cast.webinar, utm={"utm_term": "pumps", "evil": "x"})
    found = arrive(origin=origin, at=ago(days=2), stage="mql", owner=cast.sven, words="Wants a demo")
    lead = found.lead
    assert found.is_new
    assert (lead.person.label, lead.account.domain) == ("Ida Plain", "plain.example")
    assert (lead.source, lead.medium, lead.campaign, lead.utm) == (
        "webinar", "event", cast.webinar, {"utm_term": "pumps"}
    )  # fmt: skip
    assert (lead.stage, lead.owner, lead.arrived_at) == ("mql", cast.sven, ago(days=2))
    event = Event.objects.get(lead=lead, kind="captured")
    assert (event.kind, event.detail.words) == ("captured", {"note": "Wants a demo"})
    assert CampaignMember.objects.get().responded_at == ago(days=2)


def test_another_response_is_a_touch_on_the_open_lead(cast: Cast) -> None:
    first = arrive().lead
    again = arrive(Who(email="IDA@Plain.example"), origin=Origin(campaign=cast.webinar), code="webinar")
    assert (again.is_new, again.lead.pk, again.lead.touches) == (False, first.pk, 1)
    assert again.lead.source is None
    assert Event.objects.get(kind="touched").campaign == cast.webinar


def test_the_same_company_is_found_by_domain_and_by_name(cast: Cast) -> None:
    accounts = {
        arrive(who).lead.account_id
        for who in (IDA, Who(email="a@x.example", company="PLAIN ltd"),
                    Who(email="b@x.example", company="Plain Limited", domain="PLAIN.example"))
    }  # fmt: skip
    assert len(accounts) == 1


def test_a_lead_may_have_no_contact_data_at_all(cast: Cast) -> None:
    lead = arrive(Who(external=("olist", "dac32acd"))).lead
    assert (lead.person.label, lead.person.email, lead.defects) == ("#dac32acd", None, [])
    assert arrive(Who(external=("olist", "dac32acd"))).lead.pk == lead.pk
    assert ExternalId.objects.get().record_id == lead.person_id


def test_a_bad_address_and_number_are_defects_and_no_lost_lead(cast: Cast) -> None:
    lead = arrive(Who(name="Cy", email="cy at nowhere", phone="call me")).lead
    assert lead.defects == ["email_invalid", "phone_invalid"]
    assert (lead.person.email, lead.person.phone, lead.person.email_key) == ("cy at nowhere", "call me", None)
    found = Event.objects.filter(lead=lead, kind="defect_found").values_list("code", "reason")
    assert set(found) == {("email_invalid", "validation"), ("phone_invalid", "validation")}


def test_a_number_without_a_prefix_is_read_as_one_of_our_country(cast: Cast) -> None:
    change_organisation(by=cast.olga, country="DE")
    assert arrive(Who(name="Di", phone="030 901820")).lead.person.phone_key == "+4930901820"
    assert (
        arrive(Who(name="Mo", phone="020 7946 0018", country="gb")).lead.person.phone_key == "+442079460018"
    )


def test_what_a_known_person_tells_anew_fills_blanks_and_overwrites_nothing(cast: Cast) -> None:
    arrive(Who(email="ida@plain.example"))
    lead = arrive(
        Who(name="Ida Plain", email="ida@plain.example", phone="+4930901820", company="Plain Ltd")
    ).lead
    arrive(Who(name="Somebody Else", email="ida@plain.example"))
    person = Person.objects.get()
    assert (person.name, person.phone_key, person.account.name) == ("Ida Plain", "+4930901820", "Plain Ltd")
    assert lead.pk == Lead.objects.get().pk
    changed = Event.objects.get(kind="person_changed")
    assert changed.facts == {"fields": ["account", "name", "phone", "phone_key"]}


def test_a_bad_number_on_a_later_form_is_a_defect_only_where_none_was_known(cast: Cast) -> None:
    arrive(Who(email="ida@plain.example", phone="+4930901820"))
    assert arrive(Who(email="ida@plain.example", phone="nope")).lead.defects == []
    arrive(Who(email="bo@plain.example"))
    assert arrive(Who(email="bo@plain.example", phone="nope")).lead.defects == ["phone_invalid"]


def test_a_key_of_somebody_set_aside_goes_to_the_person_who_comes_anew(cast: Cast) -> None:
    first = arrive(Who(external=("crm", "1"))).lead
    Person.objects.filter(pk=first.person_id).update(is_archived=True)
    second = arrive(Who(external=("crm", "1"))).lead
    assert second.person_id != first.person_id
    assert ExternalId.objects.get().record_id == second.person_id


@pytest.mark.parametrize("is_set_aside", [False, True])
def test_a_key_that_somebody_else_stored_meanwhile_is_not_taken_from_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, is_set_aside: bool
) -> None:
    if is_set_aside:
        arrive(Who(external=("crm", "1")))
        Person.objects.update(is_archived=True)
    looks, make = [], capture.make_person

    def make_late(**fields: Any) -> Person:
        looks.append("nobody yet")
        if len(looks) == 1:
            arrive(Who(external=("crm", "1")))
        return make(**fields)

    monkeypatch.setattr(capture, "make_person", make_late)
    lead = arrive(Who(external=("crm", "1"))).lead
    assert looks == ["nobody yet"] * 3
    assert list(Person.objects.filter(is_archived=False)) == [lead.person]
    assert ExternalId.objects.get().record_id == lead.person_id


def test_a_merged_person_is_met_as_the_one_they_live_on_in(cast: Cast) -> None:
    merged = arrive(Who(external=("crm", "1"))).lead.person
    followup.end(Lead.objects.get(), exit_="rejected", reason="duplicate", by=cast.sven)
    survivor = arrive().lead.person
    merge_people(survivor, merged, by=cast.sven)
    assert arrive(Who(external=("crm", "1"))).lead.person == survivor


def end(lead: Lead, exit_: str, reason: str, cast: Cast) -> None:
    followup.end(lead, exit_=exit_, reason=reason, by=cast.sven)


def test_a_returning_recycled_lead_keeps_its_origin_and_what_brought_it_back_is_remembered(
    cast: Cast,
) -> None:
    first = arrive(origin=Origin(source="search", utm={"utm_term": "pumps"})).lead
    end(first, "recycled", "timing", cast)
    back = arrive(origin=Origin(source="newsletter", campaign=cast.webinar)).lead
    assert (back.source, back.campaign, back.utm) == ("search", None, {"utm_term": "pumps"})
    assert (back.earlier, back.first) == (first, first)
    captured = Event.objects.get(lead=back, kind="captured")
    assert captured.facts == {
        "utm_term": "pumps", "response_source": "newsletter", "response_medium": "event",
        "response_campaign_id": cast.webinar.pk,
    }  # fmt: skip
    assert CampaignMember.objects.filter(campaign=cast.webinar, person=first.person).exists()
    end(back, "recycled", "timing", cast)
    third = arrive().lead
    assert (third.earlier, third.first, third.source) == (back, first, "search")


def test_a_lead_after_another_exit_is_new_volume(cast: Cast) -> None:
    first = arrive(origin=Origin(source="search")).lead
    end(first, "rejected", "duplicate", cast)
    second = arrive(origin=Origin(source="event")).lead
    assert (second.earlier, second.first, second.source) == (first, None, "event")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"who": Who(name=" ", email="  ")}, "nobody"),
        ({"who": Who(name="Ida", country="Germany")}, "country_unknown"),
        ({"who": Who(external=("crm", "1" * 201))}, "external_long"),
        ({"stage": "discovery"}, "stage_unknown"),
        ({"stage": "rejected"}, "stage_unknown"),
        ({"stage": ""}, "stage_unknown"),
        ({"code": "telepathy"}, "code_unknown"),
        ({"at": ago(days=-1)}, "in_future"),
    ],
)
def test_what_is_refused_says_why_and_stores_nothing(
    cast: Cast, arguments: dict[str, Any], code: str
) -> None:
    events = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        arrive(**arguments)
    assert [objection.code for objection in refusal.value.objections] == [code]
    assert str(refusal.value).strip() and not set("{}") & set(str(refusal.value))
    assert (Event.objects.count(), Person.objects.count()) == (events, 0)


def test_all_that_is_wrong_is_said_at_once(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        arrive(Who(), stage="won", code="telepathy", at=ago(days=-1))
    assert {o.code for o in refusal.value.objections} == {
        "nobody",
        "stage_unknown",
        "code_unknown",
        "in_future",
    }


def test_a_clock_that_runs_ahead_a_little_is_forgiven(cast: Cast) -> None:
    assert arrive(at=ago(minutes=-5)).is_new


def test_texts_of_the_web_are_cut_and_cleaned(cast: Cast) -> None:
    origin = Origin(source="a\x00b" + "x" * 500, utm={"utm_term": "t" * 900, "referrer": "\x00"})
    lead = arrive(origin=origin).lead
    assert lead.source is not None and len(lead.source) == 120 and lead.source.startswith("a bx")
    assert lead.utm == {"utm_term": "t" * 500}


def test_a_touch_a_defect_and_an_origin_follow_their_rules(cast: Cast) -> None:
    lead = arrive(origin=Origin(source="search")).lead
    with pytest.raises(Refused, match="telepathy is not one of"):
        capture.touch(lead, code="telepathy", by=None)
    with pytest.raises(Refused, match="bad_mood is not one of"):
        capture.find_defect(lead, "bad_mood", by=cast.sven)
    capture.find_defect(lead, "fake", by=cast.sven, words="Called, does not exist")
    found_again = capture.find_defect(lead, "fake", by=cast.sven)
    assert found_again.defects == ["fake"]
    assert Event.objects.filter(kind="defect_found").count() == 1
    assert capture.clear_defect(lead, "fake", by=cast.mia).defects == []
    with pytest.raises(Refused, match="no longer stands"):
        capture.clear_defect(lead, "fake", by=cast.mia)
    lead = capture.correct_origin(lead, Origin(campaign=cast.webinar), by=cast.mia)
    assert (lead.source, lead.medium, lead.campaign) == ("webinar", "event", cast.webinar)
    assert Event.objects.get(kind="captured").source == "search"


def test_taking_back_leaves_what_the_others_say(cast: Cast) -> None:
    lead = arrive(at=ago(days=9)).lead

    def call(disposition: str, days: int) -> Event:
        return followup.log_attempt(
            lead, by=cast.sven, channel="call", disposition=disposition, at=ago(days=days)
        )

    early, spoken, late = call("no_answer", 6), call("connected", 5), call("no_answer", 4)
    touched = capture.touch(lead, code="visit", by=None, at=ago(days=3))
    capture.take_back(spoken, by=cast.sven)
    lead.refresh_from_db()
    assert (lead.attempts, lead.status, lead.first_attempt_at, lead.last_attempt_at) == (
        2, "attempting", early.at, late.at
    )  # fmt: skip
    capture.take_back(early, by=cast.sven)
    capture.take_back(late, by=cast.sven)
    capture.take_back(touched, by=cast.sven)
    lead.refresh_from_db()
    assert (lead.attempts, lead.status, lead.first_attempt_at) == (0, "new", None)
    assert (lead.touches, lead.last_touch_at) == (0, None)


def test_taking_back_twice_or_anything_else_is_refused(cast: Cast) -> None:
    lead = arrive().lead
    note = followup.add_note(lead, "Wrong lead", by=cast.sven)
    capture.take_back(note, by=cast.sven)
    with pytest.raises(Refused, match="taken back already"):
        capture.take_back(note, by=cast.sven)
    with pytest.raises(Refused, match="Only a touch, an attempt, a promise or a note"):
        capture.take_back(Event.objects.get(kind="captured"), by=cast.sven)


def test_a_lead_that_belongs_to_another_account_takes_its_person_along(cast: Cast) -> None:
    from detente.crm.people.actions import add_account

    lead = arrive().lead
    other = add_account("Other Ltd", by=cast.mia)
    lead = capture.move_to_account(lead, other, by=cast.mia)
    lead.person.refresh_from_db()
    assert (lead.account, lead.person.account) == (other, other)


def test_the_cast_writes_history_in_one_way_only(cast: Cast) -> None:
    """What has no lead stands apart from the chains."""
    from detente.crm.history.facts import SettingsChanged

    event = record_loose(SettingsChanged(facts={"fields": ["zone"]}), by=cast.olga, subject={}, at=NOW)
    assert (event.lead_id, event.seq, event.previous) == (None, None, None)
