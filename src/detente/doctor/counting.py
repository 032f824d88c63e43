"""The funnel counted once more, event by event in plain Python: no copy, none of its extracts, no SQL of a report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from detente.copy.agreed import agreed
from detente.crm.history.intervals import ENTERING
from detente.crm.history.stages import EXIT, EXITS, MILESTONES, WON
from detente.crm.models import Event, Lead
from detente.doctor.looking import Look, Row, by_key

COUNTED = ("leads", *MILESTONES[1:], "open", *EXITS)
Counts = dict[str | None, Counter[str]]
Milestones = dict[tuple[int, str], str]

_LEAD = ("id", "first_id", "playbook", "source", "arrived_at", "stage", "exit_from", "is_targeted")
_EVENT = ("lead_id", "kind", "from_stage", "to_stage")


@dataclass(slots=True)
class _Attempt:
    """What one lead adds to its chain."""

    lead: int
    source: str | None
    arrived_at: datetime
    rank: int
    place: str


def funnel_by_source(look: Look) -> Counts:
    """Leads, milestones reached, open ones and exits by source; leads that came back count once, by the first."""
    milestones = {(playbook, stage): milestone for playbook, stage, milestone, _ in agreed(look.snapshot)}
    firsts = {key for (key,) in look.sql(_FIRSTS)}
    counts: Counts = defaultdict(Counter)
    chains: dict[int, list[_Attempt]] = defaultdict(list)
    for row, events in _leads(look):
        attempt = _attempt(row, events, milestones)
        first = row["first_id"] if row["first_id"] in firsts else row["id"]
        if first in firsts:
            chains[first].append(attempt)
        else:
            _count(counts, attempt, [attempt])
    for first, attempts in chains.items():
        attempts.sort(key=lambda attempt: (attempt.arrived_at, attempt.lead))
        head = next((attempt for attempt in attempts if attempt.lead == first), attempts[0])
        _count(counts, head, attempts)
    return counts


_FIRSTS = """
SELECT DISTINCT f.id FROM crm_lead AS l JOIN crm_lead AS f ON f.id = l.first_id WHERE NOT f.is_archived
"""


def _leads(look: Look) -> Iterator[tuple[Row, list[Row]]]:
    for keys in look.leads():
        told = Event.objects.filter(lead_id__in=keys, kind__in=(*ENTERING, "backfilled"))
        events = by_key(look.rows(told, *_EVENT), "lead_id")
        here = Lead.objects.filter(pk__in=keys, is_archived=False, is_targeted=False).order_by("pk")
        for row in look.rows(here, *_LEAD):
            yield row, events.get(row["id"], [])


def _attempt(row: Row, events: Iterable[Row], milestones: Milestones) -> _Attempt:
    def rank(stage: str | None) -> int:
        milestone = milestones.get((row["playbook"], stage or ""))
        return MILESTONES.index(milestone) + 1 if milestone in MILESTONES else 0

    stood: set[Any] = {row["stage"], row["exit_from"]}
    for event in events:
        stood.update((event["to_stage"], event["from_stage"]))
    milestone = milestones.get((row["playbook"], row["stage"]))
    place = row["stage"] if milestone == EXIT else milestone or "inquiry"
    return _Attempt(row["id"], row["source"] or None, row["arrived_at"], max(map(rank, stood)), place)


def _count(counts: Counts, head: _Attempt, attempts: list[_Attempt]) -> None:
    is_won = any(attempt.place == WON for attempt in attempts)
    returns = [attempt for attempt in attempts if attempt is not head]
    last = returns[-1] if returns else head
    rank = len(MILESTONES) if is_won else min(len(MILESTONES) - 1, max(attempt.rank for attempt in attempts))
    row = counts[head.source]
    row["leads"] += 1
    row.update(MILESTONES[1:rank])
    if not is_won:
        row[last.place if last.place in EXITS else "open"] += 1
