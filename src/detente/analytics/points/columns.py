"""What is known of many leads, as columns: each distinct value once, and a code per lead."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """A field of many leads: `values[codes[n]]` is lead n's."""

    codes: Ints
    values: Sequence[Any]

    @classmethod
    def of(cls, values: Iterable[Hashable]) -> Column:
        """A column of these values, in the order of the leads."""
        found = list(values)
        known = {value: code for code, value in enumerate(dict.fromkeys(found))}
        return cls(np.fromiter(map(known.__getitem__, found), dtype=np.int64, count=len(found)), list(known))

    def take(self, rows: Ints) -> Column:
        """The same field of some of the leads, or of the records that they name."""
        return Column(self.codes[rows], self.values)


@dataclass(frozen=True)
class Leads:
    """How many leads, and what is known of them by the playbook's field codes."""

    count: int
    columns: Mapping[str, Column]

    def take(self, rows: Ints) -> Leads:
        """Some of them."""
        return Leads(len(rows), {name: column.take(rows) for name, column in self.columns.items()})


@dataclass(frozen=True)
class Touches:
    """What people did: which lead (its place, 0 the first), when (seconds since 1970) and of which kind.

    In the order of leads, and of one lead by time; `codes[kind[n]]` is the kind of touch n.
    """

    lead: Ints
    at: Ints
    kind: Ints
    codes: Sequence[str]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, str]]) -> Touches:
        """Touches from rows (place of the lead, second, kind) in their order."""
        found = list(rows)
        kinds = Column.of(code for _lead, _at, code in found)
        lead, at = (np.array([row[place] for row in found], dtype=np.int64) for place in (0, 1))
        return cls(lead, at, kinds.codes, [str(code) for code in kinds.values])

    def are(self, codes: Iterable[str]) -> Mask:
        """Which of them are of these kinds."""
        wanted = set(codes)
        return np.array([code in wanted for code in self.codes], dtype=bool)[self.kind]

    def take(self, chosen: Mask | Ints) -> Touches:
        """Some of them."""
        return Touches(self.lead[chosen], self.at[chosen], self.kind[chosen], self.codes)

    def of_leads(self, rows: Ints, count: int) -> Touches:
        """Those of some of `count` leads, which get places of their own in the order of `rows` (rising)."""
        places = np.full(count, -1, dtype=np.int64)
        places[rows] = np.arange(len(rows))
        kept = places[self.lead] >= 0
        chosen = self.take(kept)
        return Touches(places[chosen.lead], chosen.at, chosen.kind, chosen.codes)
