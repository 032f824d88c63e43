"""Cells of a comparison: the group, and as much of the mix as the cases can bear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.analytics.audit.finding import Skipped
from detente.analytics.language import say
from detente.analytics.stats.evenness import Cell, Evenness, Member, evenness
from detente.analytics.wording import inside, listed, percent

_CASES_A_STRATUM = 20
"""Finer strata than this compare next to nothing with next to nothing."""

_GROUPS = 300
"""The biggest groups are compared, the rest left out: each pair of them has a place in a matrix."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """All groups at once; `allowed` says in words what part of the mix was allowed for."""

    evenness: Evenness
    allowed: str
    cells: tuple[Cell, ...]


def compared(rows: Sequence[Row], by: str, names: Mapping[str, str]) -> Compared | Skipped:
    """All groups at once within as much of the mix as the cases bear, or why they can't be compared."""
    shares = told(rows, by)
    if shares is None:
        return Skipped(say("Every case came to the same end, as lists of won deals do: a rate needs those that did "
                           "not come through, too."))  # fmt: skip
    if is_one_sided(shares):
        return Skipped(
            say("The field is filled on %(won)s of those that came through and on %(lost)s of the others: a rate "
                "would measure who fills it in. It could be asked if both were filled alike.",
                won=percent(shares[0]), lost=percent(shares[1]))
        )  # fmt: skip
    parts = borne(rows, tuple(names))
    counted = cells(rows, by, parts)
    found = evenness(counted)
    if found is None:
        return Skipped(say("Too few cases: it needs two groups or more of 10 cases each, five of them on average that "
                           "came through and five that did not."))  # fmt: skip
    return Compared(found, allowed_for(parts, names), tuple(counted))


def borne(rows: Sequence[Row], parts: Sequence[str]) -> tuple[str, ...]:
    """Those parts of the mix that vary and leave 20 cases a stratum on average, the first first."""
    cases = sum(row["whole"] for row in rows)
    kept: tuple[str, ...] = ()
    for part in parts:
        strata = len({tuple(row[one] for one in (*kept, part)) for row in rows})
        if len({row[part] for row in rows}) > 1 and cases >= _CASES_A_STRATUM * strata:
            kept = (*kept, part)
    return kept


def cells(rows: Sequence[Row], by: str, parts: Sequence[str]) -> list[Cell]:
    """Counts by stratum and group; rows without a group are left out: nobody knows whose they are."""
    found: dict[tuple[Any, Any], list[int]] = {}
    large = _largest(rows, by)
    for row in rows:
        if row[by] not in large:
            continue
        cell = found.setdefault((tuple(row[part] for part in parts), row[by]), [0, 0])
        cell[0] += row["part"]
        cell[1] += row["whole"]
    return [Cell(stratum, group, part, whole) for (stratum, group), (part, whole) in found.items()]


def apart(cells: Sequence[Cell]) -> list[Member]:
    """The groups that can be named: the one furthest apart, then what stands apart among the others, and so on.

    One bad source would make all others look good: whoever is named leaves the comparison.
    """
    named: list[Member] = []
    left = list(cells)
    while (found := evenness(left)) and found.differ:
        stands = [one for one in found.members if one.is_apart]
        if not stands:
            break
        named.append(min(stands, key=lambda one: (one.p, str(one.group))))
        left = [cell for cell in left if cell.group != named[-1].group]
    return named


def _largest(rows: Sequence[Row], by: str) -> set[Any]:
    whole: dict[Any, int] = {}
    for row in rows:
        if row[by] is not None:
            whole[row[by]] = whole.get(row[by], 0) + row["whole"]
    return set(sorted(whole, key=lambda group: (-whole[group], str(group)))[:_GROUPS])


def told(rows: Sequence[Row], by: str) -> tuple[float, float] | None:
    """Of the cases that have it and of those that do not, the share whose group is told; None where one is absent."""
    part, whole = sum(row["part"] for row in rows), sum(row["whole"] for row in rows)
    if not part or part == whole:
        return None
    held = [row for row in rows if row[by] is not None]
    kept = sum(row["part"] for row in held)
    return kept / part, sum(row["whole"] - row["part"] for row in held) / (whole - part)


def is_one_sided(shares: tuple[float, float]) -> bool:
    """Whether the group stands mainly on one outcome: its rates would be an artefact of who fills the field in."""
    return min(shares) < 0.8 * max(shares)


def allowed_for(parts: Sequence[str], names: Mapping[str, str]) -> str:
    """'after allowing for product and time', or what could not be allowed for."""
    if not parts:
        return say("the mix could not be allowed for")
    return say("after allowing for %(parts)s", parts=listed([inside(say(names[part])) for part in parts]))
