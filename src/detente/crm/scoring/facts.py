"""What is known of a lead, its person and its account, by the codes that a playbook's conditions ask about."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from detente.crm.capture.duplicates.sounds import FREE_MAIL
from detente.crm.capture.models import Lead
from detente.crm.people.actions import organisation
from detente.crm.people.money import to_amount

_PERSON = ("title", "country", "email_key", "phone_key", "custom")
_ACCOUNT = ("name", "industry", "country", "employees", "type", "is_named", "revenue_minor", "custom")
NAMES = (
    "source", "medium", "campaign__name", "vendor__name", "defects", "custom",
    *(f"person__{name}" for name in _PERSON), *(f"account__{name}" for name in _ACCOUNT),
)  # fmt: skip
"""The paths of a lead's row that facts are made of."""


def facts_of(lead: Lead) -> dict[str, Any]:
    """What is known of a lead; what is not known is None. Numbers and money as numbers, days as ISO text, flags as
    True or False. Reads once, and not at all where person and account are at hand."""
    return facts_in(_at_hand(lead) or Lead.objects.values(*NAMES).get(pk=lead.pk))


def _at_hand(lead: Lead) -> dict[str, Any] | None:
    """The row of a lead that was just made, whose neighbours were read a moment ago."""
    kept = lead._state.fields_cache
    neighbours = ("person", "account", "campaign", "vendor")
    if any(getattr(lead, f"{name}_id") and name not in kept for name in neighbours):
        return None
    return {name: _walked(lead, name.split("__")) for name in NAMES}


def _walked(record: Any, path: list[str]) -> Any:
    for name in path:
        record = None if record is None else getattr(record, name)
    return record


def facts_in(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a lead's row (`NAMES`) says."""
    domain = (row["person__email_key"] or "").partition("@")[2]
    found = {
        "person.title": row["person__title"],
        "person.country": row["person__country"],
        "person.has_email": row["person__email_key"] is not None,
        "person.has_phone": row["person__phone_key"] is not None,
        "person.has_company_email": is_company(domain),
        "account.name": row["account__name"],
        "account.industry": row["account__industry"],
        "account.country": row["account__country"],
        "account.employees": row["account__employees"],
        "account.type": row["account__type"],
        "account.is_named": row["account__is_named"],
        "account.revenue": revenue(row["account__revenue_minor"]),
        "lead.source": row["source"],
        "lead.medium": row["medium"],
        "lead.campaign": row["campaign__name"],
        "lead.vendor": row["vendor__name"],
        "lead.has_defect": bool(row["defects"]),
    }
    added = {"person": row["person__custom"], "account": row["account__custom"], "lead": row["custom"]}
    for record, values in added.items():
        found |= {f"{record}.custom.{code}": added_value(value) for code, value in (values or {}).items()}
    return found


def is_company(domain: str) -> bool:
    """Whether mail from this domain comes from a company and not from a free mailbox."""
    return bool(domain) and domain not in FREE_MAIL


def revenue(minor: int | None) -> float | None:
    """A company's revenue in whole units of the organisation's currency."""
    return None if minor is None else float(to_amount(minor, organisation().currency))


def added_value(value: Any) -> Any:
    """An added field's value as a condition compares it: money in units of its own currency."""
    if isinstance(value, dict):
        return float(to_amount(value["minor"], value["currency"]))
    return float(value) if isinstance(value, Decimal) else value
