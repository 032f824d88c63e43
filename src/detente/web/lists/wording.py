"""Changes in words: what is changed, and values as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from detente.crm.lists.fields import Field
from detente.crm.lists.registry import registry
from detente.crm.models import Campaign, Person, User, Vendor
from detente.crm.people.custom import shown_value
from detente.crm.playbook import actions as playbook
from detente.web.money import money
from detente.web.naming import names_of

_NAMED: dict[str, Any] = {"owner": User, "campaign": Campaign, "vendor": Vendor}


class Wording:
    """The words of one change for a reader: what it is, and each record's value; keys are looked up together."""

    def __init__(self, subject: str, document: dict[str, Any], user: User) -> None:
        self.document, self.user = document, user
        self.field = registry(subject, user).get(document["field"]) if document["do"] == "set" else None

    def change(self) -> str:
        """The change in one line: "Owner: Jonas Weber"."""
        document = self.document
        if document["do"] == "end":
            names = playbook.current().names
            reason = names["reasons"].get(document.get("reason") or "", "")
            stage = names["stages"].get(document["exit"], document["exit"])
            return _("End as %(exit)s") % {"exit": stage} + (f" ({reason})" if reason else "")
        if document["do"] == "defect":
            return _("Bad data: %(name)s") % {"name": self._defects([document["defect"]])}
        if document["do"] == "campaign":
            campaign = Campaign.objects.filter(pk=document["campaign"]).first()
            return _("Add to the campaign %(name)s") % {"name": campaign or document["campaign"]}
        if self.field is None:
            return str(document["field"])
        return f"{self.field.label}: {named(self.field, document['value'], self.user)}"

    def values(self, kept: Iterable[Any]) -> list[str]:
        """Records' values before or after the change."""
        if self.document["do"] == "end":
            names = playbook.current().names["stages"]
            return [names.get(value, value) for value in kept]
        if self.document["do"] == "defect":
            return [self._defects(value or []) for value in kept]
        if self.document["do"] == "campaign":
            return [str(_("not a member") if value is None else _("member")) for value in kept]
        if self.field is None:
            return [str(value) for value in kept]
        return named_all(self.field, list(kept), self.user)

    def new(self) -> str:
        """What every record gets."""
        kind = self.document["do"]
        if kind == "defect":
            return self._defects([self.document["defect"]])
        value = self.document.get("exit") if kind == "end" else self.document.get("value")
        return self.values([True if kind == "campaign" else value])[0]

    def _defects(self, codes: Iterable[str]) -> str:
        names = playbook.current().names["defects"]
        return ", ".join(str(names.get(code, code)) for code in codes) or "—"


def named(field: Field, value: Any, user: User) -> str:
    """A kept value of a field as this reader may read it; a dash for none."""
    return named_all(field, [value], user)[0]


def named_all(field: Field, values: list[Any], user: User) -> list[str]:
    """Kept values of a field as this reader may read them, with one question to the database."""
    model = _model(field)
    keys = {value for value in values if isinstance(value, int)} if model else set()
    names = names_of(model, keys, user) if keys else {}
    return [names.get(value, f"#{value}") if model and value else _plain(field, value) for value in values]


def _model(field: Field) -> Any:
    if field.custom:
        return Person if field.custom.kind == "person" else None
    return _NAMED[field.key] if field.kind == "reference" else None


def _plain(field: Field, value: Any) -> str:
    if value in (None, "", []):
        return "–"
    if field.custom:
        return shown_value(field.custom, value)
    if isinstance(value, dict):
        return money(value["minor"], value["currency"])
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if field.options:
        return str({str(key): label for key, label in field.options()}.get(str(value), value))
    return str(value)
