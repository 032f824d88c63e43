"""What the board is asked to show: whose records, from where, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from django.db.models import Q, QuerySet
from django.urls import reverse

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.lists.registry import registry
from detente.crm.people.models import User
from detente.web.access import Request
from detente.web.lists.question import SHAPE
from detente.web.lists.question import Question as ListQuestion

ORDERS = ("stalest", "newest")
WON_WITHIN = (30, 90)
LONGEST = 4_000
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
    leads: str = ""
    deals: str = ""

    def lead_rows(self) -> QuerySet[Lead]:
        """The leads that the board is asked for, whoever may open them."""
        rows = self._listed("leads", Lead.objects.filter(is_archived=False))
        return rows.filter(self._owned() & self._from(""))

    def deal_rows(self) -> QuerySet[Deal]:
        """The deals that the board is asked for: their own owner, their primary lead's origin."""
        rows = self._listed("deals", Deal.objects.filter(is_archived=False))
        return rows.filter(self._owned() & self._from("lead__"))

    def _listed(self, subject: str, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows that a list's question lets through."""
        asked = self.of_list(subject)
        return asked.of(asked.registry.ready(rows)) if asked else rows

    def of_list(self, subject: str) -> ListQuestion | None:
        """What a list of leads or deals was asked when it led here; on the board only open ones and wins stand."""
        text = self.leads if subject == "leads" else self.deals
        given = {name: value for name, value in parse_qsl(text) if name not in (*SHAPE, "state")}
        return ListQuestion(registry(subject, self.user), given) if given else None

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
        named = {
            "owner_id": owner, "team": self.team, "source": self.source, "campaign": self.campaign,
            "leads": self.leads, "deals": self.deals,
        }  # fmt: skip
        return {name: value for name, value in named.items() if value}

    def href(self, path: str, **more: Any) -> str:
        """`path` with these filters kept."""
        kept = {name: value for name, value in self.filters.items() if name not in ("leads", "deals")}
        listed = dict(parse_qsl(self.leads if path == reverse("leads") else self.deals))
        asked = urlencode(listed | kept | {name: str(value) for name, value in more.items()})
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
        leads=str(given.get("leads", ""))[:LONGEST],
        deals=str(given.get("deals", ""))[:LONGEST],
        won_within=int(within) if within in map(str, WON_WITHIN) else WON_WITHIN[0],
    )


def _key(text: Any) -> str:
    """A record's key; PostgreSQL's integers end at 2^63."""
    text = str(text or "")
    return text if text.isascii() and text.isdigit() and len(text) < 19 else ""
