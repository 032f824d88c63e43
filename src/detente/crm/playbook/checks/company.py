"""The company as its playbook meets it: users, added fields, and which codes leads and deals have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from detente.crm.people.models import CustomField, User
from detente.crm.playbook.checks.ground import Ground
from detente.crm.playbook.models import Playbook


def company() -> Ground:
    """What a next version must not contradict."""
    users = {
        email.casefold(): role
        for email, role in User.objects.filter(is_active=True).values_list("email", "role")
    }
    fields: dict[str, set[str]] = {}
    for kind, code in CustomField.objects.values_list("object", "code"):
        fields.setdefault(kind, set()).add(code)
    newest = Playbook.objects.order_by("-version").first()
    return Ground(users, fields, newest.document if newest else {"exits": []}, used)


def used(name: str, codes: set[str]) -> set[str]:
    """Those of `codes` of a list (`stages`, `exits.lost.reasons`, `touches` ...) that anything has or had."""
    return {code for code in codes if any(rows.exists() for rows in _rows(name, code))}


def _rows(name: str, code: str) -> Iterable[QuerySet[Any]]:
    leads, deals, events, intervals = (
        apps.get_model(model)._default_manager
        for model in ("crm.Lead", "crm.Deal", "crm.Event", "crm.StageInterval")
    )
    match name.split("."):
        case ["stages"]:
            yield intervals.filter(stage=code)
            yield deals.filter(stage=code)
        case ["exits", exit_code, "reasons"]:
            yield leads.filter(stage=exit_code, exit_reason=code)
            yield deals.filter(stage=exit_code, reason=code)
            yield events.filter(to_stage=exit_code, reason=code)
        case ["won_reasons"]:
            yield deals.filter(stage="won", reason=code)
        case ["reopen_reasons" | "back_reasons"]:
            yield events.filter(reason=code)
        case ["touches" | "defects"]:
            kinds = ("captured", "touched") if name == "touches" else ("defect_found",)
            yield events.filter(kind__in=kinds, code=code)
        case ["channels"]:
            yield events.filter(channel=code)
        case ["dispositions" | "outcomes"]:
            yield events.filter(Q(disposition=code) | Q(outcome=code))
