"""What changes of a record a list can make: for each field how its value is read, told apart, set and set back.

A `Setter` holds values as plain JSON, so that an edit of many records can be kept, gone on with and taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.crm.capture.actions import correct_origin
from detente.crm.capture.campaigns import change_campaign
from detente.crm.capture.models import Campaign, Lead, Vendor
from detente.crm.capture.origin import Origin
from detente.crm.capture.rules import objections_to_owner
from detente.crm.deals import actions as deals
from detente.crm.deals import plans
from detente.crm.deals import rules as deal_rules
from detente.crm.followup import rules as lead_rules
from detente.crm.followup.actions import assign, move
from detente.crm.history.fold import deal_state, lead_state
from detente.crm.objections import Objection
from detente.crm.people.actions import change_account, change_person
from detente.crm.people.custom import change_custom, objections_to_values
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook

Against = Callable[[Any, Any], list[Objection]]


def _nothing(record: Any, value: Any) -> list[Objection]:
    return []


@dataclass(frozen=True)
class Setter:
    """`now(record)` is the value that stands, `put(record, value, by, version)` sets another by the record's own act,
    `against(record, value)` are the objections that the act would raise, without acting. `before(record)` is what
    setting back needs, where that is more than the value; `back` sets it."""

    now: Callable[[Any], Any]
    put: Callable[[Any, Any, User, int | None], Any]
    against: Against = _nothing
    before: Callable[[Any], Any] | None = None
    back: Callable[[Any, Any, User, int | None], Any] | None = None


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _user(value: Any) -> User | None:
    return User.objects.get(pk=value) if value else None


def _owner_may(record: Any, value: Any) -> list[Objection]:
    owner = _user(value)
    return objections_to_owner(owner.name, role=owner.role, is_active=owner.is_active) if owner else []


# --- leads ----------------------------------------------------------------------------------------------


def _put_owner(lead: Lead, value: Any, by: User, version: int | None) -> None:
    assign(lead, to=_user(value), by=by, version=version)


def _put_stage(lead: Lead, value: Any, by: User, version: int | None) -> None:
    move(lead, to=value, by=by, version=version)


def _against_move(lead: Lead, value: Any) -> list[Objection]:
    return lead_rules.objections_to_move(playbook.current(), lead_state(lead), value)


_ORIGIN = ("source", "medium", "campaign", "vendor")


def _origin_of(lead: Lead) -> dict[str, Any]:
    return {
        "source": lead.source,
        "medium": lead.medium,
        "campaign": lead.campaign_id,
        "vendor": lead.vendor_id,
    }


def _put_origin(lead: Lead, whole: dict[str, Any], by: User, version: int | None) -> None:
    campaign = Campaign.objects.get(pk=whole["campaign"]) if whole["campaign"] else None
    vendor = Vendor.objects.get(pk=whole["vendor"]) if whole["vendor"] else None
    origin = Origin(source=whole["source"], medium=whole["medium"], campaign=campaign, vendor=vendor)
    correct_origin(lead, origin, by=by, version=version)


def _origin(name: str) -> Setter:
    return Setter(
        now=lambda lead: _origin_of(lead)[name],
        put=lambda lead, value, by, version: _put_origin(
            lead, _origin_of(lead) | {name: value or None}, by, version
        ),
        before=_origin_of,
        back=_put_origin,
    )


_LEADS = {
    "owner": Setter(lambda lead: lead.owner_id, _put_owner, _owner_may),
    "stage": Setter(lambda lead: lead.stage, _put_stage, _against_move),
    **{name: _origin(name) for name in _ORIGIN},
}


# --- deals ----------------------------------------------------------------------------------------------


def _deal(
    name: str, *, read: Callable[[Any], Any] = lambda value: value, against: Against = _nothing
) -> Setter:
    def put(deal: Any, value: Any, by: User, version: int | None) -> None:
        deals.change_deal(deal, by=by, version=version, **{name: read(value)})

    def all_against(deal: Any, value: Any) -> list[Objection]:
        return [deal_rules.SET_ASIDE] if deal.is_archived else against(deal, value)

    return Setter(lambda deal: _plain(getattr(deal, name)), put, all_against)


def _put_amount(deal: Any, value: Any, by: User, version: int | None) -> None:
    fields = (
        {"amount_minor": value["minor"], "currency": value["currency"]} if value else {"amount_minor": None}
    )
    deals.change_deal(deal, by=by, version=version, **fields)


def _put_deal_stage(deal: Any, value: Any, by: User, version: int | None) -> None:
    deals.move_deal(deal, to=value, by=by, version=version)


def _against_deal_move(deal: Any, value: Any) -> list[Objection]:
    return deal_rules.objections_to_move(playbook.current(), deal_state(deal), value)


def _put_next_step(deal: Any, value: Any, by: User, version: int | None) -> None:
    step = value or ""
    if step:
        plans.plan_next_step(deal, step, on=deal.next_on, by=by, version=version)
    else:
        plans.finish_next_step(deal, by=by, version=version)


def _put_next_on(deal: Any, value: Any, by: User, version: int | None) -> None:
    plans.plan_next_step(deal, deal.next_step, on=_day(value), by=by, version=version)


def _plan_of(deal: Any) -> dict[str, Any]:
    return {"step": deal.next_step, "on": _plain(deal.next_on)}


def _put_plan(deal: Any, whole: dict[str, Any], by: User, version: int | None) -> None:
    if whole["step"]:
        plans.plan_next_step(deal, whole["step"], on=_day(whole["on"]), by=by, version=version)
    else:
        plans.finish_next_step(deal, by=by, version=version)


def _against_step(deal: Any, value: Any) -> list[Objection]:
    on = deal.next_on if value else None
    return deal_rules.objections_to_next_step(deal_state(deal), step=value or "", on=on)


def _against_next_on(deal: Any, value: Any) -> list[Objection]:
    return deal_rules.objections_to_next_step(deal_state(deal), step=deal.next_step, on=_day(value))


_DEALS = {
    "name": _deal("name", against=lambda deal, value: deal_rules.objections_to_name(value or "")),
    "owner": _deal("owner_id", against=_owner_may),
    "type": _deal("type"),
    "product": _deal("product", read=lambda value: value or ""),
    "expected": _deal("expected_on", read=_day),
    "stage": Setter(lambda deal: deal.stage, _put_deal_stage, _against_deal_move),
    "amount": Setter(
        lambda deal: (
            None if deal.amount_minor is None else {"minor": deal.amount_minor, "currency": deal.currency}
        ),
        _put_amount,
    ),
    "next_step": Setter(lambda deal: deal.next_step, _put_next_step, _against_step, _plan_of, _put_plan),
    "next_on": Setter(lambda deal: _plain(deal.next_on), _put_next_on, _against_next_on, _plan_of, _put_plan),
}


# --- accounts, people, campaigns ------------------------------------------------------------------------


def _of(
    change: Callable[..., Any], name: str, read: Callable[[Any], Any], against: Against = _nothing
) -> Setter:
    attribute = "owner_id" if name == "owner" else name

    def put(record: Any, value: Any, by: User, version: int | None) -> None:
        change(record, by=by, version=version, **{name: read(value)})

    return Setter(lambda record: _plain(getattr(record, attribute)), put, against)


def _or_none(value: Any) -> Any:
    return value if value not in ("", None) else None


_ACCOUNTS = {
    name: _of(change_account, name, _or_none)
    for name in ("domain", "industry", "country", "city", "employees", "website")
} | {
    "name": _of(change_account, "name", lambda value: value or ""),
    "type": _of(change_account, "type", lambda value: value),
    "is_named": _of(change_account, "is_named", bool),
    "owner": _of(change_account, "owner", _or_none, _owner_may),
}
_PEOPLE = {
    name: _of(change_person, name, _or_none) for name in ("title", "email", "phone", "country")
} | {"name": _of(change_person, "name", lambda value: value or "")}  # fmt: skip
_CAMPAIGNS = {
    "name": _of(change_campaign, "name", lambda value: value or ""),
    "note": _of(change_campaign, "note", lambda value: value or ""),
    "starts": _of(change_campaign, "starts_on", _day),
    "ends": _of(change_campaign, "ends_on", _day),
    "vendor": _of(change_campaign, "vendor_id", _or_none),
} | {name: _of(change_campaign, name, _or_none) for name in ("type", "source", "medium")}


# --- added fields ---------------------------------------------------------------------------------------


def _custom(code: str, object_: str) -> Setter:
    def put(record: Any, value: Any, by: User, version: int | None) -> None:
        change_custom(record, {code: value}, by=by, version=version)

    def against(record: Any, value: Any) -> list[Objection]:
        return objections_to_values(object_, {code: value}, stored=record.custom)[1]

    return Setter(lambda record: record.custom.get(code), put, against)


_SETTERS: dict[str, dict[str, Setter]] = {
    "leads": _LEADS, "deals": _DEALS, "accounts": _ACCOUNTS, "people": _PEOPLE, "campaigns": _CAMPAIGNS,
}  # fmt: skip
_OBJECTS = {"leads": "lead", "deals": "deal", "accounts": "account", "people": "person"}


def setter(subject: str, key: str) -> Setter:
    """How a list's field is set; KeyError for one that nothing sets."""
    if key.startswith("custom."):
        return _custom(key.removeprefix("custom."), _OBJECTS[subject])
    return _SETTERS[subject][key]
