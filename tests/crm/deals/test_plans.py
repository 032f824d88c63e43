"""What comes next on a deal, how often its close slipped, and who has which part in it."""

from __future__ import annotations

from datetime import date

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.deals import actions as deals
from detente.crm.deals.contacts import end_part, give_part
from detente.crm.deals.plans import finish_next_step, plan_next_step
from detente.crm.models import Deal, DealContact, Event, Person
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import add_person
from tests.crm.cast import Cast, ago
from tests.crm.truths import check_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain(cast: Cast) -> Deal:
    who = Who(email="ida@plain.example", company="Plain Ltd")
    lead = capture(who, by=None, stage="sql", at=ago(days=9)).lead
    return deals.open_deal(by=cast.ava, lead=lead, amount_minor=100_00, expected_on=date(2027, 1, 31))


def now(deal: Deal) -> Deal:
    return Deal.objects.get(pk=deal.pk)


def test_a_next_step_is_planned_changed_and_done_and_every_wording_is_kept(cast: Cast, plain: Deal) -> None:
    plan_next_step(plain, "  Send the  offer ", by=cast.ava, on=date(2026, 12, 1), version=plain.version)
    assert (now(plain).next_step, now(plain).next_on) == ("Send the offer", date(2026, 12, 1))
    plan_next_step(plain, "Call about the offer", by=cast.ava)
    finish_next_step(plain, by=cast.ava)
    assert (now(plain).next_step, now(plain).next_on) == ("", None)
    said = [event.detail.words for event in Event.objects.filter(kind="next_step_set").order_by("id")]
    assert [words["next_step"] for words in said] == ["Send the offer", "Call about the offer", ""]
    assert [words["before"]["next_step"] for words in said] == ["", "Send the offer", "Call about the offer"]
    check_everything()


def test_the_same_step_again_is_no_event(cast: Cast, plain: Deal) -> None:
    for _ in range(2):
        plan_next_step(plain, "Send the offer", by=cast.ava)
    assert Event.objects.filter(kind="next_step_set").count() == 1


def test_a_day_alone_is_no_step(cast: Cast, plain: Deal) -> None:
    with pytest.raises(Refused, match="Say what will be done"):
        plan_next_step(plain, " ", by=cast.ava, on=date(2026, 12, 1))


def test_a_closed_deal_has_no_next_step_and_an_old_form_overwrites_nothing(cast: Cast, plain: Deal) -> None:
    old = plain.version
    plan_next_step(plain, "Send the offer", by=cast.ava, version=old)
    with pytest.raises(Stale):
        plan_next_step(plain, "Something else", by=cast.ava, version=old)
    deals.lose(now(plain), by=cast.ava, reason="price")
    with pytest.raises(Refused, match="closed"):
        plan_next_step(plain, "Send another", by=cast.ava)
    assert now(plain).next_step == "Send the offer"


def test_a_slip_is_a_close_moved_to_a_later_day_and_nothing_else(cast: Cast, plain: Deal) -> None:
    for day in (date(2027, 2, 28), date(2027, 2, 1), None, date(2027, 6, 30), date(2027, 7, 31)):
        deals.change_deal(plain, by=cast.ava, expected_on=day)
    deals.change_deal(plain, by=cast.ava, amount_minor=200_00)
    assert now(plain).slips == 2
    check_everything()


def test_a_person_has_one_part_in_a_deal_and_its_history_says_since_when(cast: Cast, plain: Deal) -> None:
    ida, otto = Person.objects.get(), add_person(by=cast.ava, name="Otto Prado")
    give_part(plain, ida, role="champion", by=cast.ava)
    give_part(plain, otto, role="decision_maker", by=cast.ava)
    for _ in range(2):
        give_part(plain, ida, role="buyer", by=cast.ava)
    assert dict(DealContact.objects.values_list("person_id", "role")) == {
        ida.pk: "buyer",
        otto.pk: "decision_maker",
    }
    end_part(plain, otto, by=cast.ava)
    told = Event.objects.filter(kind="deal_contact_changed", deal=plain).order_by("id")
    assert [(event.facts["person_id"], event.facts["was"], event.code) for event in told] == [
        (ida.pk, None, "champion"),
        (otto.pk, None, "decision_maker"),
        (ida.pk, "champion", "buyer"),
        (otto.pk, "decision_maker", None),
    ]
    check_everything()


def test_an_unknown_part_and_a_part_that_nobody_has_are_refused(cast: Cast, plain: Deal) -> None:
    ida = Person.objects.get()
    with pytest.raises(Refused, match="Choose the part"):
        give_part(plain, ida, role="boss", by=cast.ava)
    with pytest.raises(Refused, match="no part"):
        end_part(plain, ida, by=cast.ava)
