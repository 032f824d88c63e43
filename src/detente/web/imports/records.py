"""What a line of an import led to, as a link where there is a page for it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

NAMES = {
    "lead": gettext_lazy("Lead"), "deal": gettext_lazy("Deal"), "account": gettext_lazy("Account"),
    "campaign": gettext_lazy("Campaign"), "user": gettext_lazy("User"), "cost": gettext_lazy("Cost"),
    "touch": gettext_lazy("Touch"), "activity": gettext_lazy("Activity"), "person": gettext_lazy("Person"),
    "note": gettext_lazy("Note"),
    "move": gettext_lazy("Stage move"), "member": gettext_lazy("Membership"),
    "item": gettext_lazy("Product on a deal"),
    "product": gettext_lazy("Product"), "vendor": gettext_lazy("Vendor"),
}  # fmt: skip
PAGES = {"lead": "lead", "deal": "deal", "account": "account", "campaign": "campaign", "person": "person"}


def href_of(object_: str | None, record_id: int | None) -> str | None:
    """The record's page, or None."""
    page = PAGES.get(object_ or "")
    return reverse(page, args=[record_id]) if page and record_id else None


def name_of(object_: str | None) -> str:
    """What kind of record it is."""
    return str(NAMES.get(object_ or "", object_ or ""))
