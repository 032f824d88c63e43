"""Two records become one and nothing is lost; taken back, both are as they were."""

from __future__ import annotations

import io

import pytest
from django.db import transaction

from detente import copy
from detente.crm.capture import actions as capture
from detente.crm.capture import merging
from detente.crm.capture.campaigns import add_campaign, join_campaign
from detente.crm.deals import actions as deals
from detente.crm.files.actions import attach
from detente.crm.followup import actions as followup
from detente.crm.models import (
    Account,
    CampaignMember,
    DealContact,
    DuplicatePair,
    Event,
    ExternalId,
    File,
    Lead,
    Merge,
    Person,
)
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import (
    add_account,
    add_person,
    change_account,
    change_person,
    find_or_add_account,
)
from tests.crm.cast import NOW, Cast, ago
from tests.crm.truths import check_everything

Who = capture.Who


def arrives(cast: Cast, **who: object) -> Lead:
    stage = str(who.pop("stage", "mql"))
    at = who.pop("at", ago(days=9))
    return capture.capture(Who(**who), by=cast.mia, at=at, stage=stage).lead  # type: ignore[arg-type]


@pytest.fixture
def anna(cast: Cast) -> Lead:
    """Anna Koch as she first came, by the web form."""
    return arrives(cast, name="Anna Koch", email="anna.koch@nord.example", company="Nord GmbH")


@pytest.fixture
def a_koch(cast: Cast) -> Lead:
    """The same Anna, as the fair's list has her: with another address, and her telephone."""
    return arrives(
        cast, name="A. Koch", email="akoch@post.example", phone="+49 30 901820", external=("fair", "77"),
        stage="inquiry", at=ago(days=3),
    )  # fmt: skip


def now(row):
    return type(row).objects.get(pk=row.pk)


def test_all_that_belonged_to_either_belongs_to_the_survivor(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    other, survivor = a_koch.person, anna.person
    deal = deals.open_deal(by=cast.ava, person=other, name="Pumps", account=anna.account)
    DealContact.objects.create(deal=deal, person=other, role="champion")
    attach(other, io.BytesIO(b"%PDF-1.4 card"), name="card.pdf", size=13, by=cast.mia)
    join_campaign(cast.webinar, other, at=ago(days=2), by=None, responded=True)
    merge = merging.merge_people(survivor, other, by=cast.olga)
    survivor, other = now(survivor), now(other)
    assert (other.merged_into_id, survivor.merged_into_id) == (survivor.pk, None)
    assert set(Lead.objects.filter(person=survivor)) == {anna, a_koch}
    assert now(deal).person_id == survivor.pk
    assert DealContact.objects.get(deal=deal).person_id == survivor.pk
    assert File.objects.get().record_id == survivor.pk
    assert ExternalId.objects.get(system="fair").record_id == survivor.pk
    assert CampaignMember.objects.get(campaign=cast.webinar).person_id == survivor.pk
    assert (survivor.name, survivor.email, survivor.phone) == (
        "Anna Koch",
        "anna.koch@nord.example",
        "+49 30 901820",
    )
    assert merge.moved["leads"] == [a_koch.pk]
    check_everything()


def test_the_lead_that_got_further_goes_on_and_the_other_ends_as_a_duplicate(
    cast: Cast, anna: Lead, a_koch: Lead
) -> None:
    merge = merging.merge_people(a_koch.person, anna.person, by=cast.olga)
    assert (now(anna).stage, now(anna).person_id) == ("mql", a_koch.person_id)
    assert (now(a_koch).stage, now(a_koch).exit_reason) == ("rejected", "duplicate")
    merging.undo_merge(merge, by=cast.olga)
    assert (now(anna).stage, now(anna).person_id) == ("mql", anna.person_id)
    assert (now(a_koch).stage, now(a_koch).closed_at) == ("inquiry", None)
    check_everything()


@pytest.mark.parametrize("name", ["name", "email", "phone", "account"])
def test_what_is_chosen_stands_and_undo_brings_both_back(
    cast: Cast, anna: Lead, a_koch: Lead, name: str
) -> None:
    survivor, other = now(anna.person), now(a_koch.person)
    change_person(survivor, by=None, phone="+49 40 300500")
    before = list(Person.objects.order_by("pk").values())
    merge = merging.merge_people(survivor, other, by=cast.olga, chosen={name: "other"})
    column = "account_id" if name == "account" else name
    assert getattr(now(survivor), column) == getattr(other, column)
    undone = merging.undo_merge(merge, by=cast.olga)
    assert undone.left == []
    for row, was in zip(Person.objects.order_by("pk").values(), before, strict=True):
        assert row | {"version": 0} == was | {"version": 0}


def test_every_address_of_either_finds_the_survivor(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    merging.merge_people(anna.person, a_koch.person, by=cast.olga, chosen={"email": "other"})
    for who in (
        Who(email="anna.koch@nord.example"),
        Who(email="akoch@post.example"),
        Who(external=("fair", "77")),
    ):
        again = capture.capture(who, by=None, code="webinar")
        assert (again.lead, again.is_new) == (anna, False)
    with pytest.raises(Refused, match="already belongs to A"):
        add_person(by=cast.mia, name="Somebody", email="ANNA.koch@nord.example")


def test_what_people_changed_since_the_merge_stays_and_is_listed(
    cast: Cast, anna: Lead, a_koch: Lead
) -> None:
    merge = merging.merge_people(anna.person, a_koch.person, by=cast.olga, chosen={"name": "other"})
    change_person(now(anna.person), by=cast.sven, phone="+49 30 111111")
    followup.end(now(anna), exit_="recycled", reason="timing", by=cast.sven)
    since = capture.capture(Who(email="akoch@post.example"), by=None)
    undone = merging.undo_merge(merge, by=cast.olga)
    assert [(left.kind, left.name) for left in undone.left] == [("field", "phone")]
    assert (undone.survivor.name, undone.survivor.phone) == ("Anna Koch", "+49 30 111111")
    assert (undone.other.name, undone.other.phone) == ("A. Koch", "+49 30 901820")
    assert now(since.lead).person_id == anna.person_id
    check_everything()


def test_a_lead_that_cannot_be_reopened_is_listed(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    """The survivor's own lead ended as the duplicate, and by now another one of theirs is open."""
    merge = merging.merge_people(a_koch.person, anna.person, by=cast.olga)
    followup.end(now(anna), exit_="recycled", reason="timing", by=cast.sven)
    capture.capture(Who(email="akoch@post.example"), by=None)
    undone = merging.undo_merge(merge, by=cast.olga)
    assert [(left.kind, left.key) for left in undone.left] == [("lead", a_koch.pk)]
    check_everything()


def test_the_earliest_response_to_a_campaign_is_kept(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    join_campaign(cast.webinar, anna.person, at=ago(days=1), by=None, responded=True)
    join_campaign(cast.webinar, a_koch.person, at=ago(days=6), by=None, responded=True)
    merge = merging.merge_people(anna.person, a_koch.person, by=cast.olga)
    member = CampaignMember.objects.get(campaign=cast.webinar, person=anna.person)
    assert member.responded_at == member.added_at == ago(days=6)
    merging.undo_merge(merge, by=cast.olga)
    dates = dict(CampaignMember.objects.values_list("person", "responded_at"))
    assert dates == {anna.person_id: ago(days=1), a_koch.person_id: ago(days=6)}


def test_both_histories_tell_it_and_the_survivors_holds_both(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    before = set(Event.objects.filter(lead__in=[anna.pk, a_koch.pk]).values_list("pk", flat=True))
    merge = merging.merge_people(anna.person, a_koch.person, by=cast.olga)
    assert before <= set(merging.events_of(now(anna.person)).values_list("pk", flat=True))
    during = followup.add_note(now(a_koch), "She prefers mail", by=cast.sven)
    merging.undo_merge(merge, by=cast.olga)
    theirs = merging.events_of(now(a_koch.person))
    assert theirs.filter(pk=during.pk).exists() and not merging.events_of(now(anna.person)).filter(
        pk=during.pk
    )
    assert set(theirs.filter(lead=None).values_list("kind", flat=True)) == {"merged_into", "merge_undone"}


def test_three_that_are_one_are_merged_one_by_one_and_parted_in_reverse(
    cast: Cast, anna: Lead, a_koch: Lead
) -> None:
    third = add_person(by=cast.mia, name="Anna Koch-Meyer", email="ak@third.example")
    ids = [anna.person_id, a_koch.person_id, third.pk]
    before = list(Person.objects.order_by("pk").values())
    first = merging.merge_people(anna.person, a_koch.person, by=cast.olga)
    second = merging.merge_people(third, now(anna.person), by=cast.olga)
    assert capture.find_person(email_key="akoch@post.example", external_id=None) == third
    assert set(Lead.objects.values_list("person", flat=True)) == {third.pk}
    with pytest.raises(Refused, match=r"Anna Koch was merged later\. Take that merge back first"):
        merging.undo_merge(first, by=cast.olga)
    merging.undo_merge(second, by=cast.olga)
    merging.undo_merge(first, by=cast.olga)
    blank = {"version": 0}
    assert [row | blank for row in Person.objects.order_by("pk").values()] == [row | blank for row in before]
    assert [now(anna).person_id, now(a_koch).person_id] == ids[:2]
    with pytest.raises(Refused, match="taken back already"):
        merging.undo_merge(now(first), by=cast.olga)
    check_everything()


def test_what_cannot_be_merged_says_why(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    with pytest.raises(Refused, match="one record already"):
        merging.merge_people(anna.person, anna.person, by=cast.olga)
    with pytest.raises(Stale):
        merging.merge_people(anna.person, a_koch.person, by=cast.olga, other_version=99)
    with pytest.raises(Refused, match="mood can't be chosen"):
        merging.merge_people(anna.person, a_koch.person, by=cast.olga, chosen={"mood": "other"})
    deals.open_deal(by=cast.ava, lead=anna, name="Pumps")
    deals.open_deal(by=cast.ava, lead=a_koch, name="Valves", account=anna.account)
    with pytest.raises(Refused, match="Pumps and Valves"):
        merging.merge_people(anna.person, a_koch.person, by=cast.olga)
    assert not Merge.objects.exists()


def test_an_address_that_somebody_took_meanwhile_is_named(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    merge = merging.merge_people(anna.person, a_koch.person, by=cast.olga)
    change_person(now(anna.person), by=cast.sven, email="akoch@post.example")
    with pytest.raises(Refused, match=r"akoch@post\.example was given to Anna Koch since the merge"):
        merging.undo_merge(merge, by=cast.olga)
    assert now(a_koch.person).merged_into_id == anna.person_id


def test_added_fields_are_chosen_and_come_back(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    Person.objects.filter(pk=anna.person_id).update(custom={"region": "north", "vip": "yes"})
    Person.objects.filter(pk=a_koch.person_id).update(custom={"region": "south", "size": 42})
    merge = merging.merge_people(anna.person, a_koch.person, by=cast.olga, chosen={"custom.region": "other"})
    assert now(anna.person).custom == {"region": "south", "vip": "yes", "size": 42}
    merging.undo_merge(merge, by=cast.olga)
    assert now(anna.person).custom == {"region": "north", "vip": "yes"}
    assert now(a_koch.person).custom == {"region": "south", "size": 42}


def test_accounts_bring_their_people_leads_and_deals(cast: Cast, anna: Lead) -> None:
    twin = add_account("Nord G.m.b.H.", by=cast.mia, domain="nord.example", city="Kiel")
    ben = add_person(by=cast.mia, name="Ben", email="ben@nord.example", account=twin)
    deal = deals.open_deal(by=cast.ava, account=twin, name="Valves")
    nord = anna.account
    assert nord is not None
    merge = merging.merge_accounts(nord, twin, by=cast.olga, chosen={"name": "other"})
    survivor = now(nord)
    assert (survivor.name, survivor.domain, survivor.city) == ("Nord G.m.b.H.", "nord.example", "Kiel")
    assert now(ben).account_id == now(deal).account_id == nord.pk
    for told in ("NORD gmbh", "Nord G.m.b.H."):
        assert find_or_add_account(told, by=None) == nord
    assert find_or_add_account("?", by=None, domain="nord.example") == nord
    with pytest.raises(Refused, match="already the domain of"):
        add_account("Nordlicht", by=cast.mia, domain="nord.example")
    change_account(survivor, by=cast.sven, city="Lübeck")
    undone = merging.undo_merge(merge, by=cast.olga)
    assert [left.name for left in undone.left] == ["city"]
    assert (now(nord).name, now(nord).domain, now(nord).city) == ("Nord GmbH", None, "Lübeck")
    assert (now(twin).name, now(twin).domain, now(twin).city) == ("Nord G.m.b.H.", "nord.example", "Kiel")
    assert now(ben).account_id == now(deal).account_id == twin.pk
    assert now(anna).account_id == nord.pk
    check_everything()


def test_who_was_like_the_merged_record_is_like_the_survivor(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    third = add_person(by=cast.mia, name="Anna Koch-Meyer", email="ak@third.example")

    def pair(one: Person, other: Person) -> DuplicatePair:
        first, second = sorted((one.pk, other.pk))
        return DuplicatePair.objects.create(
            object="person", first_id=first, second_id=second, likeness=90, reasons=[], found_at=NOW
        )

    own, more = pair(anna.person, a_koch.person), pair(a_koch.person, third)
    merge = merging.merge_people(anna.person, a_koch.person, by=cast.olga)
    assert now(own).state == "merged"
    assert DuplicatePair.objects.filter(first_id=anna.person_id, second_id=third.pk, state="open").exists()
    merging.undo_merge(merge, by=cast.olga)
    assert set(DuplicatePair.objects.filter(state="open")) == {own, more}


def test_the_copy_follows_a_merge_and_its_undoing(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    twin = add_account("Nord G.m.b.H.", by=cast.mia)
    deals.win(
        deals.open_deal(by=cast.ava, account=twin, name="Valves", amount_minor=5_00),
        by=cast.ava,
        reason="price",
    )
    followup.log_attempt(a_koch, by=cast.sven, channel="call", disposition="connected")
    add_campaign("Fair", by=cast.mia)
    join_campaign(cast.webinar, a_koch.person, at=ago(days=2), by=None, responded=True)
    copy.rebuild()
    merges = [
        merging.merge_people(anna.person, a_koch.person, by=cast.olga),
        merging.merge_accounts(Account.objects.get(pk=anna.account_id), twin, by=cast.olga),
    ]
    copy.refresh()
    assert copy.compare() == []
    for merge in reversed(merges):
        merging.undo_merge(merge, by=cast.olga)
    copy.refresh()
    assert copy.compare() == []


def test_a_merge_that_is_refused_changes_nothing(cast: Cast, anna: Lead, a_koch: Lead) -> None:
    before = list(Event.objects.values_list("pk", flat=True))
    with pytest.raises(Refused), transaction.atomic():
        merging.merge_people(anna.person, a_koch.person, by=cast.olga, chosen={"email": "neither"})
    assert list(Event.objects.values_list("pk", flat=True)) == before
