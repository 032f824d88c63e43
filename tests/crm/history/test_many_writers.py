"""Many people at once: nothing lost, nothing doubled, nobody overwritten."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections, connection

from detente.crm.capture import actions as capture
from detente.crm.capture import campaigns, vendors
from detente.crm.deals import actions as deals
from detente.crm.followup import actions as followup
from detente.crm.history import bulk
from detente.crm.history.facts import Assigned, DealMoved
from detente.crm.models import Account, Deal, DealLead, Event, ExternalId, Lead, Person, User
from detente.crm.objections import Refused, Stale
from detente.crm.people import teams
from detente.crm.people.actions import (
    add_account,
    add_person,
    add_user,
    change_account,
    change_person,
    change_user,
    find_or_add_account,
)
from tests.crm.cast import NOW, Cast, ago, gather
from tests.crm.truths import check_everything

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crew(transactional_db: None) -> Iterator[Cast]:
    yield gather()
    check_everything()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts in a thread each, from the same moment on; an act that is refused gives its refusal."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        close_old_connections()
        start.wait()
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def new_lead(**more: Any) -> Lead:
    who = capture.Who(name="Ida Plain", email="ida@plain.example", company="Plain Ltd")
    return capture.capture(who, by=None, at=ago(days=3), **more).lead


def test_eight_writers_on_one_lead_lose_and_fork_nothing(crew: Cast) -> None:
    lead = new_lead()

    def work(no: int) -> None:
        for turn in range(6):
            followup.add_note(lead, f"{no}/{turn}", by=crew.sven)
            capture.touch(lead, code="visit", by=None)
            followup.log_attempt(lead, by=crew.sven, channel="call", disposition="no_answer")

    at_once(*(lambda no=no: work(no) for no in range(8)))
    lead.refresh_from_db()
    of_kind = Counter(Event.objects.filter(lead=lead).values_list("kind", flat=True))
    assert (of_kind["noted"], of_kind["attempted"], of_kind["touched"]) == (48, 48, 48)
    assert (lead.last_seq, lead.attempts, lead.touches) == (of_kind.total(), 48, 48)
    said = Event.objects.filter(lead=lead, kind="noted").values_list("detail__words", flat=True)
    assert {words["note"] for words in said} == {f"{no}/{turn}" for no in range(8) for turn in range(6)}
    check_everything()


def test_writers_of_one_and_of_many_rows_share_a_lead(crew: Cast) -> None:
    deal = deals.open_deal(by=crew.ava, lead=new_lead())

    def in_sets() -> None:
        for turn in range(5):
            with bulk.writing() as writer:
                story = writer.leads([deal.lead_id])[deal.lead_id]
                sold = writer.deals([deal.pk])[deal.pk]
                to = ("proposal", "negotiation")[turn % 2]
                if sold.state.stage != to:
                    writer.record_deal(
                        sold, DealMoved(from_stage=sold.state.stage, to_stage=to), at=NOW, lead=story
                    )
                writer.record(story, Assigned(owner_id=crew.ava.pk), at=NOW)

    def one_by_one() -> None:
        for turn in range(10):
            deals.change_deal(deal, by=crew.ava, amount_minor=turn * 100 + 1)

    at_once(in_sets, in_sets, one_by_one, one_by_one)
    deal.refresh_from_db()
    assert deal.amount_minor == 901
    check_everything()


def test_the_same_new_address_twice_at_once_is_one_person_and_one_lead(crew: Cast) -> None:
    arrivals = at_once(*[new_lead] * 6)
    assert len({lead.pk for lead in arrivals}) == 1
    assert (Person.objects.count(), Lead.objects.count(), Account.objects.count()) == (1, 1, 1)
    assert arrivals[0].__class__.objects.get().touches == 5


def test_the_same_new_external_id_twice_at_once_is_one_person_and_one_lead(crew: Cast) -> None:
    who = capture.Who(external=("crm", "p-1"))
    arrivals = at_once(*[lambda: capture.capture(who, by=None)] * 6)
    assert Counter(arrival.is_new for arrival in arrivals) == {True: 1, False: 5}
    assert (Person.objects.count(), Lead.objects.count(), ExternalId.objects.count()) == (1, 1, 1)


def test_somebody_set_aside_who_comes_back_twice_at_once_is_one_new_person(crew: Cast) -> None:
    who = capture.Who(external=("crm", "p-1"))
    old = capture.capture(who, by=None).lead.person
    Person.objects.update(is_archived=True)
    arrivals = at_once(*[lambda: capture.capture(who, by=None)] * 6)
    assert len({arrival.lead.person_id for arrival in arrivals} - {old.pk}) == 1
    assert Person.objects.count() == 2


def test_somebody_known_who_tells_a_new_address_at_once_with_its_owner_is_not_lost(crew: Cast) -> None:
    known = capture.capture(capture.Who(external=("crm", "p-1")), by=None).lead.person
    both = capture.Who(email="ida@plain.example", external=("crm", "p-1"))
    arrivals = at_once(lambda: capture.capture(both, by=None), new_lead)
    assert [arrival.lead.person for arrival in arrivals[:1]] == [known]
    assert Person.objects.filter(email_key="ida@plain.example").count() == 1


def _twice(crew: Cast, what: str) -> list[Callable[[], Any]]:
    """Two people name two things alike, or give two of them the same address, at once."""
    by = crew.olga
    match what:
        case "campaign":
            return [lambda: campaigns.add_campaign("Fair", by=by)] * 2
        case "campaign renamed":
            added = [campaigns.add_campaign(name, by=by) for name in ("Fair", "Booth")]
            return [lambda one=one: campaigns.change_campaign(one, by=by, name="Expo") for one in added]
        case "vendor":
            return [lambda: vendors.add_vendor("Diallers", by=by)] * 2
        case "vendor renamed":
            sellers = [vendors.add_vendor(name, by=by) for name in ("Diallers", "Ringers")]
            return [lambda one=one: vendors.rename_vendor(one, "Bells", by=by) for one in sellers]
        case "team":
            return [lambda: teams.add_team("North", kind="sales", by=by)] * 2
        case "team renamed":
            named = [teams.add_team(name, kind="sales", by=by) for name in ("North", "South")]
            return [lambda one=one: teams.change_team(one, by=by, name="West", kind="sales") for one in named]
        case "user":
            return [lambda: add_user(email="new@ours.example", name="New", role="sdr", by=by)] * 2
        case "account":
            return [lambda: add_account("Plain", domain="plain.example", by=by)] * 2
        case "account's domain":
            accounts = [add_account(name, by=by) for name in ("Plain", "Plane")]
            return [lambda one=one: change_account(one, by=by, domain="plain.example") for one in accounts]
        case "person":
            return [lambda: add_person(name="Ida", email="ida@plain.example", by=by)] * 2
        case _:
            people = [add_person(name=name, by=by) for name in ("Ida", "Ada")]
            return [lambda one=one: change_person(one, by=by, email="ida@plain.example") for one in people]


@pytest.mark.parametrize("what", [
    "campaign", "campaign renamed", "vendor", "vendor renamed", "team", "team renamed", "user", "account",
    "account's domain", "person", "person's address",
])  # fmt: skip
def test_of_two_who_give_away_one_name_at_once_the_second_is_told(crew: Cast, what: str) -> None:
    results = at_once(*_twice(crew, what))
    (refused,) = [result for result in results if isinstance(result, Refused)]
    assert [objection.code for objection in refused.objections] in (
        ["name_taken"], ["email_taken"], ["domain_taken"]
    )  # fmt: skip


def test_colleagues_of_two_names_for_one_company_share_one_account(crew: Cast) -> None:
    def arrive(no: int) -> Any:
        who = capture.Who(email=f"p{no}@plain.example", company=f"Plain {no}", domain="plain.example")
        return capture.capture(who, by=None)

    arrivals = at_once(*(lambda no=no: arrive(no) for no in range(6)))
    assert len({arrival.lead.account_id for arrival in arrivals}) == 1
    assert (Person.objects.count(), Account.objects.count()) == (6, 1)


def test_colleagues_who_arrive_at_once_share_one_account(crew: Cast) -> None:
    def arrive(no: int) -> Any:
        return capture.capture(capture.Who(email=f"p{no}@plain.example", company="Plain Ltd"), by=None)

    at_once(*(lambda no=no: arrive(no) for no in range(6)))
    assert (Person.objects.count(), Account.objects.count()) == (6, 1)
    at_once(*[lambda: find_or_add_account("Other Ltd", by=None, domain="other.example")] * 4)
    assert Account.objects.filter(domain="other.example").count() == 1


@pytest.mark.parametrize("act", ["move", "end"])
def test_of_two_who_read_the_same_version_one_wins(crew: Cast, act: str) -> None:
    lead = new_lead()
    if act == "move":
        acts = [
            lambda to=to: followup.move(lead, to=to, by=crew.sven, version=lead.last_seq)
            for to in ("mql", "sql")
        ]
    else:
        acts = [
            lambda reason=reason: followup.end(
                lead, exit_="rejected", reason=reason, by=crew.sven, version=lead.last_seq
            )
            for reason in ("duplicate", "wrong_territory")
        ]
    results = at_once(*acts)
    assert sorted(type(result) for result in results if isinstance(result, Refused)) == [Stale]
    assert Event.objects.filter(lead=lead, kind__in=("moved", "ended")).count() == 1


def test_a_deal_submitted_twice_is_one_deal(crew: Cast) -> None:
    lead = new_lead()
    results = at_once(*[lambda: deals.open_deal(by=crew.ava, lead=lead, amount_minor=100)] * 4)
    assert sum(isinstance(result, Deal) for result in results) == 1
    assert (Deal.objects.count(), DealLead.objects.count()) == (1, 1)


def test_a_win_submitted_twice_is_one_win(crew: Cast) -> None:
    deal = deals.open_deal(by=crew.ava, lead=new_lead(), amount_minor=100)
    results = at_once(*[lambda: deals.win(deal, by=crew.ava)] * 4)
    assert sum(isinstance(result, Deal) for result in results) == 1
    assert Event.objects.filter(kind="deal_won").count() == 1


def test_a_deal_gets_one_primary_lead_when_two_join_at_once(crew: Cast) -> None:
    account = find_or_add_account("Plain Ltd", by=None)
    deal = deals.open_deal(by=crew.ava, account=account)
    leads = [capture.capture(capture.Who(email=f"p{no}@plain.example"), by=None).lead for no in range(3)]
    at_once(*(lambda lead=lead: deals.join(lead, to=deal, by=crew.ava) for lead in leads),
            lambda: deals.move_deal(deal, to="proposal", by=crew.ava))  # fmt: skip
    assert Counter(DealLead.objects.values_list("role", flat=True)) == {"primary": 1, "joined": 2}


def test_a_response_while_the_lead_is_being_ended_is_never_lost(crew: Cast) -> None:
    """It is a touch on the lead before it ends, or a new lead after."""
    for _round in range(4):
        lead = new_lead()
        at_once(
            lambda lead=lead: followup.end(lead, exit_="rejected", reason="duplicate", by=crew.sven), new_lead
        )
        lead.refresh_from_db()
        later = Lead.objects.filter(earlier=lead)
        last = Event.objects.filter(lead=lead).latest("seq")
        assert (last.kind, later.count()) in {("ended", 0), ("ended", 1)}
        assert later.exists() or Event.objects.filter(lead=lead, kind="touched").exists()
        for still_open in Lead.objects.filter(closed_at=None):
            followup.end(still_open, exit_="rejected", reason="duplicate", by=crew.sven)


def test_a_lead_reopened_while_its_person_responds_stays_the_only_open_one(crew: Cast) -> None:
    lead = new_lead()
    followup.end(lead, exit_="rejected", reason="duplicate", by=crew.sven)
    at_once(lambda: followup.reopen(lead, by=crew.sven), new_lead)
    assert Lead.objects.filter(closed_at=None).count() == 1


def test_two_admins_who_demote_each_other_at_once_leave_one(crew: Cast) -> None:
    from detente.crm.people.actions import add_user

    otto = add_user(email="otto@works.example", name="Otto", role="admin", by=crew.olga)
    at_once(
        lambda: change_user(otto, by=crew.olga, role="manager"),
        lambda: change_user(crew.olga, by=otto, is_active=False),
    )
    assert User.objects.filter(role="admin", is_active=True).count() == 1
