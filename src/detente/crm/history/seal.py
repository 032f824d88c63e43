"""The daily seal: a fingerprint of all chain heads and of the events without a lead.

A chain alone can't tell that its tail was cut; the seal can, for all that was there on its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from detente.crm.history import chain
from detente.crm.history.models import Event, Seal

_HEADS = """
SELECT e.lead_id, e.seq, e.hash FROM crm_event e
JOIN (SELECT lead_id, MAX(seq) AS seq FROM crm_event WHERE lead_id IS NOT NULL AND id <= %s GROUP BY lead_id) last
  ON last.lead_id = e.lead_id AND last.seq = e.seq ORDER BY e.lead_id
"""
_LOOSE = "SELECT id, hash FROM crm_event WHERE lead_id IS NULL AND id <= %s ORDER BY id"


def _rows(sql: str, last_event_id: int) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [last_event_id])
        while rows := cursor.fetchmany(10_000):
            yield from rows


def _fingerprint(last_event_id: int) -> dict[str, Any]:
    heads = list(_rows(_HEADS, last_event_id))
    return {
        "last_event_id": last_event_id,
        "lead_count": len(heads),
        "event_count": Event.objects.filter(id__lte=last_event_id).count(),
        "heads": chain.digest_rows(heads),
        "loose": chain.digest_rows(_rows(_LOOSE, last_event_id)),
    }


def _hash(day: date, print_: dict[str, Any], previous: str | None) -> str:
    return chain.digest_rows([(day, *print_.values(), previous)])


def _wait_for_writers() -> None:
    """On PostgreSQL an event with a lower id may commit later than a higher one: let all writers finish first."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE crm_event IN SHARE MODE")


def seal(day: date | None = None) -> Seal | None:
    """Seal the history as it stands, once a day; None when the day is sealed already or nothing has happened."""
    day = day or timezone.now().date()
    with transaction.atomic():
        _wait_for_writers()
        last = Event.objects.order_by("-id").values_list("id", flat=True).first()
        before = Seal.objects.order_by("-day").first()
        if last is None or (before and before.day >= day):
            return None
        print_ = _fingerprint(last)
        previous = before.hash if before else None
        return Seal.objects.create(
            day=day, sealed_at=timezone.now(), previous=previous, hash=_hash(day, print_, previous), **print_
        )


def broken_seals(limit: int = 30) -> list[str]:
    """What the newest seals say that the history no longer does; empty when all is well."""
    found: list[str] = []
    newest = list(Seal.objects.order_by("-day")[: limit + 1])
    pairs = list(zip(newest, [*newest[1:], None], strict=True))[:limit]
    for kept, before in pairs:
        if kept.previous != (before.hash if before else None):
            found.append(f"seal of {kept.day}: the seal before it is missing or was changed")
        now = _fingerprint(kept.last_event_id)
        wrong = [name for name, value in now.items() if value != getattr(kept, name)]
        if wrong:
            found.append(f"seal of {kept.day}: {', '.join(wrong)} no longer as sealed")
        elif _hash(kept.day, now, kept.previous) != kept.hash:
            found.append(f"seal of {kept.day}: the seal itself was changed")
    return found
