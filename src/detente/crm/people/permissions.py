"""Who may open which rows: one filter that every list, drill-down, export and page passes.

Totals are open to every internal role; opening rows follows the record permission. A vendor's
user sees only their vendor's leads, totals included.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from detente.crm.people.roles import SEES_ALL

if TYPE_CHECKING:
    from detente.crm.people.models import User


def scope_of(user: User) -> str:
    """own, team or all: the user's own setting, else the organisation's default."""
    from detente.crm.people.actions import organisation

    if user.role in SEES_ALL:
        return "all"
    return user.scope or organisation().default_scope


def _held_by(user: User, owner: str) -> Q:
    """Rows whose owner is the user, or their team under the team permission."""
    match scope_of(user):
        case "all":
            return Q()
        case "team" if user.team_id:
            return Q(**{f"{owner}__team": user.team_id})
        case _:
            return Q(**{owner: user.pk})


def _of_vendor(user: User, vendor: str) -> Q:
    """Rows of the user's vendor; of none when the user has none (a comparison with None would find all others)."""
    return Q(**{vendor: user.vendor_id}) if user.vendor_id else Q(pk__in=[])


def openable_leads(user: User) -> Q:
    """Leads whose page this user may open."""
    return _of_vendor(user, "vendor") if user.is_vendor else _held_by(user, "owner")


def openable_deals(user: User) -> Q:
    """Deals whose page this user may open."""
    return _of_vendor(user, "lead__vendor") if user.is_vendor else _held_by(user, "owner")


def _related(user: User, name: str) -> Q:
    """Persons or accounts of leads, and for internal roles of deals, that this user may open.

    By key rather than by joins: a join would go through every person to find the few of one owner.
    """
    has_one = {f"{name}__isnull": False}
    leads, deals = (apps.get_model(model)._default_manager for model in ("crm.Lead", "crm.Deal"))
    found = Q(pk__in=leads.filter(openable_leads(user), **has_one).values(name))
    if user.is_vendor:
        return found
    return found | Q(pk__in=deals.filter(openable_deals(user), **has_one).values(name))


def openable_people(user: User) -> Q:
    """Persons: everybody under `all`, else those with a lead or deal that may be opened."""
    return Q() if scope_of(user) == "all" and not user.is_vendor else _related(user, "person")


def openable_accounts(user: User) -> Q:
    """Accounts: everybody's under `all`, else owned ones and those with a lead or deal that may be opened."""
    if user.is_vendor:
        return _related(user, "account")
    return Q() if scope_of(user) == "all" else _held_by(user, "owner") | _related(user, "account")


def openable_campaigns(user: User) -> Q:
    """Campaigns: open to every internal role; a vendor's user sees their own."""
    return _of_vendor(user, "vendor") if user.is_vendor else Q()


def openable(queryset: QuerySet[Any], user: User) -> QuerySet[Any]:
    """`queryset` of leads, deals, people, accounts or campaigns, cut to the rows this user may open."""
    rules = {
        "lead": openable_leads,
        "deal": openable_deals,
        "person": openable_people,
        "account": openable_accounts,
        "campaign": openable_campaigns,
    }
    model = queryset.model
    wanted = rules[model._meta.model_name](user)
    if not wanted:
        return queryset
    # By key, because a condition across leads would list a person once for each of them.
    return queryset.filter(pk__in=model._default_manager.filter(wanted).values("pk"))


def openable_among(model: type[Model], keys: Collection[int], user: User) -> set[int]:
    """Those of `keys` of `model` that `openable` lets through; for a few of very many it is the cheaper way to ask."""
    every = model._default_manager
    if model._meta.model_name == "lead":
        return set(every.filter(openable_leads(user), pk__in=keys).values_list("pk", flat=True))
    if model._meta.model_name not in ("person", "account"):
        return set(openable(every.filter(pk__in=keys), user).values_list("pk", flat=True))
    if not user.is_vendor and scope_of(user) == "all":
        return set(keys)
    name = model._meta.model_name
    leads, deals = (apps.get_model(kind)._default_manager for kind in ("crm.Lead", "crm.Deal"))
    # By their keys, or SQLite would read all leads of one owner to find a few persons'.
    of_lead = dict(leads.filter(**{f"{name}__in": keys}).values_list("pk", name))
    held = {of_lead[key] for key in openable_among(leads.model, of_lead.keys(), user)}
    if not user.is_vendor:
        held |= set(deals.filter(openable_deals(user), **{f"{name}__in": keys}).values_list(name, flat=True))
        if name == "account":
            held |= set(every.filter(_held_by(user, "owner"), pk__in=keys).values_list("pk", flat=True))
    return held
