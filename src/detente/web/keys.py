"""Every key of the product in one list: the map (?) is drawn from it, and a test presses each of them.

An element says `data-key="x"`; what the key is for, and on which pages, stands here. A key that is not here
fails the build.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.web.navigation import SECTIONS, places

MERGING = ("duplicates", "person_merge", "account_merge")
LISTS = ("leads", "deals", "accounts", "people", "campaigns")
DUPLICATES = ("duplicates", "person_merge", "account_merge")


@dataclass(frozen=True)
class Key:
    """Keys pressed one after the other ("g l"), what they do, and the names of the addresses where they do it.

    No addresses: everywhere. `is_built_in` ones are answered by the scripts and belong to no single element.
    """

    keys: str
    label: str | Promise
    pages: tuple[str, ...] = ()
    ability: str = "read"
    is_built_in: bool = False


@dataclass(frozen=True)
class Part:
    """A heading of the map with its keys."""

    label: str | Promise
    keys: tuple[Key, ...]


EVERYWHERE = Part(_("Everywhere"), (
    Key("Ctrl K", _("Search and commands"), is_built_in=True),
    Key("/", _("Search and commands")),
    Key("?", _("This map")),
    Key("u", _("Undo, while a message stands"), is_built_in=True),
    Key("Esc", _("Close what is open"), is_built_in=True),
))  # fmt: skip
NEW = Part(_("New"), (
    Key("n l", _("New lead"), ability="work_leads"),
    Key("n d", _("New deal"), ability="work_deals"),
    Key("n a", _("New account"), ability="work_leads"),
    Key("n c", _("New campaign"), ability="edit_campaigns"),
    Key("n i", _("Import a file"), ability="import"),
))  # fmt: skip
_PLACES = [place for section in SECTIONS for place in section.places]
GO = Part(
    _("Go to"),
    (
        *(Key(f"g {place.letter}", place.label, ability=place.ability) for place in _PLACES),
        Key("g n", _("Notices")),
    ),
)
QUEUE = (
    ("c", _("Log a call: they answered")), ("v", _("Log a voicemail")), ("n", _("Log a call: no answer")),
    ("m", _("Log a mail")), ("t", _("Log a text")), ("b", _("Log bad data")),
    ("i", _("They are interested")), ("l", _("Later: call back, or recycle")), ("x", _("Not a fit: end the lead")),
    ("a", _("Accept the handoff")), ("r", _("Reject the handoff")), ("p", _("Pass on to an AE")),
    ("s", _("Skip for today")), ("j", _("Lead after")), ("k", _("Lead before")), ("Enter", _("Open the lead")),
)  # fmt: skip
"""Keys of the queue. Each is a whole key there, so that the sequences that begin with one of them wait elsewhere."""
ON_PAGES = (
    Part(_("Lists"), (
        Key("j", _("Next row"), LISTS, is_built_in=True),
        Key("k", _("Row before"), LISTS, is_built_in=True),
        Key("f", _("Add a filter"), LISTS),
        Key("]", _("Next page")),
        Key("[", _("Page before")),
        Key("e", _("Edit the cell in focus"), LISTS, is_built_in=True),
    )),
    Part(_("A lead"), (
        Key("c", _("Log an attempt"), ("lead",)),
        Key("e", _("Write a note"), ("lead",)),
        Key("a", _("Accept the handoff"), ("lead",)),
        Key("r", _("Reject the handoff"), ("lead",)),
        Key("p", _("Pass on to an AE"), ("lead",)),
        Key("v", _("Move"), ("lead",)),
        Key("o", _("Open a deal"), ("lead",)),
        Key("x", _("End"), ("lead",)),
    )),
    Part(_("A deal"), (
        Key("c", _("Log an attempt"), ("deal",)),
        Key("s", _("Plan the next step"), ("deal",)),
        Key("e", _("Change"), ("deal",)),
        Key("w", _("Won"), ("deal",)),
        Key("x", _("Lost"), ("deal",)),
    )),
    Part(_("A person, an account, a campaign"), (
        Key("e", _("Edit"), ("person", "account", "campaign")),
        Key("a", _("Add a cost"), ("campaign",)),
    )),
    Part(_("Likely duplicates"), (
        Key("m", _("Merge"), DUPLICATES),
        Key("d", _("They are different"), DUPLICATES),
    )),
    Part(_("The board"), (
        Key("m", _("Move the card in focus, then the letter of a stage"), ("pipeline",), is_built_in=True),
    )),
    Part(_("Duplicates"), (
        Key("m", _("Compare the pair in focus; merge, once both stand side by side"), MERGING),
        Key("d", _("They are different"), MERGING),
    )),
    Part(_("A blind audit"), (
        Key("1", _("A good lead"), ("blind_audit_lead",)),
        Key("2", _("A poor lead"), ("blind_audit_lead",)),
        Key("3", _("Can't say"), ("blind_audit_lead",)),
    )),
    Part(_("The playbook"), (
        Key("e", _("Propose a change, or write on"), ("playbook", "playbook_topic", "playbook_proposal")),
    )),
    Part(_("The queue on Today"), tuple(
        Key(letter, label, ("today",), "work_leads") for letter, label in QUEUE
    )),
)  # fmt: skip
PARTS = (EVERYWHERE, NEW, GO, *ON_PAGES)


def page_name(path: str) -> str:
    """The name of the address `path`; empty for one that leads nowhere."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def of_page(name: str) -> set[str]:
    """The keys of elements that may stand on the page of this name."""
    return {
        key.keys
        for part in PARTS
        for key in part.keys
        if not key.is_built_in and (not key.pages or name in key.pages)
    }


def key_map(request: Any) -> list[Part]:
    """The map for this reader on this page: what works here first, then everywhere, then other pages."""
    here = page_name(request.path)
    opened = {place.letter for place in places(request.user)} | {"n"}
    new = Part(NEW.label, ()) if here == "today" and request.user.may("work_leads") else NEW
    general = (EVERYWHERE, _allowed(new, request.user), Part(GO.label, tuple(
        key for key in GO.keys if key.keys.removeprefix("g ") in opened
    )))  # fmt: skip
    mine = [part for part in ON_PAGES if any(here in key.pages for key in part.keys)]
    others = [part for part in ON_PAGES if part not in mine]
    return [part for part in (*mine, *general, *others) if part.keys]


def _allowed(part: Part, user: Any) -> Part:
    return Part(part.label, tuple(key for key in part.keys if user.may(key.ability)))
