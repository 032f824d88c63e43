"""A deal file joins its leads by their ids, or stands on accounts alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from detente.crm.capture.models import Lead, StageInterval
from detente.crm.deals.models import Deal, DealLead
from detente.crm.history.models import Event
from detente.crm.imports.models import ImportBatch
from detente.crm.people.models import Account, User

Write = Callable[[str, str], Path]
BringIn = Callable[..., ImportBatch]
MAPPING = """
system: old
currency: BRL
unknown_users: create
files:
- kind: leads
  file: leads*
  columns: {external_id: Id, arrived_at: {column: At, format: YYYY-MM-DD}}
  constants: {arrives_in: mql}
- kind: deals
  file: deals*
  columns:
    lead: Lead
    account: Account
    amount: {column: Amount, decimal: ','}
    stage: Stage
    reason: Why
    opened_at: {column: Opened, format: YYYY-MM-DD}
    closed_at: {column: Closed, format: YYYY-MM-DD}
    sdr: SDR
    owner: AE
"""
LEADS = "Id,At\n1,2021-01-01\n2,2021-01-02\n3,2021-01-03\n"
HEAD = "Lead;Account;Amount;Stage;Why;Opened;Closed;SDR;AE\n"


def reasons(batch: ImportBatch) -> list[str | None]:
    return list(batch.outcomes.filter(file_no=1).order_by("line").values_list("reason", flat=True))


def test_a_won_deal_takes_its_lead_along(write: Write, bring_in: BringIn) -> None:
    bring_in(
        MAPPING,
        write("leads.csv", LEADS),
        write("deals.csv", HEAD + ("1;Northwind;1.200,50;won;best_fit;2021-02-01;2021-03-01;Sam;Kim\n")),
    )
    deal, lead = Deal.objects.get(), Lead.objects.get(person__label="#1")
    assert (deal.status, deal.amount_minor, deal.currency, deal.reason, deal.name) == (
        "won",
        120050,
        "BRL",
        "best_fit",
        "Northwind",
    )
    assert (deal.base_minor, deal.account.type) == (None, "customer")
    assert (lead.stage, lead.deal, lead.owner.name, deal.owner.name) == ("won", deal, "Sam", "Kim")
    assert DealLead.objects.get().role == "primary"
    stages = StageInterval.objects.filter(lead=lead).order_by("no").values_list("stage", flat=True)
    assert list(stages) == ["mql", "discovery", "won"]
    assert Event.objects.get(kind="deal_won").at == datetime(2021, 2, 28, 23, tzinfo=UTC)


def test_stages_that_nobody_dated_are_reached_not_dated(write: Write, bring_in: BringIn) -> None:
    bring_in(MAPPING, write("leads.csv", LEADS), write("deals.csv", HEAD + "1;;;won;;;2021-03-01;;\n"))
    lead = Lead.objects.get(person__label="#1")
    assert list(StageInterval.objects.filter(lead=lead).order_by("no").values_list("stage", flat=True)) == [
        "mql",
        "won",
    ]
    assert Deal.objects.get().name == "#1"


def test_a_deal_won_before_its_lead_arrived_is_a_defect_with_its_row(write: Write, bring_in: BringIn) -> None:
    bring_in(
        MAPPING,
        write("leads.csv", LEADS),
        write("deals.csv", HEAD + "1;;;won;;;2020-12-01;;\n2;;;won;;;2021-12-01;;\n"),
    )
    assert list(Lead.objects.filter(stage="won").order_by("id").values_list("defects", flat=True)) == [
        ["won_before_arrival"],
        [],
    ]


def test_lost_deals_and_open_ones(write: Write, bring_in: BringIn) -> None:
    bring_in(
        MAPPING,
        write("leads.csv", LEADS),
        write(
            "deals.csv",
            HEAD
            + (
                "1;;5;lost;price;2021-02-01;2021-03-01;;\n2;;7;proposal;;2021-02-01;2031-03-01;;\n3;;7;discovery;;2021-02-01;;;\n"
            ),
        ),
    )
    lost, proposed, new = Deal.objects.order_by("id")
    assert (lost.status, lost.reason, lost.lead.stage) == ("lost", "price", "lost")
    assert (proposed.status, proposed.stage, proposed.expected_on) == ("open", "proposal", date(2031, 3, 1))
    moved = Event.objects.get(kind="deal_moved")
    assert moved.at == moved.recorded_at
    assert (new.stage, new.lead.stage) == ("discovery", "discovery")


def test_a_deal_without_a_lead_stands_on_an_account(write: Write, bring_in: BringIn) -> None:
    bring_in(MAPPING, write("deals.csv", HEAD + ";Northwind;5;won;;2021-02-01;2021-03-01;;\n"))
    assert (Deal.objects.get().account.name, Deal.objects.get().lead) == ("Northwind", None)


def test_every_refusal_says_why(write: Write, bring_in: BringIn) -> None:
    lines = (
        ";;5;won;;;2021-03-01;;",
        "9;;5;won;;;2021-03-01;;",
        "1;;5;won;;;;;",
        "1;;5;won;;2021-04-01;2021-03-01;;",
        "1;;-5;won;;;2021-03-01;;",
        "1;;5;won;;;2031-03-01;;",
        "1;;5;won;;;2021-03-01;;",
        "1;;5;won;;;2021-03-02;;",
        "2;;5;discovery;;;;;",
        "2;;6;discovery;;;;;",
    )
    batch = bring_in(MAPPING, write("leads.csv", LEADS), write("deals.csv", HEAD + "\n".join(lines)))
    assert reasons(batch) == [
        "a deal without a lead needs an account, a person, a name, a product or an id",
        "no lead is known by the id 9; import the leads first, in the same system",
        "a deal that is won needs the date when it was closed",
        "it was closed before it was opened",
        "The amount can't be negative.",
        "it is closed, but on a day that has not come",
        None,
        "its lead ended as won; reopen it or translate its status in the mapping",
        None,
        "its lead has a deal already",
    ]
    assert Account.objects.count() == 0
    assert User.objects.filter(is_active=False).count() == 0


def test_the_same_files_twice_change_nothing(write: Write, bring_in: BringIn) -> None:
    files = (
        write("leads.csv", LEADS),
        write("deals.csv", HEAD + "1;Northwind;5;won;;;2021-03-01;Sam;Kim\n;Initech;6;won;;;2021-03-01;;\n"),
    )
    bring_in(MAPPING, *files)
    before = (Event.objects.count(), Deal.objects.count(), User.objects.count())
    again = bring_in(MAPPING, *files)
    assert (Event.objects.count(), Deal.objects.count(), User.objects.count()) == before
    assert set(again.outcomes.values_list("outcome", flat=True)) == {"merged"}
