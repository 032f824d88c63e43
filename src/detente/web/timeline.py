"""One timeline of both teams' work: events as entries that a page can show, grouped by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from detente.crm.capture.actions import REVERSIBLE
from detente.crm.history.models import Event
from detente.crm.playbook.agreement import Agreement
from detente.web.timeline_words import WORDS, Words

_LATER_BY = timedelta(hours=1)
_OF_MARKETING = ("captured", "touched", "origin_changed", "member_added", "campaign_added")
SHOWN = ("actor__team", "owner", "campaign", "vendor", "deal", "detail", "person", "lead__person")
# A few people and campaigns stand behind hundreds of events: fetched once each, not joined to every row.
_BESIDE = ("actor__team", "owner", "campaign", "deal", "person")
_COLUMNS = (
    "kind", "at", "recorded_at", "from_stage", "to_stage", "code", "channel", "disposition", "outcome", "reason",
    "source", "amount_minor", "currency", "day", "reverses_id", "lead", "actor", "owner", "campaign", "deal", "person",
    "facts", "detail__words",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One line of a timeline; `tone` is late or handover where it wears another colour than its team's."""

    at: datetime
    recorded_at: datetime
    team: str
    mark: str
    title: Any
    words: str = ""
    by: str = ""
    href: str | None = None
    tone: str = ""
    later: bool = False
    reversal_url: str | None = None
    is_taken_back: bool = False


def timeline_of(
    events: QuerySet[Event],
    agreement: Agreement,
    *,
    team: str = "",
    at_most: int | None = 300,
    may_reverse: bool = False,
    names_person: bool = False,
    reader: Any = None,
) -> list[tuple[date, list[Entry]]]:
    """`events` newest first, by the reader's day; `team` keeps one team's ("marketing" or "sales").

    `names_person` says of each entry whom it is about, for a page of several people. Others
    are named as `reader` may open them.
    """
    found = list(in_words(events).order_by("-at", "-id")[:at_most])
    reversed_ids = {event.reverses_id for event in found if event.reverses_id}
    words = Words(agreement, reader)
    entries = [
        _entry(
            event,
            words,
            is_taken_back=event.pk in reversed_ids,
            may_reverse=may_reverse,
            names_person=names_person,
        )
        for event in found
        if event.kind in WORDS and event.kind != "reversed"
    ]
    return by_day(entry for entry in entries if not team or _side(entry.team) == team)


def in_words(events: QuerySet[Event]) -> QuerySet[Event]:
    """`events` with all that their words name, in few narrow reads."""
    return events.only(*_COLUMNS).select_related("detail").prefetch_related(*_BESIDE)


def by_day(entries: Iterable[Entry]) -> list[tuple[date, list[Entry]]]:
    """Entries that are in order already, under the reader's days."""
    return [
        (day, list(group)) for day, group in groupby(entries, key=lambda entry: timezone.localdate(entry.at))
    ]


def team_of(event: Event, agreement: Agreement) -> str:
    """Whose work an event is: its actor's team; marketing's for a touch; else the owner of the stage it led to."""
    if event.kind in _OF_MARKETING:
        return "marketing"
    if event.actor and event.actor.team:
        return event.actor.team.kind
    stage = agreement.stages.get(event.to_stage or "")
    return stage.team if stage else ""


def _entry(
    event: Event, words: Words, *, is_taken_back: bool, may_reverse: bool, names_person: bool
) -> Entry:
    said = WORDS[event.kind](words, event)
    if names_person and event.person:
        href = reverse("lead", args=[event.lead_id]) if event.lead_id else None
        said = replace(
            said, title=format_html("{}: {}", event.person.label, said.title), href=said.href or href
        )
    may_reverse = may_reverse and event.kind in REVERSIBLE and event.lead_id is not None and not is_taken_back
    return Entry(
        at=event.at, recorded_at=event.recorded_at, team=team_of(event, words.agreement), mark=said.mark,
        title=said.title, words=_note(event), by=event.actor.name if event.actor else "", href=said.href,
        tone=said.tone, later=event.recorded_at - event.at > _LATER_BY, is_taken_back=is_taken_back,
        reversal_url=words.reversal_at(event.lead_id)(event.pk) if may_reverse and event.lead_id else None,
    )  # fmt: skip


def _note(event: Event) -> str:
    detail = getattr(event, "detail", None)
    return str((detail.words or {}).get("note", "")) if detail else ""


def _side(team: str) -> str:
    return "marketing" if team == "marketing" else "sales" if team else ""
