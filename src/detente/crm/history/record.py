"""`record`: one event and the state that follows from it, in one transaction, under the record's lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from detente.crm.history import events, fold, intervals, rows
from detente.crm.history.facts import Fact
from detente.crm.history.models import Event, EventDetail
from detente.crm.history.reactions import react

if TYPE_CHECKING:
    from detente.crm.capture.models import Lead
    from detente.crm.deals.models import Deal

Record = TypeVar("Record", bound=models.Model)


@contextmanager
def of(subject: Record) -> Iterator[Record]:
    """Open a transaction with `subject` locked and read anew; nested calls join the outer transaction."""
    with transaction.atomic():
        yield locked(subject)


def locked(subject: Record) -> Record:
    """`subject` read anew under its row lock (SQLite's IMMEDIATE transaction is the lock there)."""
    # Keys never change, so that a row which only refers to this one need not wait: waiting both ways would deadlock.
    return type(subject)._default_manager.select_for_update(no_key=True).get(pk=subject.pk)


def alone_with(*words: str) -> None:
    """Until the transaction ends nobody else is at what these words name, for what has no row to lock yet.

    SQLite's writers are alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["\x1f".join(words)])


@contextmanager
def kept_once(look: Callable[[], None]) -> Iterator[None]:
    """Store what may be there only once. `look` refuses it in words: before, and again if the database refuses it
    because somebody stored the same in this very moment."""
    look()
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        look()
        raise


def _store(written: events.Written) -> Event:
    event = Event(id=rows.insert_one(Event, written.row), **written.row)
    event._state.adding, event._state.db = False, connection.alias
    if written.words:
        EventDetail.objects.create(event=event, words=written.words, salt=written.salt)
    return event


def record(
    lead: Lead,
    fact: Fact,
    *,
    by: Any,
    at: datetime | None = None,
    deal: Deal | None = None,
    words: dict[str, Any] | None = None,
    batch_id: int | None = None,
) -> Event:
    """Append `fact` to the lead's chain and move its state (and the deal's) along; needs the lead's lock.

    `lead` and `deal` are changed in place and saved. Call it inside `of(lead)`.
    """
    now = timezone.now()
    subject: dict[str, Any] = {
        "lead_id": lead.pk, "person_id": lead.person_id, "account_id": lead.account_id,
        "deal_id": deal.pk if deal else None, "batch_id": batch_id,
    }  # fmt: skip
    written = events.write(
        fact, at=at or now, recorded_at=now, actor_id=by.pk if by else None, playbook=lead.playbook,
        subject=subject, seq=lead.last_seq + 1, previous=lead.head, words=words,
    )  # fmt: skip
    event = _store(written)
    _follow(lead, written.row)
    intervals.follow(lead, written.row)
    if deal:
        _step(deal, written.row)
    react(event, lead)
    return event


def record_deal(
    deal: Deal, fact: Fact, *, by: Any, at: datetime | None = None, words: dict[str, Any] | None = None
) -> Event:
    """Append `fact` about a deal: on its primary lead's chain when it has one, else among events without a lead."""
    if deal.lead:
        deal.lead = locked(deal.lead)  # whoever reads on sees the lead as it stands after this
        return record(deal.lead, fact, by=by, at=at, deal=deal, words=words)
    subject = {"deal_id": deal.pk, "account_id": deal.account_id, "person_id": deal.person_id}
    event = record_loose(fact, by=by, at=at, subject=subject, words=words)
    _step(deal, _as_row(event))
    return event


def record_loose(
    fact: Fact,
    *,
    by: Any,
    subject: dict[str, Any],
    at: datetime | None = None,
    words: dict[str, Any] | None = None,
) -> Event:
    """Append an event without a lead (a person, account, campaign, user, import); call it in a transaction."""
    now = timezone.now()
    written = events.write(
        fact,
        at=at or now,
        recorded_at=now,
        actor_id=by.pk if by else None,
        playbook=None,
        subject=subject,
        words=words,
    )
    event = _store(written)
    react(event, None)
    return event


def _as_row(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in events.COLUMNS}


def _follow(lead: Lead, row: dict[str, Any]) -> None:
    """Move the lead's state along. Only what changed is written: each column named costs all indexes it is part of."""
    state = fold.step_lead(fold.lead_state(lead), row)
    _apply(lead, state, [name for name in fold.LEAD_FIELDS if getattr(lead, name) != getattr(state, name)])


def _step(deal: Deal, row: dict[str, Any]) -> None:
    """Move the deal's state along, and save it only where the event says something about the deal."""
    before, after = fold.deal_state(deal), fold.step_deal(fold.deal_state(deal), row)
    if after != before:
        _apply(deal, after, fold.DEAL_FIELDS)


def _apply(target: models.Model, state: Any, names: Sequence[str]) -> None:
    for name in names:
        setattr(target, name, getattr(state, name))
    target.save(update_fields=names)
