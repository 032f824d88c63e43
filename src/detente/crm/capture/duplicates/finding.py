"""Finding likely duplicates of the whole base, set by set."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from detente.crm.capture.duplicates import blocks, likeness
from detente.crm.capture.models import DuplicatePair
from detente.crm.people.models import Account, Person

OBJECTS = ("person", "account")
_READ = 5_000
_ASKED = 10_000
_COMPARED = 50_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Found:
    """What a search came to: records looked at, pairs compared, pairs that are new on the list."""

    object: str
    looked: int
    compared: int
    new: int
    seconds: float


@dataclass(frozen=True)
class _Kind:
    model: Any
    row: Any
    keys: Callable[[Any], Iterator[tuple[str, ...]]]
    likeness: Callable[[Any, Any], likeness.Verdict | None]

    def rows(self) -> Any:
        found = self.model.objects.filter(merged_into=None, is_archived=False)
        return found.values_list(*self.row._fields)


_KINDS = {
    "person": _Kind(Person, likeness.PersonRow, blocks.keys_of_person, likeness.likeness_of_people),
    "account": _Kind(Account, likeness.AccountRow, blocks.keys_of_account, likeness.likeness_of_accounts),
}


def find(object_: str, *, progress: Progress | None = None) -> Found:
    """Compare all living persons or accounts and put new likely pairs on the list; what is there stays as it is."""
    began, kind = time.monotonic(), _KINDS[object_]
    made = blocks.Blocks()
    for values in kind.rows().order_by("pk").iterator(chunk_size=_READ):
        row = kind.row(*values)
        made.add(row.id, kind.keys(row))
    pairs = made.pairs()
    known, now, new = _Known(object_, kind.model), timezone.now(), 0
    for start in range(0, len(pairs), _COMPARED):
        likely = _compare(kind, pairs[start : start + _COMPARED].tolist(), known)
        new += _keep(object_, likely, now)
        if progress:
            progress(min(start + _COMPARED, len(pairs)), len(pairs))
    return Found(object_, len(made.ids), len(pairs), new, time.monotonic() - began)


Likely = list[tuple[int, int, int, list[likeness.Reason]]]


def _compare(kind: _Kind, pairs: list[list[int]], known: _Known) -> Likely:
    wanted = sorted({key for pair in pairs for key in pair})
    rows: dict[int, Any] = {}
    for start in range(0, len(wanted), _ASKED):
        found = kind.rows().filter(pk__in=wanted[start : start + _ASKED])
        rows |= {values[0]: kind.row(*values) for values in found}
    likely = []
    for first, second in pairs:
        if first in rows and second in rows and not known.has(first, second):
            verdict = kind.likeness(rows[first], rows[second])
            if verdict and verdict[0] >= likeness.THRESHOLD:
                likely.append((first, second, *verdict))
    return likely


def _keep(object_: str, likely: Likely, now: datetime) -> int:
    before = DuplicatePair.objects.filter(object=object_).count() if likely else 0
    DuplicatePair.objects.bulk_create(
        [
            DuplicatePair(
                object=object_, first_id=first, second_id=second, likeness=min(percent, 100), reasons=reasons,
                found_at=now,
            )
            for first, second, percent, reasons in likely
        ],
        batch_size=1_000,
        ignore_conflicts=True,
    )  # fmt: skip
    return DuplicatePair.objects.filter(object=object_).count() - before if likely else 0


class _Known:
    """Pairs that are on the list, and those called different, under the names of those they live on in."""

    def __init__(self, object_: str, model: Any) -> None:
        pairs = DuplicatePair.objects.filter(object=object_)
        self._pairs = set(pairs.values_list("first_id", "second_id"))
        into = dict(model.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
        for first, second in pairs.filter(state="different").values_list("first_id", "second_id"):
            one, two = _last(first, into), _last(second, into)
            self._pairs.add((min(one, two), max(one, two)))

    def has(self, first: int, second: int) -> bool:
        """Whether nothing new is to be said of these two."""
        return (first, second) in self._pairs


def _last(key: int, into: dict[int, int]) -> int:
    while key in into:
        key = into[key]
    return key
