"""Changes in words: what is changed, and values as people read them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from detente.crm.capture.models import Campaign, Vendor
from detente.crm.lists.fields import Field
from detente.crm.lists.registry import registry
from detente.crm.people.custom import shown_value
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook
from detente.web.money import money

_NAMED: dict[str, Any] = {"owner": User, "campaign": Campaign, "vendor": Vendor}


def named(field: Field, value: Any) -> str:
    """A kept value of a field as people read it; a dash for none."""
    if value in (None, "", []):
        return "–"
    if field.custom:
        return shown_value(field.custom, value)
    if isinstance(value, dict):
        return money(value["minor"], value["currency"])
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if field.kind == "reference":
        found = _NAMED[field.key].objects.filter(pk=value).first()
        return str(found) if found else f"#{value}"
    if field.options:
        return str({str(key): label for key, label in field.options()}.get(str(value), value))
    return str(value)


def change_said(subject: str, document: dict[str, Any], user: User) -> str:
    """A change in one line: "Owner: Jonas Weber"."""
    if document["do"] == "end":
        names = playbook.current().names
        reason = names["reasons"].get(document.get("reason") or "", "")
        stage = names["stages"].get(document["exit"], document["exit"])
        return _("End as %(exit)s") % {"exit": stage} + (f" ({reason})" if reason else "")
    if document["do"] == "campaign":
        campaign = Campaign.objects.filter(pk=document["campaign"]).first()
        return _("Add to the campaign %(name)s") % {"name": campaign or document["campaign"]}
    field = registry(subject, user).get(document["field"])
    if field is None:
        return str(document["field"])
    return f"{field.label}: {named(field, document['value'])}"


def value_said(subject: str, document: dict[str, Any], value: Any, user: User) -> str:
    """One record's value before or after a change."""
    if document["do"] == "end":
        return playbook.current().names["stages"].get(value, value)
    if document["do"] == "campaign":
        return str(_("not a member")) if value is None else str(_("member"))
    field = registry(subject, user).get(document["field"])
    return named(field, value) if field else str(value)


def new_value_said(subject: str, document: dict[str, Any], user: User) -> str:
    """What every record gets."""
    value = document.get("exit") if document["do"] == "end" else document.get("value")
    return value_said(subject, document, True if document["do"] == "campaign" else value, user)
