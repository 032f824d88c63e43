"""What a page of the wizard offers: fields for a column, values for a whole file, and how files join."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from detente.intake.custom import known_fields
from detente.intake.fields import KINDS
from detente.intake.mapping import FileMapping
from detente.web import world
from detente.web.imports.drafts import Draft
from detente.web.imports.parsing import ADDED, CUSTOM, MOVES
from detente.web.imports.words import Choices, choices_of, field_label, stages

# What can be the same on every line of a file; an id or an address cannot.
SAME_TYPES = ("code", "currency", "country", "flag", "reference", "instant", "date")
SAME_TEXTS = ("source", "medium", "vendor", "product", "type", "team", "industry", "account", "landing_page",
              "series", "status", "manager")  # fmt: skip


@dataclass(frozen=True)
class Constant:
    """A value for every line: the field, what it is now, and the choices where there are any."""

    name: str
    label: str
    value: str
    choices: Choices
    is_day: bool
    is_required: bool


def uses_offered(kind: str) -> list[tuple[str, Choices]]:
    """Groups of choices for a column: our fields, dates of past stages, a field of its own."""
    fields = [
        (f"columns.{field.name}", field_label(field) + (f" ({_('needed')})" if field.is_required else ""))
        for field in KINDS[kind].fields
    ]
    groups = [(_("Fields"), fields)]
    if kind in MOVES:
        text = _("Day when it reached %(stage)s")
        dated = [(f"moves.{code}", text % {"stage": name}) for code, name in stages()]
        groups.append((_("Past stage moves"), dated))
    if kind in CUSTOM:
        added = {one.code: one.name for one in known_fields()[kind].values()}
        if added:
            groups.append((_("Fields you added"), [(f"{ADDED}{code}", name) for code, name in added.items()]))
        groups.append((_("Other"), [("custom", _("Keep it under its own name"))]))
    return groups


def constant_fields(entry: FileMapping, chosen: set[str]) -> list[Constant]:
    """Fields that no column fills and that may be the same on every line."""
    return [
        Constant(
            field.name, field_label(field), entry.constants.get(field.name, ""), _choices(field.type, field),
            field.type in ("instant", "date"), field.is_required,
        )
        for field in entry.of.fields
        if f"columns.{field.name}" not in chosen
        and (field.name in entry.constants or field.type in SAME_TYPES or field.name in SAME_TEXTS)
    ]  # fmt: skip


def _choices(type_: str, field: object) -> Choices:
    match type_:
        case "code":
            return choices_of(field)  # type: ignore[arg-type]
        case "currency":
            return world.currencies()
        case "country":
            return world.countries()
        case "flag":
            return [("yes", _("Yes")), ("no", _("No"))]
        case _:
            return []


def joins(draft: Draft, no: int) -> list[str]:
    """How the lines of this file find those of the others, one sentence each."""
    entry = draft.mapping.files[no]
    lead = entry.columns.get("lead")
    others = [
        (draft.label_of(other), each.columns["external_id"].column)
        for other, each in enumerate(draft.mapping.files)
        if each.kind == "leads" and other != no and "external_id" in each.columns
    ]
    if lead is None:
        return []
    if not others:
        return [_("Each line belongs to the lead whose id stands in “%(column)s”; leads imported before are found too.")
                % {"column": lead.column}]  # fmt: skip
    text = _("Joined to %(file)s where “%(here)s” is the same as “%(there)s” there.")
    return [text % {"file": file, "here": lead.column, "there": there} for file, there in others]
