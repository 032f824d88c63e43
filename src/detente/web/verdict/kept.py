"""Verdicts kept beside the version of the copy that they are of, for all processes; and the last one of all.

Working one out takes seconds where there are many leads. It is done by one at a time in a process, and the numbers
are left in the cache that all processes share, so that the next who asks has them at once. Where it took long they
are good for a while even when the copy has gone on: else nobody would read a page of a company that never rests
without waiting for every click. The page says until when facts are in it.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache as cache_once
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

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
SLOW = 2.0
"""Seconds from which working it out counts as long."""
GOOD_FOR, AT_MOST = 30, 900
"""What took long is good for so many times as long, and for so many seconds at most."""
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Last:
    """The verdict on the usual question that a worker worked out last."""

    reckoned: Reckoned
    worked_out_at: datetime


def is_there(engine: Engine, query: Query, against: Against) -> bool:
    """Whether the numbers need not be worked out."""
    query = of_the_tables(query, engine)
    return _is_of_these(engine, query, against) or _read(_recent_key(engine, query, against)) is not None


def _is_of_these(engine: Engine, query: Query, against: Against) -> bool:
    """Whether there are numbers of just these tables."""
    return asking.is_known(engine, query, against) or _put_back(engine, query, against)


def reckoned(engine: Engine, query: Query, against: Against) -> Reckoned:
    """The numbers, worked out if they are not there."""
    query = of_the_tables(query, engine)
    if _is_of_these(engine, query, against):
        return asking.work_out(engine, query, against)
    if recent := _read(_recent_key(engine, query, against)):
        return cast(Reckoned, recent)
    with _one_at_a_time:
        if _is_of_these(engine, query, against):
            return asking.work_out(engine, query, against)
        began = time.monotonic()
        found = asking.work_out(engine, query, against)
        _keep(engine, found, time.monotonic() - began)
        return found


def _keep(engine: Engine, found: Reckoned, seconds: float) -> None:
    cache.set(_key(engine, found.query, found.against), found, DAY)
    if seconds >= SLOW:
        cache.set(_recent_key(engine, found.query, found.against), found, min(GOOD_FOR * seconds, AT_MOST))


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


def _recent_key(engine: Engine, query: Query, against: Against) -> str:
    """The same for every version of the copy with the same costs: who sets one wants to read it at once."""
    costs = engine.rows("SELECT * FROM team_costs ORDER BY ALL")
    asked = repr((replace(asking.of_everybody(query), as_of=None), against, costs))
    return f"verdict:{_method()}:recent:{sha256(asked.encode()).hexdigest()}"


def _last_key() -> str:
    return f"verdict:{_method()}:last"
