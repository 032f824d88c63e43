"""What fields, kinds and codes are called on the pages of the wizard."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from detente.crm.people.roles import ROLES
from detente.crm.playbook.actions import current
from detente.intake.fields import KINDS, Field
from detente.intake.problems import IntakeError, Problem

Choices = list[tuple[str, str]]
KIND_NAMES = {
    "leads": gettext_lazy("Leads"), "deals": gettext_lazy("Deals"), "accounts": gettext_lazy("Accounts"),
    "campaigns": gettext_lazy("Campaigns"), "costs": gettext_lazy("Costs"), "touches": gettext_lazy("Touches"),
    "activities": gettext_lazy("Activities"), "users": gettext_lazy("Users"), "people": gettext_lazy("People"),
    "products": gettext_lazy("Products"), "items": gettext_lazy("Products on deals"),
    "moves": gettext_lazy("Stage moves"),
    "members": gettext_lazy("Campaign members"), "notes": gettext_lazy("Notes"), "vendors": gettext_lazy("Vendors"),
}  # fmt: skip
WEIGHTS = {
    "reject": gettext_lazy("Line not stored"), "defect": gettext_lazy("Stored with a defect"),
    "note": gettext_lazy("Stored; good to know"),
}  # fmt: skip
STATES = {
    "waiting": gettext_lazy("Not started"), "running": gettext_lazy("Running"), "done": gettext_lazy("Done"),
    "failed": gettext_lazy("Stopped by an error"), "undone": gettext_lazy("Taken back"),
}  # fmt: skip
TYPES = {
    "account_types": {"prospect": gettext_lazy("Prospect"), "customer": gettext_lazy("Customer"),
                      "partner": gettext_lazy("Partner")},
    "deal_types": {"new": gettext_lazy("New business"), "expansion": gettext_lazy("Expansion"),
                   "renewal": gettext_lazy("Renewal")},
    "roles": ROLES,
}  # fmt: skip


def kinds() -> Choices:
    """Every kind with its name and what its lines are."""
    return [(kind, str(name)) for kind, name in KIND_NAMES.items()]


def meanings() -> list[tuple[str, str, str]]:
    """Kind, name, and what its lines are."""
    return [(kind, str(name), gettext(KINDS[kind].meaning)) for kind, name in KIND_NAMES.items()]


def field_label(field: Field) -> str:
    """A field by what it means."""
    said = gettext(field.meaning)
    return said[:1].upper() + said[1:]


def column_name(kind: str, name: str) -> str:
    """A field of a kind by its short name: `arrived_at` is "Arrived at"."""
    return "E-mail" if name == "email" else name.replace("_", " ").capitalize()


def choices_of(field: Field) -> Choices:
    """The codes that a field may hold, by their names in the playbook."""
    agreement = current()
    if field.choice in TYPES:
        return [(code, str(name)) for code, name in TYPES[field.choice].items()]
    match field.choice:
        case "stages":
            rows: tuple[object, ...] = (*agreement.path, *agreement.exits)
        case "deal_stages":
            rows = (*agreement.deal_stages, *(stage for stage in agreement.exits if stage.code == "lost"))
        case _:
            rows = tuple(getattr(agreement, field.choice))
    return [(row.code, gettext(row.name)) for row in rows]  # type: ignore[attr-defined]


def stages() -> Choices:
    """Stages whose entry a column may date."""
    agreement = current()
    return [(stage.code, gettext(stage.name)) for stage in (*agreement.path, *agreement.exits)]


def said(wrong: IntakeError) -> str:
    """A mistake in files or mapping, in the reader's language."""
    text = gettext(wrong.text)
    return text % wrong.params if wrong.params else text


def problem_said(problem: Problem) -> str:
    """What is wrong with a cell, without the column's name."""
    text = gettext(problem.text)
    return text % problem.params if problem.params else text


@lru_cache(maxsize=64)
def _format_parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in name.replace("/", ".").replace("-", ".").split(".") if part)


def format_said(name: str) -> str:
    """A date format in words: `DD/MM/YYYY` is "day first"."""
    first = _format_parts(name)[0]
    words = {"DD": _("day first"), "MM": _("month first"), "YYYY": _("year first"), "YY": _("year first")}
    return f"{name} ({words[first]})" if first in words else name
