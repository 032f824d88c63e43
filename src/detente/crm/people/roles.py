"""Roles, teams and what each may do: plain values, read by pages, commands and tests alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ROLES = {
    "marketing": _("Marketing"),
    "sdr": _("Inside sales rep (SDR)"),
    "ae": _("Account executive (AE)"),
    "manager": _("Sales manager"),
    "executive": _("Executive"),
    "operations": _("Revenue operations"),
    "admin": _("Administrator"),
    "vendor": _("Vendor"),
}
TEAMS = {"marketing": _("Marketing"), "inside_sales": _("Inside sales"), "sales": _("Sales")}
SCOPES = {"own": _("Their own records"), "team": _("Their team's records"), "all": _("All records")}

_WORKING = {"marketing", "sdr", "ae", "manager", "operations", "admin"}
_STEERING = {"operations", "admin"}

ABILITIES: dict[str, set[str]] = {
    "read": set(ROLES),
    "work_leads": _WORKING,
    "work_deals": _WORKING,
    "edit_people": _WORKING,
    "edit_campaigns": {"marketing", *_STEERING},
    "assign": {"manager", "marketing", "sdr", "ae", *_STEERING},
    "hand_over": _WORKING,
    "capacity": {"manager", *_STEERING},
    "import": {"marketing", "manager", *_STEERING},
    "export": set(ROLES) - {"vendor"},
    "see_changes": set(ROLES) - {"vendor"},
    "settings": _STEERING,
    "users": {"admin", "operations"},
    "reports": set(ROLES),
    "verdict": set(ROLES) - {"vendor"},
    "propose": {"marketing", "manager", *_STEERING},
    "erase": _STEERING,
    "blind_audit": {"marketing", "manager", *_STEERING},
    "audit": {"marketing", "manager", "executive", *_STEERING},
    "see_blind_audits": set(ROLES) - {"vendor"},
}

SEES_ALL = {"admin", "operations", "executive"}


def may(role: str, ability: str) -> bool:
    """Whether a role has an ability; an unknown ability is a programming error."""
    return role in ABILITIES[ability]
