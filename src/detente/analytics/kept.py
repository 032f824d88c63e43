"""Findings kept beside the tables that they are of: a question that was asked before is not worked out again.

A finding has numbers and no words, so whoever reads it in whatever language and from whatever page is
told the same. It goes with its tables: a newer version of the copy is another engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from detente.analytics.engines import Engine
from detente.analytics.language import locale
from detente.analytics.query import Query
from detente.analytics.report import Finding

AT_MOST = 64
_KIND = "finding"

Found = TypeVar("Found")


def kept(engine: Engine, slug: str, query: Query, work_out: Callable[[], Finding]) -> Finding:
    """The finding of a question, worked out the first time; its rows are the asker's own."""
    found = remembered(engine, (slug, query, locale()), work_out)
    return replace(found, rows=tuple(dict(row) for row in found.rows), total=dict(found.total))


def remembered(engine: Engine, question: tuple[object, ...], work_out: Callable[[], Found]) -> Found:
    """What was worked out for this question before, else worked out now; shared, so nobody may change it."""
    key = (_KIND, *question)
    found: Found = engine.remembered.get(key) or work_out()
    _keep(engine, key, found)
    return found


def is_remembered(engine: Engine, question: tuple[object, ...]) -> bool:
    """Whether it need not be worked out."""
    return (_KIND, *question) in engine.remembered


def _keep(engine: Engine, key: object, found: object) -> None:
    """The question asked longest ago makes room."""
    engine.remembered.pop(key, None)
    engine.remembered[key] = found
    held = [one for one in list(engine.remembered) if isinstance(one, tuple) and one[0] == _KIND]
    for old in held[:-AT_MOST]:
        engine.remembered.pop(old, None)


def forget(engine: Engine) -> None:
    """Let every question be worked out anew, so that the work can be measured."""
    for key in [one for one in list(engine.remembered) if isinstance(one, tuple) and one[0] == _KIND]:
        engine.remembered.pop(key, None)
