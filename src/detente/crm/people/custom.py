"""Fields that a company adds to persons, accounts, leads and deals: their registry and their values.

    for field in custom_fields("account"):
        shown_value(field, account.custom.get(field.code))
    change_custom(account, {"plant_size": "250"}, by=user, version=account.version)

How the fields themselves are added and changed is in `custom_fields`, what makes lists of them fast in `custom_index`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_currency
from django.apps import apps
from django.db import transaction

from detente.crm.history.facts import AccountChanged, DealChanged, LeadChanged, PersonChanged
from detente.crm.history.record import locked, record, record_deal, record_loose
from detente.crm.objections import N_, Objection, Refused, Stale, check, check_version
from detente.crm.people.custom_index import comparable as comparable
from detente.crm.people.custom_values import LONGEST_TEXT as LONGEST_TEXT
from detente.crm.people.custom_values import field_name as field_name
from detente.crm.people.custom_values import read_value as read_value
from detente.crm.people.models import CustomField, Person, User
from detente.crm.people.money import to_amount

SET_ASIDE = Objection("archived", N_("This record was set aside with the import that brought it."))


def custom_fields(object: str, *, archived: bool = False) -> list[CustomField]:
    """The fields of a kind of record (person, account, lead, deal), in their order; archived ones when asked for."""
    found = CustomField.objects.filter(object=object).order_by("position", "pk")
    return list(found if archived else found.filter(is_archived=False))


def shown_value(field: CustomField, stored: Any, *, people: Mapping[int, str] | None = None) -> str:
    """A stored value as people read it; "" for none. `people` has labels that were looked up before."""
    if stored is None:
        return ""
    if field.kind == "money":
        return format_currency(
            to_amount(stored["minor"], stored["currency"]), stored["currency"], locale="en"
        )
    if field.kind == "choice":
        names = {choice["code"]: choice["name"] for choice in field.choices}
        return str(names.get(stored, stored))
    if field.kind == "person":
        labels = people_named([stored]) if people is None else people
        return labels.get(stored, f"#{stored}")
    return str(stored)


def written_value(field: CustomField, stored: Any) -> Any:
    """A stored value as it would be typed: what `read_value` reads back to the very same."""
    if stored is None:
        return ""
    if field.kind == "money":
        return f"{to_amount(stored['minor'], stored['currency']):f} {stored['currency']}"
    return stored


def people_named(ids: list[int]) -> dict[int, str]:
    """Labels of persons by id; a merged one is called as the one it lives on in."""
    rows = Person.objects.filter(pk__in=set(ids)).select_related("merged_into")
    return {person.pk: (person.merged_into or person).label for person in rows}


def objections_to_values(
    object: str, values: Mapping[str, Any], *, stored: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[Objection]]:
    """Values read by their fields, and everything against them; what stands already in `stored` is never refused."""
    known = {field.code: field for field in custom_fields(object)}
    read, against, stored = {}, [], stored or {}
    for code, given in values.items():
        field = known.get(code)
        if field is None:
            text = N_("There is no field {code} here (any more).")
            against.append(Objection("custom_unknown", text, f"custom.{code}", {"code": code}))
        elif given == stored.get(code, ""):
            read[code] = stored.get(code)
        else:
            try:
                read[code] = read_value(field, given)
            except Refused as refused:
                against += refused.objections
    return read, against


@transaction.atomic
def change_custom(
    target: Any, values: Mapping[str, Any], *, by: User | None, version: int | None = None
) -> Any:
    """Set added fields of a person, account, lead or deal; "" or None takes a value away.

    `values` go by code. Returns the record as it stands after. The values before are kept beside the event.
    """
    kind = target._meta.model_name
    target = _locked_deal(target) if kind == "deal" else locked(target)
    check_version(target.last_seq if kind == "lead" else target.version, expected=version)
    read, against = objections_to_values(kind, values, stored=target.custom)
    check([SET_ASIDE] if target.is_archived else against)
    before = {code: target.custom.get(code) for code in read if target.custom.get(code) != read[code]}
    if not before:
        return target
    after = target.custom | {code: read[code] for code in before}
    target.custom = {code: value for code, value in after.items() if value is not None}
    _tell(target, kind, {f"custom.{code}": value for code, value in before.items()}, by=by)
    return target


def _locked_deal(deal: Any) -> Any:
    """A deal's lead is locked before it, as everywhere (deals.locking has it for what stands above)."""
    leads, deals = apps.get_model("crm.Lead"), apps.get_model("crm.Deal")
    lead_id = deals.objects.values_list("lead_id", flat=True).get(pk=deal.pk)
    if lead_id:
        leads.objects.select_for_update(no_key=True).get(pk=lead_id)
    found = locked(deal)
    if found.lead_id != lead_id:
        raise Stale
    return found


def _tell(target: Any, kind: str, before: dict[str, Any], *, by: User | None) -> None:
    """Save the values and say in the record's history which changed."""
    facts: dict[str, Any] = {"fields": sorted(before)}
    words = {"before": before}
    if kind in ("person", "account"):
        target.version += 1
        target.save(update_fields=["custom", "version"])
        fact = PersonChanged(facts=facts) if kind == "person" else AccountChanged(facts=facts)
        record_loose(fact, by=by, subject=_subject(target, kind), words=words)
        return
    target.save(update_fields=["custom"])
    if kind == "lead":
        record(target, LeadChanged(facts=facts), by=by, words=words)
    else:
        record_deal(target, DealChanged.of(target, facts=facts), by=by, words=words)


def _subject(target: Any, kind: str) -> dict[str, int | None]:
    if kind == "account":
        return {"account_id": target.pk}
    return {"person_id": target.pk, "account_id": target.account_id}
