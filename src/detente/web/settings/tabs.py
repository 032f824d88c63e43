"""The pages of the settings, as far as the reader may open them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from detente.web.access import Request

_PAGES = (
    ("settings", _("Organisation"), "settings"),
    ("users", _("Users"), "users"),
    ("teams", _("Teams"), "settings"),
    ("capacity", _("Capacity"), "capacity"),
    ("vendors", _("Vendors"), "settings"),
    ("fields", _("Fields"), "settings"),
    ("products", _("Products"), "settings"),
    ("currencies", _("Currencies"), "settings"),
    ("team_costs", _("Cost of an hour"), "settings"),
    ("webhooks", _("Webhooks"), "settings"),
    ("security_log", _("Security log"), "users"),
)
_YOURS = (
    ("profile", _("Your profile"), "read"),
    ("security", _("Your security"), "read"),
    ("absences", _("Your absences"), "work_leads"),
    ("own_notices", _("Your notices"), "read"),
    ("tokens", _("API tokens"), "read"),
)


def settings_pages(request: Request) -> list[dict[str, Any]]:
    """All pages of the settings: the company's, then one's own."""
    return _rows(request, (*_PAGES, *_YOURS))


def settings_tabs(request: Request) -> list[dict[str, Any]]:
    """Rows for the `tabs` component: one's own pages or the company's, and the way to the others."""
    yours, companys = _rows(request, _YOURS), _rows(request, _PAGES)
    if any(row["current"] for row in yours):
        return [*yours, *({**row, "label": _("Company")} for row in companys[:1])]
    return [*companys, *({**row, "label": _("You")} for row in yours[:1])]


def _rows(request: Request, pages: tuple[tuple[str, Any, str], ...]) -> list[dict[str, Any]]:
    return [
        {"label": label, "href": reverse(name), "current": _is_here(request, name)}
        for name, label, ability in pages
        if request.user.may(ability)
    ]


def _is_here(request: Request, name: str) -> bool:
    here, there = request.path, reverse(name)
    return here == there if name == "settings" else here.startswith(there)
