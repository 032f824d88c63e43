"""Keys of the records that match, from the index: whole words first, then words that begin so, newest first.

Each step stops early. A common word costs little because its newest few are enough, a rare one because
there are few. Only a beginning that thousands of different words share is read whole, and only when no
whole word is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import OperationalError, connection
from django.db.models import Max, Q, QuerySet

from detente.crm.search.documents import BY_KIND
from detente.crm.search.index import of
from detente.crm.search.words import Words

WITHIN_NEWEST = 30_000
"""So many records are read through for letters inside a word."""
_COLUMNS = {
    "person": ("label", "email_key"), "account": ("name", "domain"), "deal": ("name",), "campaign": ("name",)
}  # fmt: skip


def matching(kind: str, words: Words, every: QuerySet[Any], *, most: int, enough: int) -> list[int]:
    """Keys of `kind` that match, the likeliest first, at most `most`; steps end once `enough` are found.

    The letters inside words are looked for in `every` record: those set aside may be among these keys.
    """
    found: dict[int, None] = {}
    for keys in _steps(kind, words, every, most):
        found.update(dict.fromkeys(keys))
        if len(found) >= enough:
            break
    return list(found)[:most]


def _steps(kind: str, words: Words, every: QuerySet[Any], most: int) -> Iterator[Sequence[int]]:
    if words.digits and kind == "person":
        yield _of(kind, (), [words.digits], most)
        yield _newest(every, Q(phone_key__contains=words.digits), most)
    *before, last = words.each or ("",)
    if last:
        yield _of(kind, words.each, (), most)
        yield _of(kind, before, [last], most)
        if before:
            yield _of(kind, (), words.each, most)
    if any(len(word) > 2 for word in words.each) or words.is_unspaced:
        yield _newest(every, _inside(kind, words), most)


def _of(kind: str, whole: Sequence[str], begun: Sequence[str], most: int) -> list[int]:
    statement, parameters = of(connection).matching(BY_KIND[kind], whole, begun, most)
    with connection.cursor() as cursor:
        try:
            cursor.execute(statement, parameters)
        except OperationalError:
            # A letter that this SQLite does not know yet parts a word, and parts that stand in order are not kept.
            return []
        return [row[0] for row in cursor.fetchall()]


def _inside(kind: str, words: Words) -> Q:
    """Each word stands somewhere inside one of the kind's columns."""
    asked = Q()
    for word in words.each:
        forms = dict.fromkeys((word, word.lower(), word.title(), word.upper()))
        either = Q()
        for form in forms if not word.isascii() else (word,):
            for column in _COLUMNS[kind]:
                either |= Q(**{f"{column}__icontains": form})
        asked &= either
    return asked


def _newest(every: QuerySet[Any], asked: Q, most: int) -> list[int]:
    """Keys of the newest records that meet a condition no index serves."""
    newest = every.aggregate(newest=Max("pk"))["newest"] or 0
    recent = every.filter(asked, pk__gt=newest - WITHIN_NEWEST).order_by("-pk")
    return list(recent.values_list("pk", flat=True)[:most])
