"""Verdicts kept beside the version of the copy that they are of, for all processes; and the last one of all.

Working one out takes seconds where there are many leads. It is done by one at a time in a process, and the numbers
are left in the cache that all processes share, so that the next who asks has them at once.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cache as cache_once
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from detente import copy
from detente.analytics import verdict
from detente.analytics.engines import Engine
from detente.analytics.query import Query
from detente.analytics.run import of_the_tables
from detente.analytics.verdict import asking
from detente.analytics.verdict.asking import Reckoned
from detente.analytics.verdict.periods import Against

DAY = 24 * 3600
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Last:
    """The verdict on the usual question that a worker worked out last."""

    reckoned: Reckoned
    worked_out_at: datetime


def is_there(engine: Engine, query: Query, against: Against) -> bool:
    """Whether the numbers need not be worked out."""
    query = of_the_tables(query, engine)
    return asking.is_known(engine, query, against) or _put_back(engine, query, against)


def reckoned(engine: Engine, query: Query, against: Against) -> Reckoned:
    """The numbers, worked out if they are not there."""
    query = of_the_tables(query, engine)
    if is_there(engine, query, against):
        return asking.work_out(engine, query, against)
    with _one_at_a_time:
        if is_there(engine, query, against):
            return asking.work_out(engine, query, against)
        found = asking.work_out(engine, query, against)
        cache.set(_key(engine, query, against), found, DAY)
        return found


def last() -> Last | None:
    """What Today shows; None before a worker has worked one out."""
    return _read(_last_key())


def keep_last() -> Last:
    """Work out the usual question and keep it as the last; a worker does."""
    found = Last(reckoned(copy.engine(), Query(), "before"), timezone.now())
    cache.set(_last_key(), found, None)
    return found


def _put_back(engine: Engine, query: Query, against: Against) -> bool:
    found = _read(_key(engine, query, against))
    if found is not None:
        asking.put_back(engine, found)
    return found is not None


@cache_once
def _method() -> str:
    """What works verdicts out, as a hash: what another version of the program kept is not looked at."""
    files = sorted(Path(verdict.__path__[0]).glob("*.*"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _read(key: str) -> Any:
    """What is kept under a key; nothing where it can't be read any more."""
    try:
        return cache.get(key)
    except (AttributeError, ImportError, TypeError):
        return None


def _key(engine: Engine, query: Query, against: Against) -> str:
    asked = repr((asking.of_everybody(query), against, getattr(engine, "path", engine.as_of)))
    return f"verdict:{_method()}:{sha256(asked.encode()).hexdigest()}"


def _last_key() -> str:
    return f"verdict:{_method()}:last"
