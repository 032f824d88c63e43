"""Added fields as form fields: each is asked for by its kind and judged by the registry alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from detente.crm.models import CustomField, Person
from detente.crm.objections import Refused
from detente.crm.people.custom import (
    LONGEST_TEXT,
    change_custom,
    custom_fields,
    field_name,
    objections_to_values,
    written_value,
)
from detente.crm.people.permissions import openable
from detente.web.words import put_on


def form_field(field: CustomField, stored: Any = None, *, user: Any = None) -> forms.Field:
    """An added field as people fill it in; every text is taken here, what does not fit is said by the registry."""
    person = _person(stored, user) if field.kind == "person" and stored else None
    made = forms.CharField(
        label=field.name, required=False, widget=_widget(field, stored), help_text=_help(field, person)
    )
    made.initial = _written(field, stored, person)
    return made


def _person(key: int, user: Any) -> Person | None:
    """The person who stands there, as far as this reader may open them."""
    found = Person.objects.filter(pk=key)
    return openable(found, user).first() if user else None


def _widget(field: CustomField, stored: Any) -> forms.Widget:
    match field.kind:
        case "choice":
            return forms.Select(choices=[("", "—"), *_choices(field, stored)])
        case "date":
            return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        case "number":
            return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        case "money":
            return forms.TextInput(attrs={"placeholder": "1200.50 EUR", "autocomplete": "off"})
        case "person":
            options = f"people_{field.code}"
            return forms.TextInput(attrs={
                "list": options, "autocomplete": "off", "hx-get": reverse("custom_people"), "hx-target": f"#{options}",
                "hx-trigger": "input changed delay:200ms", "hx-swap": "innerHTML", "data-datalist": options,
            })  # fmt: skip
        case _:
            return forms.TextInput(attrs={"maxlength": LONGEST_TEXT, "autocomplete": "off"})


def _choices(field: CustomField, stored: Any) -> Iterable[tuple[str, str]]:
    """What is offered, and what stands there already though it is offered no more."""
    for choice in field.choices:
        if not choice.get("is_archived") or choice["code"] == stored:
            yield choice["code"], choice["name"]


def _help(field: CustomField, person: Person | None) -> str:
    if field.kind == "person":
        known = _("Now: %(name)s. ") % {"name": person.label} if person else ""
        return known + _("A name to search for, an e-mail address, or the person’s number.")
    return _("An amount with its currency.") if field.kind == "money" else ""


def _written(field: CustomField, stored: Any, person: Person | None) -> Any:
    if field.kind == "person" and stored:
        return person.email if person and person.email_key else f"#{stored}"
    return written_value(field, stored)


class WithCustom:
    """For a form of a new record: the added fields of its kind, as `custom.<code>`.

    The form calls `add_custom(kind)` at the end of its `__init__` and `check_custom()` in its `clean`.
    """

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    custom_kind: str = ""
    custom_stored: Mapping[str, Any] = MappingProxyType({})

    def add_custom(self, kind: str, stored: Mapping[str, Any] | None = None, *, user: Any = None) -> None:
        """A form field for each added field of this kind of record."""
        self.custom_kind, self.custom_stored = kind, dict(stored or {})
        for field in custom_fields(kind):
            self.fields[field_name(field)] = form_field(field, self.custom_stored.get(field.code), user=user)

    @property
    def custom_names(self) -> list[str]:
        """The names of these fields, in their order."""
        return [name for name in self.fields if name.startswith("custom.")]

    def custom_values(self) -> dict[str, Any]:
        """What was written, by code."""
        return {name.removeprefix("custom."): self.cleaned_data.pop(name, "") for name in self.custom_names}

    def check_custom(self) -> None:
        """Say at each field what is wrong with it."""
        if not self.custom_names:
            return
        given = {name.removeprefix("custom."): self.cleaned_data.get(name, "") for name in self.custom_names}
        against = objections_to_values(self.custom_kind, given, stored=self.custom_stored)[1]
        if against:
            put_on(self, Refused(*against))  # type: ignore[arg-type]


def keep_custom(record: Any, given: Mapping[str, Any], *, by: Any, only_blanks: bool = False) -> Any:
    """Keep what was written on a form of a new record; of a known one only what it does not say yet."""
    told = {code: value for code, value in given.items() if value not in ("", None)}
    if only_blanks:
        told = {code: value for code, value in told.items() if code not in record.custom}
    return change_custom(record, told, by=by) if told else record


class CustomForm(WithCustom, forms.Form):
    """The added fields of one record, with the version that they were read at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, record: Any, version: int, user: Any) -> None:
        super().__init__(data, initial={"version": version})
        self.add_custom(record._meta.model_name, record.custom, user=user)

    def clean(self) -> dict[str, Any]:
        """Judge every value."""
        cleaned: dict[str, Any] = self.cleaned_data
        self.check_custom()
        return cleaned

    def differences(self) -> list[dict[str, Any]]:
        """Fields where what was written differs from what stands now, with both."""
        return [
            {"label": self.fields[name].label, "theirs": self.fields[name].initial, "yours": self[name].data}
            for name in self.custom_names
            if str(self[name].data or "") != str(self.fields[name].initial or "")
        ]
