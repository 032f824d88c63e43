"""What the demo's people did lately around leads and deals: products and their lines, fields of their own,
next steps, parts in deals, a view for everyone, and a look for duplicates.

Done by the same acts that a person's clicks call.
"""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

from detente.crm.capture import duplicates
from detente.crm.capture.models import Lead
from detente.crm.deals.contacts import give_part
from detente.crm.deals.items import set_items
from detente.crm.deals.lines import Line
from detente.crm.deals.models import Deal
from detente.crm.deals.plans import plan_next_step
from detente.crm.deals.products import add_product
from detente.crm.lists.views import save_view
from detente.crm.people.actions import add_person
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field
from detente.crm.people.days import today
from detente.crm.people.models import Account, Person, User

STEPS = {
    "discovery": ("Visit the plant with their maintenance lead", "Ask who signs", "Send the reference"),
    "proposal": ("Send the offer for two sites", "Walk through the offer with purchasing", "Answer their IT questions"),
    "negotiation": ("Agree on the start date", "Send the revised contract", "Call about the discount"),
}  # fmt: skip
PARTS = ("decision_maker", "champion", "buyer", "user")


PRICES = {"Upkeep": 3_200_00, "Upkeep Plus": 5_400_00, "Spare parts": 850_00}


def note_down(seed: int) -> None:
    """Do all of it, the same at every start; some deals have no next step, as everywhere."""
    dice = random.Random(seed)
    operations = User.objects.filter(role="operations").earliest("pk")
    _add_fields(operations, dice)
    _list_products(operations, dice)
    _share_views(operations)
    _write_twice(dice)
    _plan(dice)


def _add_fields(by: User, dice: random.Random) -> None:
    add_field("account", name="Plants", kind="number", by=by)
    add_field("account", name="Contract ends", kind="date", by=by)
    sizes = ("Up to 20", "20 to 100", "More than 100")
    machines = add_field("lead", name="Machines", kind="choice", choices=sizes, by=by)
    codes = [choice["code"] for choice in machines.choices]
    day = today()
    for account in Account.objects.filter(type="customer").order_by("pk"):
        values = {
            "plants": dice.randint(1, 9),
            "contract_ends": str(day + timedelta(days=dice.randint(20, 700))),
        }
        change_custom(account, values, by=by)
    for lead in Lead.objects.filter(closed_at=None, stage="sql").order_by("pk"):
        change_custom(lead, {"machines": dice.choice(codes)}, by=lead.owner or by)


def _list_products(by: User, dice: random.Random) -> None:
    products = {
        name: add_product(name, by=by, price_minor=price, currency="EUR") for name, price in PRICES.items()
    }
    deals = Deal.objects.filter(status="open", stage="negotiation", currency="EUR").select_related("owner")
    for deal in deals.order_by("pk"):
        product = products[deal.product or "Upkeep"]
        price = PRICES[product.name]
        lines = [Line(product.pk, price, Decimal(max(1, round((deal.amount_minor or price) / price))))]
        if product.name != "Spare parts" and dice.random() < 0.5:
            extra = products["Spare parts"]
            lines.append(Line(extra.pk, PRICES["Spare parts"], Decimal(dice.randint(1, 4)), Decimal(10)))
        set_items(deal, lines, by=deal.owner, takes_amount=True)


def _share_views(by: User) -> None:
    question = {"params": {"state": "open", "due": "overdue"}}
    columns = ["name", "stage", "amount", "expected", "slips", "owner"]
    save_view(
        "deals",
        "Close is past",
        by=by,
        question=question,
        columns=columns,
        sort="expected",
        audience="everyone",
    )


def _write_twice(dice: random.Random) -> None:
    """Some people were written down a second time, by a card from the fair."""
    people = Person.objects.filter(phone_key__isnull=False).order_by("pk")
    for person in dice.sample(list(people[:2000]), 8):
        first, _, last = person.name.partition(" ")
        add_person(by=None, name=f"{first[0]}. {last}", phone=person.phone, account=person.account)
    duplicates.find("person")


def _plan(dice: random.Random) -> None:
    day = today()
    deals = Deal.objects.filter(status="open", is_archived=False).select_related("owner", "person")
    for deal in deals.order_by("pk"):
        if deal.owner is None:
            continue
        if dice.random() < 0.7:
            on = day + timedelta(days=dice.randint(-4, 14))
            plan_next_step(deal, dice.choice(STEPS[deal.stage]), by=deal.owner, on=on)
        _give_parts(deal, dice)


def _give_parts(deal: Deal, dice: random.Random) -> None:
    assert deal.owner is not None
    others = Person.objects.filter(account=deal.account_id).exclude(pk=deal.person_id or 0).order_by("pk")[:3]
    for person, part in zip(filter(None, (deal.person, *others)), dice.sample(PARTS, 4), strict=False):
        give_part(deal, person, role=part, by=deal.owner)
