"""The set-based writer: many leads, deals and their histories in one transaction, by the same fold and the
same hashes as `record`, without an ORM object each.

    with bulk.writing(batch_id=batch.pk) as writer:
        person_id = writer.add(Person, label=..., name=..., ...)
        lead = writer.new_lead(person_id=person_id, account_id=None, playbook=1)
        writer.record(lead, Captured(to_stage="mql", source="social"), at=arrived_at)

Reactions do not run here: what is brought in as history must not notify anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from detente.crm.history import events, fold, rows
from detente.crm.history.facts import Fact
from detente.crm.history.intervals import intervals_of, is_entry
from detente.crm.history.models import Event, EventDetail
from detente.crm.ids import new_uuid

_STATIC_LEAD = ("person_id", "account_id", "earlier_id", "first_id", "utm", "custom", "fit_band", "playbook",
                "is_targeted")  # fmt: skip
_STATIC_DEAL = ("name", "account_id", "person_id", "product", "custom", "playbook")
_DETAIL = ("event_id", "words", "salt")
_INTERVAL = ("id", "lead_id", "no", "stage", "entered_at", "left_at")


@dataclass(slots=True, eq=False)
class LeadStory:
    """A lead being written: its key, what does not change, its state so far and the entries of its path."""

    id: int
    static: dict[str, Any]
    state: fold.LeadState
    is_new: bool
    entries: list[dict[str, Any]] = field(default_factory=list)
    is_changed: bool = False


@dataclass(slots=True, eq=False)
class DealStory:
    """A deal being written."""

    id: int
    static: dict[str, Any]
    state: fold.DealState
    is_new: bool


FOLLOWERS: list[Callable[[Sequence[int]], None]] = []
"""What must happen in the same transaction for earlier leads that were changed in sets: no reactions ran for them."""


class Writer:
    """Collects rows and writes them at the end of its transaction; made by `writing()`."""

    def __init__(self, *, batch_id: int | None, actor_id: int | None, recorded_at: datetime) -> None:
        self.batch_id, self.actor_id, self.recorded_at = batch_id, actor_id, recorded_at
        self.changed: set[int] = set()
        self._ids: dict[type[models.Model], Iterator[int]] = {}
        self._rows: defaultdict[tuple[type[models.Model], tuple[str, ...]], list[tuple[Any, ...]]] = (
            defaultdict(list)
        )
        self._leads: dict[int, LeadStory] = {}
        self._deals: dict[int, DealStory] = {}
        self._events: list[tuple[Any, ...]] = []
        self._details: list[tuple[Any, ...]] = []
        self._lead_model, self._deal_model = apps.get_model("crm.Lead"), apps.get_model("crm.Deal")

    def new_id(self, model: type[models.Model]) -> int:
        """The key of the next new row of `model`."""
        if model not in self._ids:
            self._ids[model] = rows.new_ids(model)
        return next(self._ids[model])

    def add(self, model: type[models.Model], **values: Any) -> int:
        """Insert one row with every column named (attribute names, without `id`); returns its key."""
        key = self.new_id(model)
        self._rows[model, ("id", *values)].append((key, *values.values()))
        return key

    def add_row(self, model: type[models.Model], **values: Any) -> None:
        """Insert one row of a table whose key is another record's, with every column named."""
        self._rows[model, tuple(values)].append(tuple(values.values()))

    def new_lead(self, **static: Any) -> LeadStory:
        """A lead to be inserted with the state that its recorded facts lead to; first record `Captured`."""
        whole = dict.fromkeys(_STATIC_LEAD) | {"utm": {}, "custom": {}, "is_targeted": False} | static
        story = LeadStory(self.new_id(self._lead_model), whole, fold.LeadState(), is_new=True)
        self._leads[story.id] = story
        return story

    def new_deal(self, **static: Any) -> DealStory:
        """A deal to be inserted; first record `DealOpened`."""
        whole = dict.fromkeys(_STATIC_DEAL) | {"custom": {}} | static
        story = DealStory(self.new_id(self._deal_model), whole, fold.DealState(), is_new=True)
        self._deals[story.id] = story
        return story

    def leads(self, ids: Iterable[int]) -> dict[int, LeadStory]:
        """Existing leads, locked and read anew in key order, ready to go on."""
        ids = list(ids)
        wanted = sorted(set(ids) - set(self._leads))
        names = ("id", *_STATIC_LEAD, *fold.LEAD_FIELDS)
        for row in self._locked(self._lead_model, wanted, names):
            static = {name: row[name] for name in _STATIC_LEAD}
            state = fold.LeadState(**{name: row[name] for name in fold.LEAD_FIELDS})
            self._leads[row["id"]] = LeadStory(row["id"], static, state, is_new=False)
        return {key: self._leads[key] for key in ids if key in self._leads}

    def deals(self, ids: Iterable[int]) -> dict[int, DealStory]:
        """Existing deals, locked and read anew; take the leads first."""
        if connection.vendor == "postgresql":
            # A deal's events go by their ids: those reserved before the lock may be older than what stands there.
            self._ids.pop(Event, None)
        ids = list(ids)
        wanted = sorted(set(ids) - set(self._deals))
        names = ("id", *_STATIC_DEAL, *fold.DEAL_FIELDS)
        for row in self._locked(self._deal_model, wanted, names):
            static = {name: row[name] for name in _STATIC_DEAL}
            state = fold.DealState(**{name: row[name] for name in fold.DEAL_FIELDS})
            self._deals[row["id"]] = DealStory(row["id"], static, state, is_new=False)
        return {key: self._deals[key] for key in ids if key in self._deals}

    @staticmethod
    def _locked(model: Any, ids: list[int], names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        for start in range(0, len(ids), 500):
            chunk = model.objects.filter(pk__in=ids[start : start + 500]).order_by("pk")
            yield from chunk.select_for_update(no_key=True).values(*names)

    def record(
        self, lead: LeadStory, fact: Fact, *, at: datetime, deal: DealStory | None = None, actor_id: int | None = None,
        words: dict[str, Any] | None = None,
    ) -> int:  # fmt: skip
        """Append a fact to a lead's chain and move its state (and the deal's) along; returns the event's key."""
        self._refuse_written(lead, deal)
        subject = {
            "lead_id": lead.id, "person_id": lead.static["person_id"], "account_id": lead.static["account_id"],
            "deal_id": deal.id if deal else None,
        }  # fmt: skip
        key, row = self._write(
            fact, subject, at=at, actor_id=actor_id, words=words, playbook=lead.static["playbook"],
            seq=lead.state.last_seq + 1, previous=lead.state.head,
        )  # fmt: skip
        fold.step_lead(lead.state, row)
        lead.is_changed = True
        if row["kind"] == "backfilled" or is_entry(row):
            lead.entries.append(row)
        if deal:
            fold.step_deal(deal.state, row)
        return key

    def _refuse_written(self, lead: LeadStory | None, deal: DealStory | None) -> None:
        """A story that `flush` wrote would collect events and never be written again."""
        if lead and self._leads.get(lead.id) is not lead:
            raise ValueError("this lead was written already; take it again with leads()")
        if deal and self._deals.get(deal.id) is not deal:
            raise ValueError("this deal was written already; take it again with deals()")

    def record_deal(
        self, deal: DealStory, fact: Fact, *, at: datetime, lead: LeadStory | None = None,
        actor_id: int | None = None, words: dict[str, Any] | None = None,
    ) -> int:  # fmt: skip
        """Append a fact about a deal: on its primary lead's chain when it has one."""
        if lead:
            return self.record(lead, fact, at=at, deal=deal, actor_id=actor_id, words=words)
        subject = {
            "deal_id": deal.id, "account_id": deal.static["account_id"], "person_id": deal.static["person_id"]
        }  # fmt: skip
        self._refuse_written(None, deal)
        key, row = self._write(fact, subject, at=at, actor_id=actor_id, words=words)
        fold.step_deal(deal.state, row)
        return key

    def record_loose(
        self, fact: Fact, *, at: datetime, subject: dict[str, Any], actor_id: int | None = None,
        words: dict[str, Any] | None = None,
    ) -> int:  # fmt: skip
        """Append an event without a lead; `subject` holds ids by column name."""
        return self._write(fact, subject, at=at, actor_id=actor_id, words=words)[0]

    def _write(
        self, fact: Fact, subject: dict[str, Any], *, at: datetime, actor_id: int | None,
        words: dict[str, Any] | None, playbook: int | None = None, seq: int | None = None,
        previous: str | None = None,
    ) -> tuple[int, dict[str, Any]]:  # fmt: skip
        written = events.write(
            fact, at=at, recorded_at=self.recorded_at, actor_id=self.actor_id if actor_id is None else actor_id,
            playbook=playbook, subject=subject | {"batch_id": self.batch_id}, seq=seq, previous=previous, words=words,
        )  # fmt: skip
        key = self.new_id(Event)
        self._events.append((key, *written.row.values()))
        if written.words:
            self._details.append((key, written.words, written.salt))
        return key, written.row

    def flush(self) -> None:
        """Write all that was collected; `writing()` calls it at the end."""
        for (model, columns), values in self._rows.items():
            rows.insert(model, columns, values)
        self._flush_stories(self._deal_model, self._deals.values(), fold.DEAL_FIELDS)
        changed = [story for story in self._leads.values() if story.is_new or story.is_changed]
        self._flush_stories(self._lead_model, changed, fold.LEAD_FIELDS)
        rows.insert(Event, ("id", *events.COLUMNS), self._events)
        rows.insert(EventDetail, _DETAIL, self._details)
        self._flush_intervals([story for story in changed if story.entries])
        self._rows.clear()
        self._leads.clear()
        self._deals.clear()
        self._events, self._details = [], []
        self.changed |= {story.id for story in changed if not story.is_new}

    @staticmethod
    def _flush_stories(model: type[models.Model], stories: Iterable[Any], names: tuple[str, ...]) -> None:
        new, old = [], []
        take = attrgetter(*names)
        static: tuple[str, ...] = ()
        for story in stories:
            state = take(story.state)
            if story.is_new:
                static = tuple(story.static)
                new.append((story.id, new_uuid(), *story.static.values(), *state))
            else:
                old.append((*state, story.id))
        # Whoever has ended makes room first: a person has one open lead.
        rows.update(model, names, old)
        rows.insert(model, ("id", "uuid", *static, *names), new)

    def _flush_intervals(self, stories: list[LeadStory]) -> None:
        model = apps.get_model("crm.StageInterval")
        told = {story.id: story.entries for story in stories if story.is_new}
        old = [story.id for story in stories if not story.is_new]
        for start in range(0, len(old), 500):
            chunk = old[start : start + 500]
            model.objects.filter(lead_id__in=chunk).delete()
            names = ("lead_id", "kind", "at", "seq", "from_stage", "to_stage")
            for row in Event.objects.filter(lead_id__in=chunk).order_by("lead_id", "seq").values(*names):
                told.setdefault(row["lead_id"], []).append(row)
        found = [
            (self.new_id(model), lead_id, no, interval.stage, interval.entered_at, interval.left_at)
            for lead_id, entries in told.items()
            for no, interval in enumerate(intervals_of(entries), 1)
        ]
        rows.insert(model, _INTERVAL, found)


@contextmanager
def writing(
    *, batch_id: int | None = None, actor_id: int | None = None, recorded_at: datetime | None = None
) -> Iterator[Writer]:
    """One transaction of set-based writing; keep it under about a second so that nobody waits for it."""
    with transaction.atomic():
        writer = Writer(batch_id=batch_id, actor_id=actor_id, recorded_at=recorded_at or datetime.now(UTC))
        yield writer
        writer.flush()
        for follow in FOLLOWERS:
            follow(sorted(writer.changed))
