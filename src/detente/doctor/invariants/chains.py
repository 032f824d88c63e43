"""I10: the history is as it was written: hashes, order, words, seals, and the triggers that keep it so."""

from __future__ import annotations

from collections.abc import Iterator

from detente.crm.history import chain, triggers
from detente.crm.history.events import COLUMNS
from detente.crm.history.seal import broken_seals
from detente.crm.models import Event, EventDetail, Seal
from detente.doctor.looking import Look, Row, by_key

NUMBER = "I10"
TITLE = "Hash chains, digests and seals hold; the triggers that guard the history exist"
REPAIR = (
    "The history was changed outside Detente: compare with a backup and restore the named events. "
    "Missing triggers come back with: detente init"
)


def faults(look: Look) -> Iterator[str]:
    """Events that are not as they were written, and guards that are missing."""
    yield from (f"trigger {name} is missing" for name in triggers.missing(look.snapshot.connection))
    for keys in look.leads():
        told = Event.objects.filter(lead_id__in=keys).order_by("lead_id", "seq")
        for lead, events in by_key(look.rows(told, "id", *COLUMNS), "lead_id").items():
            yield from _of_chain(f"lead {lead}", events)
    loose = Event.objects.filter(lead__isnull=True, pk__gt=look.first_event).order_by("pk")
    for event in look.rows(loose, "id", *COLUMNS):
        yield from _of_event(event, None)
    yield from _words(look)
    yield from _seals(look)


def _of_chain(whose: str, events: list[Row]) -> Iterator[str]:
    previous = None
    for seq, event in enumerate(events, 1):
        if event["seq"] != seq:
            yield f"{whose}: event {event['id']} is number {event['seq']} of the chain where {seq} is due"
            return
        yield from _of_event(event, previous)
        previous = event["hash"]


def _of_event(event: Row, previous: str | None) -> Iterator[str]:
    if event["previous"] != previous:
        yield f"event {event['id']}: does not follow the event before it"
    if chain.hash_of(event) != event["hash"]:
        yield f"event {event['id']} ({event['kind']}): its columns are not those that were hashed"


def _words(look: Look) -> Iterator[str]:
    """Words that were blanked have lost their salt too; all others are those whose digest the event carries."""
    details = EventDetail.objects.filter(pk__gt=look.first_event).order_by("pk")
    for row in look.rows(details, "event_id", "words", "salt", "event__digest"):
        if row["words"] is None and row["salt"] is None:
            continue
        if row["words"] is None or row["salt"] is None:
            yield f"event {row['event_id']}: words and salt were not blanked together"
        elif chain.digest_of(row["words"], row["salt"]) != row["event__digest"]:
            yield f"event {row['event_id']}: its words are not those that were written"
    lost = Event.objects.filter(digest__isnull=False, detail__isnull=True, pk__gt=look.first_event).order_by(
        "pk"
    )
    for row in look.rows(lost, "id"):
        yield f"event {row['id']}: the row of its words is gone"


def _seals(look: Look) -> Iterator[str]:
    """Every seal in a deep look, else the newest: each one covers all that was there on its day."""
    previous = None
    for row in look.rows(Seal.objects.order_by("day"), "day", "previous", "hash"):
        if row["previous"] != previous:
            yield f"seal of {row['day']}: does not follow the seal before it"
        previous = row["hash"]
    count = Seal.objects.count()
    if wanted := count if look.deep else min(count, 1 if look.is_whole else 0):
        yield from broken_seals(wanted)
