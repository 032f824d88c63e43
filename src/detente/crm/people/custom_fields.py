"""What is done to the registry of added fields: add, rename, put in order, change choices, archive.

A field's code, kind of record and kind of value stay as they are: lists, imports and history name them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max

from detente.crm.history.facts import CustomFieldAdded, CustomFieldChanged
from detente.crm.history.record import alone_with, locked, record_loose
from detente.crm.objections import N_, Objection, Refused, check
from detente.crm.people.custom_index import build_index, comparable, drop_index
from detente.crm.people.models import CustomField, User
from detente.crm.people.naming import name_key, tidy
from detente.crm.people.slug import SLUG

MOST_FIELDS = 50
MOST_CHOICES = 200
LONGEST_NAME = 80
_OTHER = re.compile(r"[^a-z0-9]+")
Choice = dict[str, Any]


def code_of(name: str, taken: Sequence[str] = ()) -> str:
    """A code made of a name: "Plant size (m²)" becomes plant_size_m2; numbered where it is taken."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    code = _OTHER.sub("_", plain).strip("_")[:36].strip("_")
    if not code or not code[0].isalpha():
        code = f"field_{code}".strip("_")[:36]
    number, found = 1, code
    while found in taken:
        number += 1
        found = f"{code}_{number}"
    return found


def objections_to_field(
    object: str, kind: str, name: str, *, code: str = "", own: int | None = None
) -> list[Objection]:
    """A field has a kind that we know, a name of its own on its kind of record, and a code that may stand in SQL."""
    against = []
    if object not in CustomField.OBJECTS:
        against.append(Objection("object_unknown", N_("Choose what gets the field."), "object"))
    if kind not in CustomField.KINDS:
        against.append(Objection("kind_unknown", N_("Choose what the field holds."), "kind"))
    if not name:
        against.append(Objection("name_missing", N_("Give the field a name."), "name"))
    elif len(name) > LONGEST_NAME:
        text = N_("A field's name has up to {most} letters.")
        against.append(Objection("name_long", text, "name", {"most": LONGEST_NAME}))
    if code and not SLUG.fullmatch(code):
        text = N_(
            "A code has small letters, digits and underscores, begins with a letter and is up to 40 long."
        )
        against.append(Objection("code_wrong", text, "code"))
    others = CustomField.objects.filter(object=object).exclude(pk=own or 0)
    if name and name_key(name) in {name_key(each) for each in others.values_list("name", flat=True)}:
        text = N_("There is a field called {name} already.")
        against.append(Objection("name_taken", text, "name", {"name": name}))
    if code and others.filter(code=code).exists():
        against.append(Objection("code_taken", N_("There is a field with this code already."), "code"))
    return against


@transaction.atomic
def add_field(
    object: str, *, name: str, kind: str, by: User | None, code: str = "", choices: Sequence[str] = ()
) -> CustomField:
    """A new field on a kind of record, with an index so that lists of it are fast; the code is made of the name."""
    alone_with("custom_field", object)
    name, code = tidy(name), code.strip()
    against = objections_to_field(object, kind, name, code=code)
    new_choices, more = _new_choices(choices, []) if kind == "choice" else ([], [])
    if kind == "choice" and not new_choices and not more:
        more = [
            Objection("choices_missing", N_("Give at least one choice, each on its own line."), "choices")
        ]
    here = CustomField.objects.filter(object=object)
    if here.filter(is_archived=False).count() >= MOST_FIELDS:
        text = N_("There are {most} fields already; archive one that nobody needs.")
        more.append(Objection("fields_many", text, None, {"most": MOST_FIELDS}))
    check(against + more)
    code = code or code_of(name, list(here.values_list("code", flat=True)))
    last = here.aggregate(last=Max("position"))["last"]
    field = CustomField.objects.create(
        object=object, code=code, name=name, kind=kind, choices=new_choices, position=(last or 0) + 1
    )
    build_index(field, connection)
    fact = CustomFieldAdded(code=code, facts={"object": object, "kind": kind, "choices": new_choices})
    record_loose(fact, by=by, subject={}, words={"name": name})
    return field


_NO_CHOICES = Objection("choices_missing", N_("Give at least one choice, each on its own line."), "choices")


def _choices_of(kind: str, names: Sequence[str]) -> tuple[list[Choice], list[Objection]]:
    """The choices of a new field of this kind; a choice field has at least one."""
    found, against = _new_choices(names, []) if kind == "choice" else ([], [])
    return found, against or ([_NO_CHOICES] if kind == "choice" and not found else [])


def _new_choices(names: Sequence[str], standing: list[Choice]) -> tuple[list[Choice], list[Objection]]:
    """Choices with codes made of their names, and what is against them."""
    against, found = [], list(standing)
    for name in filter(None, map(tidy, names)):
        if len(name) > LONGEST_NAME:
            text = N_("A choice has up to {most} letters.")
            against.append(Objection("choice_long", text, "choices", {"most": LONGEST_NAME}))
        elif name_key(name) in {name_key(choice["name"]) for choice in found}:
            text = N_("“{name}” is a choice already.")
            against.append(Objection("choice_twice", text, "choices", {"name": name}))
        else:
            taken = [choice["code"] for choice in found]
            found.append({"code": code_of(name, taken), "name": name, "is_archived": False})
    if len(found) > MOST_CHOICES:
        text = N_("A field has up to {most} choices.")
        against.append(Objection("choices_many", text, "choices", {"most": MOST_CHOICES}))
    return found[len(standing) :], against


def _change(field: CustomField, by: User | None, **values: Any) -> CustomField:
    before = {name: getattr(field, name) for name, value in values.items() if getattr(field, name) != value}
    if before:
        for name in before:
            setattr(field, name, values[name])
        field.save(update_fields=list(before))
        facts = {"object": field.object, "fields": sorted(before)}
        record_loose(
            CustomFieldChanged(code=field.code, facts=facts), by=by, subject={}, words={"before": before}
        )
    return field


@transaction.atomic
def rename_field(field: CustomField, name: str, *, by: User | None) -> CustomField:
    """Call a field something else; its code and its values stay."""
    field, name = locked(field), tidy(name)
    check(objections_to_field(field.object, field.kind, name, own=field.pk))
    return _change(field, by, name=name)


def count_values(field: CustomField) -> int:
    """How many records have a value in this field."""
    kept = apps.get_model("crm", field.object)._default_manager.annotate(kept=comparable(field))
    return int(kept.filter(kept__isnull=False).count())


@transaction.atomic
def change_kind(
    field: CustomField, kind: str, *, by: User | None, choices: Sequence[str] = ()
) -> CustomField:
    """Another kind of value, as long as no record has one."""
    alone_with("custom_field", field.object)
    field = locked(field)
    if kind == field.kind:
        return field
    new_choices, against = _choices_of(kind, choices)
    check(objections_to_field(field.object, kind, field.name, own=field.pk) + against)
    if count := count_values(field):
        text = N_(
            "{count} records have a value here, so what the field holds stays. Add another field instead."
        )
        raise Refused(Objection("kind_fixed", text, "kind", {"count": count}))
    drop_index(field, connection)
    field = _change(field, by, kind=kind, choices=new_choices)
    build_index(field, connection)
    return field


@transaction.atomic
def add_choices(field: CustomField, names: Sequence[str], *, by: User | None) -> CustomField:
    """More to choose from."""
    field = locked(field)
    new, against = _new_choices(names, field.choices)
    if not new and not against:
        against = [_NO_CHOICES]
    check(_unless_choice(field) or against)
    return _change(field, by, choices=[*field.choices, *new])


@transaction.atomic
def change_choice(
    field: CustomField, code: str, *, by: User | None, name: str | None = None, archived: bool | None = None
) -> CustomField:
    """Call a choice something else, take it from what is offered, or offer it again; values that have it keep it."""
    field = locked(field)
    name = None if name is None else tidy(name)
    standing = {choice["code"]: choice for choice in field.choices}
    against = _unless_choice(field)
    if code not in standing:
        against.append(Objection("choice_unknown", N_("There is no such choice (any more)."), "choices"))
    if name is not None:
        others = [choice for choice in field.choices if choice["code"] != code]
        against += _new_choices([name], others)[1] if name else [_NAMELESS]
    check(against)
    after = dict(standing[code])
    after |= {} if name is None else {"name": name}
    after |= {} if archived is None else {"is_archived": archived}
    return _change(field, by, choices=[after if each["code"] == code else each for each in field.choices])


_NAMELESS = Objection("choice_nameless", N_("Give the choice a name."), "choices")


def _unless_choice(field: CustomField) -> list[Objection]:
    text = N_("{name} has no choices: it holds something else.")
    return [] if field.kind == "choice" else [Objection("not_a_choice", text, None, {"name": field.name})]


@transaction.atomic
def archive_field(field: CustomField, *, by: User | None) -> CustomField:
    """Hide a field; its values stay and come back with it."""
    return _change(locked(field), by, is_archived=True)


@transaction.atomic
def restore_field(field: CustomField, *, by: User | None) -> CustomField:
    """Show an archived field again, with the values it had."""
    return _change(locked(field), by, is_archived=False)


@transaction.atomic
def move_field(field: CustomField, *, by: User | None, up: bool) -> CustomField:
    """One place up or down among the fields that are shown."""
    alone_with("custom_field", field.object)
    shown = list(
        CustomField.objects.filter(object=field.object, is_archived=False).order_by("position", "pk")
    )
    place = next((n for n, each in enumerate(shown) if each.pk == field.pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(shown):
        return field
    shown[place], shown[other] = shown[other], shown[place]
    for number, each in enumerate(shown, 1):
        CustomField.objects.filter(pk=each.pk).update(position=number)
    fact = CustomFieldChanged(code=field.code, facts={"object": field.object, "fields": ["position"]})
    record_loose(fact, by=by, subject={})
    field.refresh_from_db()
    return field
