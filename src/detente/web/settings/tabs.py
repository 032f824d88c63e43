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
    ("vendors", _("Vendors"), "settings"),
    ("fields", _("Fields"), "settings"),
    ("products", _("Products"), "settings"),
    ("currencies", _("Currencies"), "settings"),
    ("webhooks", _("Webhooks"), "settings"),
    ("tokens", _("API tokens"), "read"),
    ("security_log", _("Security log"), "users"),
    ("profile", _("Your profile"), "read"),
    ("own_notices", _("Your notices"), "read"),
    ("security", _("Your security"), "read"),
)


def settings_tabs(request: Request) -> list[dict[str, Any]]:
    """Rows for the `tabs` component."""
    allowed = [(name, label) for name, label, ability in _PAGES if request.user.may(ability)]
    return [
        {"label": label, "href": reverse(name), "current": _is_here(request, name)} for name, label in allowed
    ]


def _is_here(request: Request, name: str) -> bool:
    here, there = request.path, reverse(name)
    return here == there if name == "settings" else here.startswith(there)
