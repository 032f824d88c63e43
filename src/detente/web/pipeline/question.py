"""What the board is asked to show: whose records, from where, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.db.models import Q

from detente.crm.people.models import User
from detente.web.access import Request

ORDERS = ("stalest", "newest")
WON_WITHIN = (30, 90)
MINE, NOBODY = "me", "none"


@dataclass(frozen=True)
class Question:
    """The board's filters as the address has them; empty means any. `won_within` is in days."""

    user: User
    owner: str = ""
    team: str = ""
    source: str = ""
    campaign: str = ""
    order: str = ORDERS[0]
    won_within: int = WON_WITHIN[0]

    def of_leads(self) -> Q:
        """The condition on leads."""
        return self._owned() & self._from("")

    def of_deals(self) -> Q:
        """The condition on deals: their own owner, their primary lead's origin."""
        return self._owned() & self._from("lead__")

    def _owned(self) -> Q:
        found = Q()
        if self.owner == NOBODY:
            found &= Q(owner=None)
        elif self.owner:
            found &= Q(owner=self.user.pk if self.owner == MINE else int(self.owner))
        return found & Q(owner__team=int(self.team)) if self.team else found

    def _from(self, prefix: str) -> Q:
        found = Q(**{f"{prefix}source": self.source}) if self.source else Q()
        return found & Q(**{f"{prefix}campaign": int(self.campaign)}) if self.campaign else found

    @property
    def filters(self) -> dict[str, str]:
        """What narrows the board, by the names that the lists of leads and deals read in their addresses."""
        owner = str(self.user.pk) if self.owner == MINE else self.owner
        named = {"owner_id": owner, "team": self.team, "source": self.source, "campaign": self.campaign}
        return {name: value for name, value in named.items() if value}

    def href(self, path: str, **more: Any) -> str:
        """`path` with these filters kept."""
        asked = urlencode(self.filters | {name: str(value) for name, value in more.items()})
        return f"{path}?{asked}" if asked else path


def asked_by(request: Request) -> Question:
    """The question of the page's address; a fragment is asked for the page it will stand in."""
    current = getattr(request, "htmx", None) and request.htmx.current_url  # type: ignore[attr-defined]
    if request.method != "GET" and current:
        return _read(
            {name: values[-1] for name, values in parse_qs(urlsplit(current).query).items()}, request.user
        )
    return _read(request.GET, request.user)


def _read(given: Mapping[str, Any], user: Any) -> Question:
    """Only what is known is taken over; anything else is as if it had not been asked."""
    owner = str(given.get("owner", ""))
    within = str(given.get("won", ""))
    return Question(
        user=user,
        owner=owner if owner in (MINE, NOBODY) else _key(owner),
        team=_key(given.get("team")),
        source=str(given.get("source", ""))[:120],
        campaign=_key(given.get("campaign")),
        order=given["order"] if given.get("order") in ORDERS else ORDERS[0],
        won_within=int(within) if within in map(str, WON_WITHIN) else WON_WITHIN[0],
    )


def _key(text: Any) -> str:
    """A record's key; PostgreSQL's integers end at 2^63."""
    text = str(text or "")
    return text if text.isascii() and text.isdigit() and len(text) < 19 else ""
