"""Blocks: what two records must share to be compared at all. Pure but for numpy.

A record's keys are kept as 64-bit hashes beside its place, 16 bytes each, so that a million records
need some tens of megabytes; a block of more than `CAP` records says too little and is left out.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from detente.crm.capture.duplicates.likeness import AccountRow, PersonRow, companies_of, label_of
from detente.crm.capture.duplicates.sounds import SHARED_BOXES, core_of, mail_parts, sound_of, words_of

CAP = 50
"""Records in a block; one of 50 makes 1,225 comparisons."""


def keys_of_person(row: PersonRow) -> Iterator[tuple[str, ...]]:
    """Address, number, box without its domain, company with the sound of each word of the name, whole name."""
    local, domain = mail_parts(row.email_key)
    if local and local not in SHARED_BOXES:
        yield ("mail", local, domain)
        if len(local) >= 6:
            yield ("box", local)
        yield ("near", domain, sound_of(local))
    if row.phone_key:
        yield ("phone", row.phone_key)
    words = words_of(row.name)
    for company in companies_of(row):
        for word in words:
            yield ("company", company, sound_of(word))
    if len(words) > 1:
        yield ("name", *sorted(words))


def keys_of_account(row: AccountRow) -> Iterator[tuple[str, ...]]:
    """Domain without its ending, name without its form, sounds of its first word and of each long one."""
    words = core_of(row.name)
    if label := label_of(row):
        yield ("label", label)
    if words:
        yield ("name", "".join(words)[:40])
        after = words[1][:1] if len(words) > 1 else ""
        yield ("first", sound_of(words[0]), after)
        for slip in _slips(words[0]):
            yield ("slip", slip, after)
    for word in words:
        if len(word) >= 4:
            yield ("word", word)


def _slips(word: str) -> set[str]:
    """The word without one of its letters: two that are one slip of the pen apart have one of these in common."""
    return (
        {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
        if 4 <= len(word) <= 20
        else set()
    )


class Blocks:
    """Keys of many records, and the pairs of places that share one."""

    def __init__(self) -> None:
        self._hashes, self._places = array("q"), array("q")
        self.ids = array("q")
        self.too_large = 0

    def add(self, key: int, keys: Iterable[tuple[str, ...]]) -> None:
        """A record with its keys."""
        place = len(self.ids)
        self.ids.append(key)
        for found in {hash(told) for told in keys}:
            self._hashes.append(found)
            self._places.append(place)

    def pairs(self) -> Any:
        """Pairs of record keys (smaller first), each once, as rows of an array."""
        if not self._hashes:
            return np.empty((0, 2), dtype=np.int64)
        hashes = np.frombuffer(self._hashes, dtype=np.int64)
        order = np.argsort(hashes, kind="stable")
        places = np.frombuffer(self._places, dtype=np.int64)[order]
        sorted_ = hashes[order]
        starts = np.flatnonzero(np.concatenate(([True], sorted_[1:] != sorted_[:-1])))
        sizes = np.diff(np.append(starts, len(sorted_)))
        self.too_large = int((sizes > CAP).sum())
        found = [
            _of_size(places, starts[sizes == size], int(size)) for size in np.unique(sizes) if 1 < size <= CAP
        ]
        if not found:
            return np.empty((0, 2), dtype=np.int64)
        packed = np.unique(np.concatenate(found))
        ids = np.frombuffer(self.ids, dtype=np.int64)
        return np.sort(np.stack([ids[packed >> 32], ids[packed & 0xFFFFFFFF]], axis=1), axis=1)


def _of_size(places: Any, starts: Any, size: int) -> Any:
    """All pairs within blocks of one size, packed into one number each: the smaller place in the upper half."""
    members = places[starts[:, None] + np.arange(size)]
    first, second = np.triu_indices(size, k=1)
    one, two = members[:, first].ravel(), members[:, second].ravel()
    return np.unique((np.minimum(one, two) << 32) | np.maximum(one, two))
