"""What the demo's people noted down lately: next steps of open deals and who has which part in them.

Done by the same acts that a person's clicks call.
"""

from __future__ import annotations

import random
from datetime import timedelta

from detente.crm.deals.contacts import give_part
from detente.crm.deals.models import Deal
from detente.crm.deals.plans import plan_next_step
from detente.crm.people.days import today
from detente.crm.people.models import Person

STEPS = {
    "discovery": ("Visit the plant with their maintenance lead", "Ask who signs", "Send the reference from Linden Guss"),
    "proposal": ("Send the offer for two sites", "Walk through the offer with purchasing", "Answer their IT questions"),
    "negotiation": ("Agree on the start date", "Send the revised contract", "Call about the discount"),
}  # fmt: skip
PARTS = ("decision_maker", "champion", "buyer", "user")


def note_down(seed: int) -> None:
    """Plan next steps and give parts; some deals have none, as everywhere."""
    dice = random.Random(seed)
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
