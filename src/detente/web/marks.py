"""Small marks: the colour of a team, the initials of a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from detente.crm.people.roles import ROLES, TEAMS

STATUSES = {"new": _("New"), "attempting": _("Attempting"), "connected": _("Connected")}
_HUES = {"marketing": "marketing", "inside sales": "sales", "inside_sales": "sales", "sales": "sales"}


def hue(team: object) -> str:
    """The colour of a team or of its kind: "marketing" (teal), "sales" (indigo, inside sales too) or "neutral"."""
    return _HUES.get(str(getattr(team, "kind", team) or "").lower(), "neutral")


def team_name(team: object) -> str:
    """The words for a team or its kind: "inside_sales" is said "Inside sales"."""
    kind = str(getattr(team, "kind", team) or "")
    return str(TEAMS.get(kind.replace(" ", "_"), kind))


def role_name(role: object) -> str:
    """The words for a role: "ae" is said "Account executive (AE)"."""
    return str(ROLES.get(str(role or ""), role or ""))


def status_name(status: object) -> str:
    """The words for a working state of a lead."""
    return str(STATUSES.get(str(status or ""), status or ""))


def initials(name: str | None) -> str:
    """Initials: "Maya Lindqvist" -> "ML"; "?" for nobody."""
    words = [word for word in (name or "").replace(".", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
