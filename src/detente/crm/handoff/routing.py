"""Routing: who gets a lead, in the order that was signed, and why."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps

from detente.crm.capture.models import Lead
from detente.crm.handoff import receivers
from detente.crm.handoff.rules import PASSED, next_in_turn
from detente.crm.history.record import alone_with
from detente.crm.people.models import Account, User
from detente.crm.people.naming import name_key
from detente.crm.playbook.agreement import Agreement
from detente.crm.playbook.conditions import holds
from detente.crm.scoring.facts import facts_of

POOL = "pool"
BY_HAND = "by_hand"
IN_TURN = "round_robin"
_chance = random.SystemRandom()


@dataclass
class Route:
    """Who gets a lead (None: it waits in the pool), by which step of the order, and what was weighed."""

    to: User | None
    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    is_randomised: bool = False


def route(
    lead: Lead, *, kind: str, agreement: Agreement, at: datetime, excluded: Collection[int] = ()
) -> Route:
    """The first of the agreed order who is there; who has a right to the lead gets it even when they are full.

    Only a first assignment is ever by lot: with somebody `excluded`, chance would compare what others left over.

    Call it under the lead's lock: nobody else routes until the transaction ends, so that no two leads take the
    last place of one rep.
    """
    alone_with("routing")
    passed_over: list[dict[str, Any]] = []
    found: Route | None = None
    for code in agreement.routing.order if agreement.routing else (IN_TURN,):
        if code == IN_TURN:
            found = _take_turns(
                receivers.in_turn(kind), code, agreement, at, excluded, passed_over, randomise=not excluded
            )
        elif code == "territory":
            found = _by_territory(lead, kind, agreement, at, excluded, passed_over)
        else:
            found = _by_right(lead, code, kind, at, excluded, passed_over)
        if found:
            break
    found = found or Route(None, POOL)
    if passed_over:
        found.facts["passed_over"] = passed_over
    return found


def to_the_owner(lead: Lead, *, kind: str, at: datetime) -> Route | None:
    """A lead that a person gave an owner is handed over to them, unless they are away or do not take leads."""
    owner = User.objects.select_related("team").filter(pk=lead.owner_id).first() if lead.owner_id else None
    if owner is None or not receivers.can_receive(owner, kind) or receivers.away([owner], at):
        return None
    return Route(owner, BY_HAND)


def _by_right(
    lead: Lead,
    code: str,
    kind: str,
    at: datetime,
    excluded: Collection[int],
    passed_over: list[dict[str, Any]],
) -> Route | None:
    owner_id = RIGHTS[code](lead) if code in RIGHTS else None
    owner = User.objects.select_related("team").filter(pk=owner_id).first() if owner_id else None
    if owner is None:
        return None
    if why := _why_not(owner, kind, at, excluded):
        passed_over.append({"route": code, "user": owner.pk, "why": why})
        return None
    return Route(owner, code)


def _why_not(user: User, kind: str, at: datetime, excluded: Collection[int]) -> str | None:
    if not user.is_active:
        return "inactive"
    if not receivers.can_receive(user, kind):
        return "role"
    if user.pk in excluded:
        return "had_it"
    return "away" if receivers.away([user], at) else None


def _by_territory(
    lead: Lead, kind: str, agreement: Agreement, at: datetime, excluded: Collection[int],
    passed_over: list[dict[str, Any]],
) -> Route | None:  # fmt: skip
    territories = agreement.routing.territories if agreement.routing else ()
    facts = facts_of(lead) if territories else {}
    for territory in territories:
        if not holds(territory.when, facts):
            continue
        wanted = User.objects.filter(email__in=territory.users, is_active=True).select_related("team")
        users = [user for user in wanted.order_by("pk") if receivers.can_receive(user, kind)]
        found = _take_turns(users, "territory", agreement, at, excluded, passed_over, randomise=False)
        if found:
            found.facts["territory"] = territory.code
            return found
        passed_over.append({"route": "territory", "territory": territory.code, "why": "full"})
        return None
    return None


def _take_turns(
    users: list[User], code: str, agreement: Agreement, at: datetime, excluded: Collection[int],
    passed_over: list[dict[str, Any]], *, randomise: bool = True,
) -> Route | None:  # fmt: skip
    """By room for what each can take; a signed share of them by lot, so that reps can be compared fairly."""
    absent = receivers.away(users, at)
    present = [user for user in users if user.pk not in absent and user.pk not in excluded]
    weighed = receivers.candidates(present, agreement)
    free = [one for one in weighed if not one.is_full]
    if not free:
        return None
    share = agreement.routing.randomised_share if agreement.routing and randomise else 0
    by_lot = len(free) > 1 and share > 0 and _chance.random() < share
    chosen = _chance.choice(free) if by_lot else next_in_turn(free)
    assert chosen is not None
    by_key = {user.pk: user for user in present}
    told = [{"user": one.user_id, "load": one.load, "capacity": one.capacity} for one in weighed]
    return Route(by_key[chosen.user_id], code, {"candidates": told}, is_randomised=by_lot)


def _open_deal(lead: Lead) -> int | None:
    if lead.account_id is None:
        return None
    deals = apps.get_model("crm.Deal")._default_manager
    found = deals.filter(account=lead.account_id, status="open", is_archived=False, owner__isnull=False)
    return found.order_by("-opened_at", "-id").values_list("owner_id", flat=True).first()


def _owner_if(is_so: Callable[[Account], bool]) -> Callable[[Lead], int | None]:
    return lambda lead: lead.account.owner_id if lead.account and is_so(lead.account) else None


def _owner_of_partner(lead: Lead) -> int | None:
    """The partner the lead works for, or the one that brought it as its vendor or source."""
    if lead.account and lead.account.type == "partner":
        return lead.account.owner_id
    names = {name_key(name) for name in _brought_by(lead)}
    partners = Account.objects.filter(
        name_key__in=names, type="partner", merged_into=None, is_archived=False, owner__isnull=False
    )
    return partners.order_by("pk").values_list("owner_id", flat=True).first() if names else None


def _brought_by(lead: Lead) -> Iterator[str]:
    if lead.vendor:
        yield lead.vendor.name
    if lead.source:
        yield lead.source


RIGHTS: dict[str, Callable[[Lead], int | None]] = {
    "open_deal": _open_deal,
    "customer_owner": _owner_if(lambda account: account.type == "customer"),
    "partner_manager": _owner_of_partner,
    "named_account": _owner_if(lambda account: account.is_named),
}
"""Who has a right to a lead, by the step of the order. A person's open lead is touched, not routed."""

ORDER = ("open_lead", *RIGHTS, "territory", IN_TURN)
__all__ = ["BY_HAND", "IN_TURN", "ORDER", "PASSED", "POOL", "Route", "route", "to_the_owner"]
