"""Persons, products and what stands on deals, stage moves, members, notes, vendors, and fields of the company's own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from detente.crm.capture.models import CampaignMember, Lead, Vendor
from detente.crm.deals.models import Deal, DealItem, Product
from detente.crm.history.models import Event
from detente.crm.imports.models import ImportBatch
from detente.crm.people.models import Account, CustomField, Person, User
from detente.intake.fields import KINDS
from detente.intake.sources import ORDER
from detente.intake.storing import engine
from detente.intake.undoing import undo

Write = Callable[[str, str], Path]
BringIn = Callable[..., ImportBatch]

ALL = """
system: x
unknown_users: create
files:
- {kind: vendors, file: vendors*, columns: {name: Name}}
- {kind: products, file: products*,
   columns: {external_id: Id, name: Name, code: Code, price: {column: Price, decimal: .}}}
- {kind: campaigns, file: campaigns*, columns: {name: Name}}
- {kind: people, file: people*, columns: {external_id: Id, name: Name, email: Mail, account: Firm}}
- {kind: leads, file: leads*, columns: {external_id: Id, email: Mail, arrived_at: At, stage: Stage}}
- {kind: moves, file: moves*, columns: {lead: Lead, stage: Stage, at: At}}
- {kind: deals, file: deals*, columns: {external_id: Id, account: Firm, opened_at: At, lead: Lead}}
- {kind: items, file: items*, columns: {deal: Deal, product: Product, quantity: Qty, price: Price, discount: Off}}
- {kind: members, file: members*, columns: {campaign: Campaign, email: Mail, responded: Yes, at: At}}
- {kind: notes, file: notes*, columns: {lead: Lead, deal: Deal, at: At, note: Note, owner: Who}}
"""
FILES = {
    "vendors": "Name\nList House\nlist house\n",
    "products": "Id,Name,Code,Price\nP1,Planner,PL,1200.00\nP2,Scanner,SC,80.50\nP3,planner,,1\n",
    "campaigns": "Name\nFair\n",
    "people": ""
    "Id,Name,Mail,Firm\n7,Maya Lind,maya@north.example,North\n"
    "8,Tom,tom@init.example,\n9,,,\n7,Maya,maya@north.example,\n",
    "leads": ""
    "Id,Mail,At,Stage\nL1,maya@north.example,2021-01-02,mql\nL2,tom@init.example,2021-01-02,inquiry\n",
    "moves": "Lead,Stage,At\nL1,mql,2021-01-05\nL2,sal,2021-02-02\nL2,mql,2021-01-20\nL2,won,2021-03-01\n"
    "L9,mql,2021-03-01\nL1,inquiry,2020-01-01\n",
    "deals": "Id,Firm,At,Lead\nD1,North,2021-02-01,\nD2,,2021-02-01,L1\n",
    "items": ""
    "Deal,Product,Qty,Price,Off\nD1,planner,2,1000.00,10\nD1,SC,0.5,,\n"
    "D1,Nothing,1,,\n"
    "D9,P1,1,,\nD2,P1,1,,\nD1,P1,0,,\n",
    "members": ""
    "Campaign,Mail,Yes,At\nFair,maya@north.example,no,2021-01-03\nFair,nobody@x.example,yes,2021-01-03\n",
    "notes": ""
    "Lead,Deal,At,Note,Who\nL2,,2021-01-04,Asked for a plan,Kim\n,D1,2021-02-03,Wants two,Kim\n,D9,2021-02-03,?,\n",
}


def bring_all(write: Write, bring_in: BringIn) -> ImportBatch:
    return bring_in(ALL, *(write(f"{name}.csv", text) for name, text in FILES.items()))


def outcomes(batch: ImportBatch, name: str) -> list[str]:
    """Outcomes and reasons of one file, in the order in which files depend on each other."""
    no = [kind for kind in ORDER if kind in FILES].index(name)
    found = batch.outcomes.filter(file_no=no).order_by("line").values_list("outcome", "reason")
    return [outcome if outcome == "stored" else f"{outcome}: {reason}" for outcome, reason in found]


def test_every_kind_of_the_registry_is_stored_by_somebody() -> None:
    assert set(KINDS) == set(ORDER) == set(engine.KINDS)


def test_all_kinds_of_one_system_come_in_together(write: Write, bring_in: BringIn) -> None:
    batch = bring_all(write, bring_in)
    assert outcomes(batch, "vendors") == ["stored", "merged: known by its name or code"]
    assert outcomes(batch, "products") == ["stored", "stored", "merged: known by its name or code"]
    assert outcomes(batch, "people")[2].startswith("rejected: Id") is False
    assert [one.split(":")[0] for one in outcomes(batch, "people")] == [
        "stored",
        "stored",
        "stored",
        "merged",
    ]
    assert outcomes(batch, "moves") == [
        "stored", "stored", "stored", "rejected: a lead comes to won by its deal; import the deals",
        "rejected: no lead is known by L9; import the leads first, in the same system",
        "merged: it is dated already",
    ]  # fmt: skip
    assert [one.split(";")[0] for one in outcomes(batch, "items")] == [
        "stored", "stored", "rejected: no product is known as `Nothing`", "rejected: no deal is known by the id D9",
        "stored", "rejected: Line 1: give a quantity above 0.",
    ]  # fmt: skip
    assert [one.split(":")[0] for one in outcomes(batch, "members")] == ["stored", "rejected"]
    assert [one.split(":")[0] for one in outcomes(batch, "notes")] == ["stored", "stored", "rejected"]
    what_stands_then()


def what_stands_then() -> None:
    assert list(Vendor.objects.values_list("name", flat=True)) == ["List House"]
    assert Person.objects.get(name="Maya Lind").account == Account.objects.get(name="North")
    tom = Lead.objects.get(person__name="Tom")
    steps = Event.objects.filter(lead=tom, to_stage__isnull=False).order_by("seq")
    assert list(steps.values_list("kind", "to_stage")) == [
        ("captured", "inquiry"),
        ("moved", "sal"),
        ("backfilled", "mql"),
    ]
    assert [str(at.date()) for at in steps.values_list("at", flat=True)] == [
        "2021-01-01",
        "2021-02-01",
        "2021-01-19",
    ]
    deal = Deal.objects.get(name="North")
    # 2 x 1,000 less a tenth, and half a scanner at the catalogue's 80.50, half a cent rounded up.
    assert deal.amount_minor == 180_000 + 4_025
    assert (deal.product, Product.objects.count()) == ("Planner", 2)
    items = DealItem.objects.filter(deal=deal).order_by("position")
    assert list(items.values_list("position", "quantity")) == [(1, Decimal(2)), (2, Decimal("0.5"))]
    member = CampaignMember.objects.get()
    assert (member.status, member.responded_at) == ("sent", None)
    notes = Event.objects.filter(kind="noted").order_by("at")
    assert [note.detail.words["note"] for note in notes] == ["Asked for a plan", "Wants two"]
    assert {note.actor for note in notes} == {User.objects.get(name="Kim")}


def test_the_same_again_changes_nothing(write: Write, bring_in: BringIn) -> None:
    bring_all(write, bring_in)
    before = Event.objects.count()
    again = bring_all(write, bring_in)
    assert set(again.outcomes.values_list("outcome", flat=True)) == {"merged", "rejected"}
    assert Event.objects.count() == before


def test_taken_back_what_nobody_needs_any_more_is_archived_and_comes_back_when_imported_again(
    write: Write, bring_in: BringIn, ada: User
) -> None:
    batch = bring_all(write, bring_in)
    left = undo(batch, by=ada).left
    assert {(line.object, line.why.split(";")[0]) for line in left} == {
        ("vendor", "vendors stay"), ("member", "memberships stay"),
    }  # fmt: skip
    assert (
        not Lead.objects.filter(is_archived=False).exists()
        and not Deal.objects.filter(is_archived=False).exists()
    )
    assert not Product.objects.filter(is_archived=False).exists()
    bring_all(write, bring_in)
    assert Product.objects.filter(is_archived=False).count() == 2
    assert Deal.objects.filter(is_archived=False).count() == 2


FIELDS = [
    ("size", "Shoe size", "number", []), ("budget", "Budget", "money", []), ("since", "Customer since", "date", []),
    ("tier", "Tier", "choice", [{"code": "gold", "name": "Gold"}]), ("words", "Words", "text", []),
]  # fmt: skip


@pytest.fixture
def added(ada: User) -> None:
    for position, (code, name, kind, choices) in enumerate(FIELDS):
        CustomField.objects.create(
            object="lead", code=code, name=name, kind=kind, choices=choices, position=position
        )


@pytest.mark.usefixtures("added")
def test_fields_that_the_company_added_are_read_by_their_kind(write: Write, bring_in: BringIn) -> None:
    mapping = (
        "currency: USD\nfiles: [{kind: leads, columns: {name: Name}, custom: {size: Size, Budget: Budget, "
        "since: Since, tier: Tier, words: Words, free: Free}}]"
    )
    text = 'Name,Size,Budget,Since,Tier,Words,Free\nMaya,"42,5","1.200,50 €",25.12.2020,gold,hello,kept\n'
    text += 'Tom,many,-,31.12.2020,Tin,,\nKim,"7,5",9,,Gold,,\n'
    batch = bring_in(mapping, write("leads.csv", text))
    assert Lead.objects.get(person__name="Maya").custom == {
        "size": 42.5, "budget": {"minor": 120_050, "currency": "EUR"}, "since": "2020-12-25", "tier": "gold",
        "words": "hello", "free": "kept",
    }  # fmt: skip
    assert Lead.objects.get(person__name="Kim").custom == {
        "size": 7.5, "budget": {"minor": 900, "currency": "USD"}, "tier": "gold",
    }  # fmt: skip
    reason = batch.outcomes.get(outcome="rejected").reason
    assert "`many` is not a number" in reason and "Tier is one of Gold." in reason
