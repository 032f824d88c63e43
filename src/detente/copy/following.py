"""The background program beside `detente serve`: it keeps the copy fresh, drains the outbox, seals the days."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event as Signal

import duckdb
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from detente.copy.refreshing import is_behind, refresh
from detente.crm.history.models import Event, Seal
from detente.crm.history.outbox import drain
from detente.crm.history.seal import seal

EVERY = 1.0
AT_LEAST_EVERY = timedelta(minutes=10)
_log = logging.getLogger(__name__)


def follow(stop: Signal, *, every: float = EVERY) -> None:
    """Look once in `every` seconds until `stop` is set; a database that is away is waited for."""
    while not stop.is_set():
        close_old_connections()
        try:
            look()
        except (DatabaseError, duckdb.Error, OSError):
            _log.exception("The copy could not be refreshed; trying again.")
        stop.wait(every)


def look() -> None:
    """Do once what is due. Now and then the copy is renewed though nothing is new, so that its date goes on."""
    if is_behind(older_than=AT_LEAST_EVERY):
        refresh(always=True)
    drain()
    if not _is_sealed():
        seal()


def _is_sealed() -> bool:
    """Asked first, because sealing waits for all writers and makes new ones wait."""
    return Seal.objects.filter(day__gte=timezone.now().date()).exists() or not Event.objects.exists()
