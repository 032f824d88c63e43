"""What the palette offers beside records: places, settings, new records, saved views, and where one was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.models import Campaign, Lead
from detente.crm.deals.models import Deal
from detente.crm.lists.views import seen_by
from detente.crm.people.models import Account, Person
from detente.crm.people.permissions import openable
from detente.web.access import Request
from detente.web.navigation import places
from detente.web.settings.tabs import settings_pages

MOST_RECENT = 8
MOST_VIEWS = 200


@dataclass(frozen=True)
class Command:
    """Something to go to or to do; `also` are further words it is found by, `key` does it without the palette."""

    label: str | Promise
    url: str
    icon: str
    hint: str | Promise = ""
    also: str | Promise = ""
    key: str = ""


_NEW = (
    (_("New lead"), "lead_new", "leads", "work_leads", "n l"),
    (_("New deal"), "deal_new", "deals", "work_deals", "n d"),
    (_("New account"), "account_new", "accounts", "work_leads", "n a"),
    (_("New campaign"), "campaign_new", "campaigns", "edit_campaigns", "n c"),
    (_("Import a file"), "import_new", "import", "import", "n i"),
)
_RECENT: dict[str, tuple[Any, str, str]] = {
    "leads": (Lead, "person__label", "lead"), "people": (Person, "label", "person"),
    "accounts": (Account, "name", "account"), "deals": (Deal, "name", "deal"),
    "campaigns": (Campaign, "name", "campaign"),
}  # fmt: skip


def commands(request: Request) -> Iterator[Command]:
    """Everything that this reader may go to or begin, in the order in which it is offered."""
    user = request.user
    for label, name, icon, ability, key in _NEW:
        if user.may(ability):
            yield Command(label, reverse(name), icon, key=key)
    for place in places(user):
        yield Command(place.label, place.url, place.icon, also=_("Go to"), key=f"g {place.letter}")
    yield Command(_("People"), reverse("people"), "people", also=_("Go to"))
    for tab in settings_pages(request):
        yield Command(tab["label"], tab["href"], "settings", hint=_("Settings"))
    for view in seen_by(user).order_by("name")[:MOST_VIEWS]:
        address = f"{reverse(view.subject)}?view={view.uuid}"
        yield Command(view.name, address, view.subject, hint=_("Saved view"))


def recent(request: Request) -> list[Command]:
    """The records that the browser remembers by address (`?recent=leads-12,people-5`), by their names now.

    The browser keeps no names, and what was erased meanwhile or may no longer be opened is left out.
    """
    asked = re.findall(r"([a-z]+)-(\d{1,18})", request.GET.get("recent", ""))[:MOST_RECENT]
    named = {
        kind: _named(kind, [int(key) for of, key in asked if of == kind], request.user) for kind in _RECENT
    }
    found = [(kind, named.get(kind, {}).get(int(key)), key) for kind, key in asked]
    return [
        Command(label, reverse(_RECENT[kind][2], args=[key]), kind)
        for kind, label, key in found
        if label is not None
    ]


def _named(kind: str, keys: list[int], user: Any) -> dict[int, str]:
    if not keys:
        return {}
    model, label, _name = _RECENT[kind]
    return dict(openable(model.objects.filter(pk__in=keys), user).values_list("pk", label))
