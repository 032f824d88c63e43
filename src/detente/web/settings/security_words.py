"""Lines of the security log as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from detente.crm.models import Team, Vendor
from detente.crm.people.access_models import Invitation, SecurityEntry
from detente.crm.people.roles import ROLES, SCOPES
from detente.crm.people.security import KINDS
from detente.web.settings.browsers import browser_of


def worded(entries: Iterable[SecurityEntry]) -> list[dict[str, Any]]:
    """Rows for the log's table: what, whose, by whom, from where, and its facts in words."""
    entries = list(entries)
    names = _Names(entries)
    return [
        {
            "at": entry.at, "kind": entry.kind, "what": str(KINDS.get(entry.kind, entry.kind)),
            "user": entry.user.name if entry.user else "", "by": entry.by.name if entry.by else "",
            "address": entry.address or "", "browser": browser_of(entry.agent) if entry.agent else "",
            "facts": names.said(entry.facts),
        }
        for entry in entries
    ]  # fmt: skip


class _Names:
    """Names for the keys that the facts of these entries mention, read at once."""

    def __init__(self, entries: list[SecurityEntry]) -> None:
        self.teams = dict(Team.objects.values_list("pk", "name"))
        self.vendors = dict(Vendor.objects.values_list("pk", "name"))
        wanted = [entry.facts["invitation"] for entry in entries if "invitation" in entry.facts]
        self.invited = dict(Invitation.objects.filter(pk__in=wanted).values_list("pk", "email"))

    def said(self, facts: dict[str, Any]) -> str:
        return " · ".join(filter(None, (self._one(key, value) for key, value in facts.items())))

    def _one(self, key: str, value: Any) -> str:
        if isinstance(value, list) and len(value) == 2 and key in ("role", "team_id", "vendor_id", "scope"):
            return f"{self._value(key, value[0])} → {self._value(key, value[1])}"
        if key == "is_known":
            return "" if value else _("no such user")
        return self._value(key, value)

    def _value(self, key: str, value: Any) -> str:
        known: dict[str, dict[Any, Any]] = {
            "role": ROLES, "scope": {None: _("default permission"), **SCOPES}, "invitation": self.invited,
            "default_scope": SCOPES, "team_id": {None: _("no team"), **self.teams}, "team": self.teams,
            "vendor_id": {None: _("no vendor"), **self.vendors}, "factor": _factors(), "why": _reasons(),
            "requires_mfa": {True: _("second factor required"), False: _("second factor optional")},
        }  # fmt: skip
        if isinstance(value, list):
            return ", ".join(self._value("means", one) for one in value)
        if key == "means":
            return _means().get(str(value), str(value))
        if key == "count":
            return str(value)
        return str(known.get(key, {}).get(value, value))


def _factors() -> dict[str, str]:
    return {"totp": _("authenticator app"), "webauthn": _("passkey"), "recovery_codes": _("recovery codes")}


def _means() -> dict[str, str]:
    return {"password": _("password"), "mfa": _("second factor"), "socialaccount": _("sign-in provider")}


def _reasons() -> dict[str, str]:
    return {
        "unverified": _("address not verified"), "unstated": _("provider did not say whether the address is verified"),
        "unknown": _("not a user"), "error": _("provider's answer failed"),
        "unreadable": _("answer could not be verified"),
    }  # fmt: skip
