"""The places of the product, in the order of the sidebar; the phone's bottom bar shows the first four."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    """One entry of the sidebar: `g` and its letter lead there. `also` names further pages that belong to it."""

    url_name: str
    label: str | Promise
    icon: str
    letter: str
    ability: str = "read"
    also: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where it leads."""
        return reverse(self.url_name)


@dataclass(frozen=True)
class Section:
    """A group of places under a heading; the first group needs none."""

    heading: str | Promise
    places: tuple[Place, ...]


SECTIONS = (
    Section("", (
        Place("today", _("Today"), "today", "t"),
        Place("leads", _("Leads"), "leads", "l"),
        Place("pipeline", _("Pipeline"), "pipeline", "p"),
        Place("deals", _("Deals"), "deals", "d"),
        Place("accounts", _("Accounts"), "accounts", "a", also=("people", "duplicates")),
        Place("campaigns", _("Campaigns"), "campaigns", "c"),
    )),
    Section(_("Answers"), (
        Place("reports", _("Reports"), "reports", "r", "reports"),
        Place("verdict", _("Verdict"), "verdict", "v", "verdict", also=("blind_audits",)),
        Place("audits", _("Audit"), "flag", "u", "audit"),
        Place("playbook", _("Playbook"), "playbook", "b"),
    )),
    Section(_("Set up"), (
        Place("imports", _("Import"), "import", "i", "import"),
        Place("settings", _("Settings"), "settings", "s", "settings"),
    )),
)  # fmt: skip


def sections(user: Any) -> list[Section]:
    """The groups with the places that `user` may open; groups left empty are dropped."""
    allowed = [Section(s.heading, tuple(p for p in s.places if _may_open(user, p))) for s in SECTIONS]
    return [section for section in allowed if section.places]


def places(user: Any) -> list[Place]:
    """All places of `sections`, in one list."""
    return [place for section in sections(user) for place in section.places]


def is_current(request: HttpRequest, place: Place) -> bool:
    """Whether the page asked for stands at or below this place, and below no nearer one."""
    if not hasattr(request, "place"):
        request.place = _nearest(request.path)  # type: ignore[attr-defined]
    return bool(request.place == place)  # type: ignore[attr-defined]


def _nearest(path: str) -> Place | None:
    depths = {place: _depth(path, place) for section in SECTIONS for place in section.places}
    place = max(depths, key=lambda place: depths[place])
    return place if depths[place] else None


def _depth(path: str, place: Place) -> int:
    """How much of `path` the place's address covers; 0 when the page stands elsewhere."""
    urls = [reverse(name) for name in (place.url_name, *place.also)]
    return max((len(url) for url in urls if path == url or (url != "/" and path.startswith(url))), default=0)


def _may_open(user: Any, place: Place) -> bool:
    return bool(user.may(place.ability))
