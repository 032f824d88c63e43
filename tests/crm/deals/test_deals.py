"""A possible sale: opened on a lead, which goes along, or on an account; won or lost once, and reopened."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.deals import actions as deals
from detente.crm.followup import actions as followup
from detente.crm.history import bulk
from detente.crm.history.facts import Archived, Captured, DealOpened, DealWon, DefectFound
from detente.crm.history.record import of, record
from detente.crm.models import Account, Deal, DealLead, Event, FxRate, Lead, Person
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import add_account
from tests.crm.cast import NOW, Cast, ago
from tests.crm.truths import check_everything

pytestmark = pytest.mark.django_db


def new_lead(email: str = "ida@plain.example", days: float = 9, stage: str = "sql") -> Lead:
    return capture(Who(email=email, company="Plain Ltd"), by=None, stage=stage, at=ago(days=days)).lead


def on_lead(cast: Cast, lead: Lead | None = None, **more: Any) -> Deal:
    return deals.open_deal(by=cast.ava, lead=lead or new_lead(), **more)


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    assert str(refusal.value).strip() and not set("{}") & set(str(refusal.value))
    return [objection.code for objection in refusal.value.objections]


def test_a_deal_takes_its_lead_along(cast: Cast) -> None:
    deal = on_lead(cast, amount_minor=50_000_00, expected_on=date(2027, 1, 31), at=ago(days=5))
    assert (deal.name, deal.account.name, deal.owner, deal.currency) == (
        "Plain Ltd",
        "Plain Ltd",
        cast.ava,
        "EUR",
    )
    assert (deal.lead.stage, deal.lead.deal) == ("discovery", deal)
    deal = deals.move_deal(deal, to="negotiation", by=cast.ava, at=ago(days=4), version=deal.version)
    deal = deals.move_deal(deal, to="proposal", by=cast.ava, reason="not_ready", version=deal.version)
    lead = Lead.objects.get()
    assert (lead.stage, deal.stage) == ("proposal", "proposal")
    assert [step.stage for step in lead.intervals.order_by("no")] == [
        "sql",
        "discovery",
        "negotiation",
        "proposal",
    ]
    assert not Event.objects.filter(deal=deal, lead=None).exists()


def test_a_deal_without_a_lead_keeps_a_history_of_its_own(cast: Cast) -> None:
    account = add_account("Old Friends", by=cast.ava)
    deal = deals.open_deal(by=cast.ava, account=account, type_="expansion", amount_minor=0)
    deals.win(deal, by=cast.ava, amount_minor=7_00)
    kinds = Event.objects.filter(deal=deal, lead=None).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["deal_opened", "deal_won"]
    account.refresh_from_db()
    assert account.type == "customer"


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ({"stage": "won"}, ["stage_unknown"]), ({"stage": "mql"}, ["stage_unknown"]),
        ({"type_": "gift"}, ["type_unknown"]),
        ({"amount_minor": -1}, ["amount_negative"]), ({"amount_minor": 10**16}, ["amount_too_large"]),
        ({"amount_minor": 1, "currency": "euro"}, ["currency_unknown"]), ({"currency": "euro"}, ["currency_unknown"]),
        ({"at": ago(days=-1)}, ["in_future"]), ({"at": ago(days=20)}, ["before_last_move"]),
        ({"version": 0}, ["stale"]),
    ],
)  # fmt: skip
def test_a_deal_that_is_refused_says_why(cast: Cast, arguments: dict[str, Any], wanted: list[str]) -> None:
    with pytest.raises(Refused) as refusal:
        on_lead(cast, **arguments)
    assert codes(refusal) == wanted
    assert (Deal.objects.count(), DealLead.objects.count(), Lead.objects.get().stage) == (0, 0, "sql")


def test_a_deal_needs_an_account_or_a_lead_and_a_name(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        deals.open_deal(by=cast.ava)
    assert codes(refusal) == ["no_account", "name_missing"]


def test_a_lead_has_one_deal_and_none_once_it_ended(cast: Cast) -> None:
    deal = on_lead(cast)
    with pytest.raises(Refused, match="has a deal already"):
        on_lead(cast, deal.lead)
    deals.lose(deal, by=cast.ava, reason="price")
    with pytest.raises(Refused, match="Reopen it before opening a deal"):
        on_lead(cast, deal.lead)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"to": "sql"}, "stage_unknown"), ({"to": "nowhere"}, "stage_unknown"), ({"to": "lost"}, "stage_unknown"),
        ({"to": "won"}, "win_it"), ({"to": "discovery"}, "there_already"), ({"to": "proposal", "version": 0}, "stale"),
        ({"to": "proposal", "at": ago(days=8)}, "before_last_move"),
        ({"to": "proposal", "at": ago(days=-1)}, "in_future"),
        ({"to": "proposal", "reason": "bored"}, "reason_missing"),
    ],
)  # fmt: skip
def test_a_move_that_is_refused_says_why(cast: Cast, arguments: dict[str, Any], code: str) -> None:
    deal = on_lead(cast, at=ago(days=5))
    with pytest.raises(Refused) as refusal:
        deals.move_deal(deal, by=cast.ava, **arguments)
    assert codes(refusal) == [code]


def test_a_deal_is_closed_once(cast: Cast) -> None:
    deal = deals.win(on_lead(cast, amount_minor=5_00), by=cast.ava, reason="price", words="At last")
    for act in (
        lambda: deals.win(deal, by=cast.ava),
        lambda: deals.lose(deal, by=cast.ava, reason="price"),
        lambda: deals.move_deal(deal, to="proposal", by=cast.ava),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert codes(refusal) == ["closed"]
    lead = Lead.objects.get()
    assert (deal.status, lead.stage, lead.account.type) == ("won", "won", "customer")
    assert Event.objects.get(kind="deal_won").detail.words == {"note": "At last"}


def test_a_loss_asks_for_a_reason_and_a_win_may_have_one(cast: Cast) -> None:
    deal = on_lead(cast)
    for act in (
        lambda: deals.lose(deal, by=cast.ava, reason=None),
        lambda: deals.lose(deal, by=cast.ava, reason="best_fit"),
        lambda: deals.win(deal, by=cast.ava, reason="went_silent"),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert codes(refusal) == ["reason_missing"]
    with pytest.raises(Stale):
        deals.win(deal, by=cast.ava, version=0)
    with pytest.raises(Refused, match="can't be negative"):
        deals.win(deal, by=cast.ava, amount_minor=-5)


def test_the_amount_is_frozen_at_the_rate_of_the_day_it_was_won(cast: Cast) -> None:
    for day, rate in ((12, "0.80"), (4, "0.90"), (1, "0.95")):
        FxRate.objects.create(day=ago(days=day).date(), currency="USD", rate=rate)
    deal = on_lead(cast, amount_minor=1_000_00, currency="USD", at=ago(days=6))
    assert deal.base_minor is None
    deal = deals.win(deal, by=cast.ava, at=ago(days=3))
    assert (deal.amount_minor, deal.base_minor) == (1_000_00, 900_00)
    with pytest.raises(Refused, match="reopen it to change its amount"):
        deals.change_deal(deal, by=cast.ava, amount_minor=1)
    deal = deals.reopen_deal(deal, by=cast.ava, reason="closed_by_mistake")
    assert (deal.base_minor, deal.closed_at) == (None, None)
    assert deals.win(deal, by=cast.ava).base_minor == 950_00


def test_without_a_rate_there_is_no_base_amount(cast: Cast) -> None:
    assert deals.win(on_lead(cast, amount_minor=500, currency="JPY"), by=cast.ava).base_minor is None
    assert deals.lose(on_lead(cast, amount_minor=None), by=cast.ava, reason="price").base_minor is None


def test_an_amount_confirmed_at_the_win_is_the_deals(cast: Cast) -> None:
    deal = deals.win(on_lead(cast, amount_minor=1_00), by=cast.ava, amount_minor=2_00)
    assert (deal.amount_minor, deal.base_minor) == (2_00, 2_00)


def test_a_reopened_deal_stands_where_it_was_with_its_lead(cast: Cast) -> None:
    deal = deals.move_deal(on_lead(cast), to="negotiation", by=cast.ava)
    deal = deals.lose(deal, by=cast.ava, reason="price")
    with pytest.raises(Refused, match="Choose a reason"):
        deals.reopen_deal(deal, by=cast.ava, reason="regret")
    deal = deals.reopen_deal(deal, by=cast.ava, version=deal.version)
    assert (deal.status, deal.stage, deal.lead.stage, deal.lead.closed_at) == (
        "open",
        "negotiation",
        "negotiation",
        None,
    )
    with pytest.raises(Refused, match="This deal is open"):
        deals.reopen_deal(deal, by=cast.ava)


def test_a_deal_can_not_come_back_while_its_person_has_another_open_lead(cast: Cast) -> None:
    deal = deals.lose(on_lead(cast), by=cast.ava, reason="price")
    new_lead()
    with pytest.raises(Refused, match="End that one or open a new deal on it"):
        deals.reopen_deal(deal, by=cast.ava)


def test_changing_a_deal_keeps_what_stood_there(cast: Cast) -> None:
    deal = on_lead(cast, amount_minor=1_00, product=" Pumps ")
    deal = deals.change_deal(
        deal, by=cast.ava, version=deal.version, name="Two pumps", amount_minor=2_00, type="renewal",
        owner_id=cast.sven.pk, expected_on=date(2027, 1, 1), currency="USD",
    )  # fmt: skip
    assert (deal.name, deal.amount_minor, deal.type, deal.owner, deal.expected_on, deal.currency, deal.product) == (
        "Two pumps", 2_00, "renewal", cast.sven, date(2027, 1, 1), "USD", "Pumps",
    )  # fmt: skip
    assert Event.objects.get(kind="deal_changed").detail.words == {"before": {"name": "Plain Ltd"}}
    deals.change_deal(deal, by=cast.ava, name="Two pumps", amount_minor=2_00)
    assert Event.objects.filter(kind="deal_changed").count() == 1
    assert Deal.objects.get().lead.owner is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "name_missing"), ({"type": "gift"}, "type_unknown"), ({"amount_minor": -1}, "amount_negative"),
        ({"currency": "euro"}, "currency_unknown"), ({"name": "x", "version": 0}, "stale"),
    ],
)  # fmt: skip
def test_a_change_that_is_refused_says_why(cast: Cast, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        deals.change_deal(on_lead(cast), by=cast.ava, **fields)
    assert codes(refusal) == [code]


def test_a_field_that_deals_do_not_have_is_a_mistake_in_the_program(cast: Cast) -> None:
    with pytest.raises(ValueError, match="status"):
        deals.change_deal(on_lead(cast), by=cast.ava, status="won")


def test_another_lead_joins_and_neither_wins_nor_loses(cast: Cast) -> None:
    deal = on_lead(cast)
    other = new_lead("bo@plain.example", stage="mql")
    deals.join(other, to=deal, by=cast.ava, version=other.last_seq)
    other.refresh_from_db()
    assert (other.stage, other.exit_from, other.deal) == ("joined", "mql", None)
    deals.win(deal, by=cast.ava)
    other.refresh_from_db()
    assert other.stage == "joined"
    assert set(DealLead.objects.values_list("lead", "role")) == {
        (deal.lead_id, "primary"),
        (other.pk, "joined"),
    }


def test_a_deal_without_leads_gets_its_primary_one(cast: Cast) -> None:
    deal = deals.open_deal(by=cast.ava, account=add_account("Old Friends", by=cast.ava), stage="proposal")
    lead = new_lead()
    deals.join(lead, to=deal, by=cast.ava)
    lead.refresh_from_db()
    deal.refresh_from_db()
    assert (lead.stage, lead.deal, deal.lead) == ("proposal", deal, lead)
    deals.move_deal(deal, to="negotiation", by=cast.ava)
    lead.refresh_from_db()
    assert lead.stage == "negotiation"
    check_everything()


def test_what_can_not_be_joined_says_why(cast: Cast) -> None:
    deal, other = on_lead(cast), new_lead("bo@plain.example")
    with pytest.raises(Refused) as refusal:
        deals.join(deal.lead, to=deal, by=cast.ava)
    assert codes(refusal) == ["member"]
    second = on_lead(cast, other)
    with pytest.raises(Refused) as refusal:
        deals.join(other, to=deal, by=cast.ava)
    assert codes(refusal) == ["has_deal"]
    deals.lose(second, by=cast.ava, reason="price")
    with pytest.raises(Refused) as refusal:
        deals.join(other, to=deal, by=cast.ava)
    assert codes(refusal) == ["lead_ended"]
    third = new_lead("cy@plain.example")
    with pytest.raises(Refused) as refusal:
        deals.join(third, to=second, by=cast.ava)
    assert codes(refusal) == ["closed"]


def test_a_lead_that_joined_and_was_reopened_may_join_again(cast: Cast) -> None:
    deal, other = on_lead(cast), new_lead("bo@plain.example")
    deals.join(other, to=deal, by=cast.ava)
    followup.reopen(other, by=cast.sven)
    deals.join(other, to=deal, by=cast.ava)
    other.refresh_from_db()
    assert other.stage == "joined"
    assert DealLead.objects.filter(lead=other).count() == 1


def test_a_note_on_a_deal_stands_on_its_leads_timeline(cast: Cast) -> None:
    deal = on_lead(cast)
    assert deals.note_on_deal(deal, " Legal has it ", by=cast.ava).lead_id == deal.lead_id
    with pytest.raises(Refused, match="Write something first"):
        deals.note_on_deal(deal, " ", by=cast.ava)


def test_a_deal_that_was_set_aside_is_not_worked(cast: Cast) -> None:
    deal, other = on_lead(cast), new_lead("bo@plain.example")
    with of(deal.lead) as lead:
        record(lead, Archived(code="deal"), by=cast.olga, deal=deal)
    for act in (
        lambda: deals.move_deal(deal, to="proposal", by=cast.ava),
        lambda: deals.win(deal, by=cast.ava),
        lambda: deals.change_deal(deal, by=cast.ava, name="x"),
        lambda: deals.reopen_deal(deal, by=cast.ava),
        lambda: deals.join(other, to=deal, by=cast.ava),
    ):
        with pytest.raises(Refused, match="This deal was set aside"):
            act()


def test_a_deal_won_before_its_lead_arrived_is_kept_and_marked(cast: Cast) -> None:
    """History that is brought in may be impossible; it comes in as told, with a defect, and closes the funnel."""
    person = Person.objects.create(label="#1", created_at=NOW)
    with bulk.writing() as writer:
        lead = writer.new_lead(person_id=person.pk, playbook=1)
        writer.record(lead, Captured(to_stage="mql"), at=ago(days=2))
        deal = writer.new_deal(name="Early", person_id=person.pk, playbook=1)
        writer.add(DealLead, deal_id=deal.id, lead_id=lead.id, role="primary")
        writer.record_deal(
            deal, DealOpened(from_stage="mql", to_stage="discovery", code="new"), at=ago(days=2), lead=lead
        )
        writer.record_deal(deal, DealWon(from_stage="discovery", to_stage="won"), at=ago(days=5), lead=lead)
        writer.record(lead, DefectFound(code="won_before_arrival", reason="import"), at=NOW)
    kept = Lead.objects.get(pk=lead.id)
    assert (kept.stage, kept.closed_at, kept.defects) == ("won", ago(days=5), ["won_before_arrival"])
    assert kept.intervals.get(left_at=None).entered_at == ago(days=2)
    assert Deal.objects.get(pk=deal.id).closed_at == ago(days=5)
    check_everything()


def test_a_set_of_rows_may_end_a_lead_and_bring_its_person_back(cast: Cast) -> None:
    from detente.crm.history.facts import Ended

    old = new_lead()
    with bulk.writing() as writer:
        story = writer.leads([old.pk])[old.pk]
        writer.record(story, Ended(from_stage="sql", to_stage="recycled", reason="timing"), at=ago(days=3))
        back = writer.new_lead(person_id=old.person_id, earlier_id=old.pk, first_id=old.pk, playbook=1)
        writer.record(back, Captured(to_stage="mql"), at=ago(days=1))
    assert Lead.objects.get(person=old.person, closed_at=None).pk == back.id
    assert Account.objects.count() == 1
    check_everything()
