"""What must hold of any history, calculated apart from the code that keeps it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from detente.crm.history import events, fold
from detente.crm.history.intervals import intervals_of
from detente.crm.history.stages import is_open
from detente.crm.models import Deal, DealLead, Event, EventDetail, Lead, Person, StageInterval

UNCOVERED = {"hash"}


def chain_of(lead: Lead) -> list[dict[str, Any]]:
    """A lead's events in order, as rows."""
    return list(Event.objects.filter(lead=lead.pk).order_by("seq").values("id", *events.COLUMNS))


def sha_of(row: dict[str, Any]) -> str:
    """The hash that a row should have, after the words of `history.chain`."""

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        return value.isoformat() if isinstance(value, date) else value

    covered = [plain(row[name]) for name in events.COLUMNS if name not in UNCOVERED]
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_lead(lead: Lead) -> None:
    """Fold, chain and intervals of one lead."""
    rows = chain_of(lead)
    assert fold.fold_lead(rows) == fold.lead_state(lead)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["hash"] for row in rows] == [sha_of(row) for row in rows]
    assert [row["previous"] for row in rows] == [None, *(row["hash"] for row in rows)][: len(rows)]
    assert lead.head == rows[-1]["hash"]
    check_intervals(lead, rows)
    check_counts(lead, rows)


def check_intervals(lead: Lead, rows: list[dict[str, Any]]) -> None:
    """Stored as they follow from the history, from the arrival on without a gap, the last one where it stands."""
    stored = list(StageInterval.objects.filter(lead=lead).order_by("no"))
    told = [(step.stage, step.entered_at, step.left_at) for step in intervals_of(rows)]
    assert [(step.stage, step.entered_at, step.left_at) for step in stored] == told
    assert [step.no for step in stored] == list(range(1, len(stored) + 1))
    assert stored[0].entered_at == lead.arrived_at
    assert all(before.left_at == after.entered_at for before, after in pairwise(stored))
    assert all(step.left_at >= step.entered_at for step in stored[:-1])
    assert (stored[-1].stage, stored[-1].left_at) == (lead.stage, None)


def check_counts(lead: Lead, rows: list[dict[str, Any]]) -> None:
    """Counters, dates, owner and stage by plain counting over the events that were not taken back."""
    gone = {row["reverses_id"] for row in rows}
    left = [row for row in rows if row["id"] not in gone]
    attempts = [row for row in left if row["kind"] == "attempted"]
    touches = [row for row in left if row["kind"] == "touched"]
    assert (lead.attempts, lead.touches) == (len(attempts), len(touches))
    assert lead.first_attempt_at == min((row["at"] for row in attempts), default=None)
    assert lead.last_attempt_at == max((row["at"] for row in attempts), default=None)
    assert lead.last_touch_at == max((row["at"] for row in touches), default=None)
    has_spoken = any(row["disposition"] in ("connected", "replied", "held") for row in attempts)
    assert lead.status == ("connected" if has_spoken else "attempting" if attempts else "new")
    owning = ("captured", "assigned", "handed_over", "rerouted")
    assert lead.owner_id == [row["owner_id"] for row in rows if row["kind"] in owning][-1]
    entered = [row["to_stage"] for row in rows if row["to_stage"] and row["kind"] != "backfilled"]
    assert lead.stage == entered[-1]
    assert (lead.closed_at is None) == is_open(lead.stage)


def check_deal(deal: Deal) -> None:
    """The deal is the fold of its events, and stands where its open primary lead stands."""
    rows = list(Event.objects.filter(deal=deal.pk).order_by("id").values(*events.COLUMNS))
    assert fold.fold_deal(rows) == fold.deal_state(deal)
    if deal.lead:
        assert DealLead.objects.get(deal=deal, role="primary").lead_id == deal.lead_id
    if deal.lead and deal.status == "open":
        assert (deal.lead.stage, deal.lead.deal_id) == (deal.stage, deal.pk)


def check_words() -> None:
    """Every event's digest is that of its words, until they are blanked."""
    for detail in EventDetail.objects.filter(words__isnull=False).select_related("event"):
        text = json.dumps(detail.words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert detail.event.digest == hashlib.sha256((detail.salt + text).encode()).hexdigest()


def check_everything() -> None:
    """All of the above, and at most one open lead for each person."""
    for lead in Lead.objects.all():
        check_lead(lead)
    for deal in Deal.objects.select_related("lead"):
        check_deal(deal)
    for row in Event.objects.filter(lead=None).values(*events.COLUMNS):
        assert row["hash"] == sha_of(row) and row["seq"] is None and row["previous"] is None
    check_words()
    for person in Person.objects.all():
        assert Lead.objects.filter(person=person, closed_at=None, is_archived=False).count() <= 1
