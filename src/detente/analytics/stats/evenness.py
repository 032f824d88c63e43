"""Whether a share differs between groups more than chance and mix explain, and by how much (Mantel 1963)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, log, sqrt
from typing import TYPE_CHECKING, Any

from detente.analytics.stats.comparison import MATERIAL
from detente.analytics.stats.intervals import FEWEST, Z95
from detente.analytics.stats.multiplicity import discoveries

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[Any]

ERRS_AT_MOST = 0.01
"""Groups that do not differ at all are said to differ once in a hundred times."""

_FEWEST_EITHER_WAY = 5.0


@dataclass(frozen=True)
class Cell:
    """Cases of one group within one stratum of the mix, and those of them that have it."""

    stratum: Any
    group: Any
    part: int
    whole: int


@dataclass(frozen=True)
class Member:
    """One group: its share, the share expected of its mix, and the share that is left after allowing for both.

    `rate` is what the group would have at the average mix, drawn to the average by as much as its cases leave open
    (empirical Bayes); `low` and `high` are the ends of its 95 % interval. `is_apart`: the difference from all
    together is to be believed among so many (Benjamini and Hochberg, 10 %) and at least 7 %.
    """

    group: Any
    part: int
    whole: int
    expected: float
    rate: float
    low: float
    high: float
    p: float
    is_apart: bool = False

    @property
    def share(self) -> float:
        """As counted, mix and chance not allowed for."""
        return self.part / self.whole


@dataclass(frozen=True)
class Evenness:
    """All groups together. `spread` is the standard deviation of the groups' log odds that chance does not explain."""

    p: float
    overall: float
    spread: float
    members: tuple[Member, ...]
    cases: int

    @property
    def differ(self) -> bool:
        """More than chance and mix explain, and materially: one standard deviation is 7 % of the rate or more."""
        return self.p < ERRS_AT_MOST and self.spread * (1 - self.overall) >= MATERIAL

    @property
    def usual(self) -> tuple[float, float]:
        """Between which rates the middle two thirds of the groups lie."""
        return shifted(self.overall, -self.spread), shifted(self.overall, self.spread)


def shifted(rate: float, by: float) -> float:
    """A share whose log odds are moved."""
    return 1 / (1 + exp(-(log(rate / (1 - rate)) + by)))


def evenness(cells: Sequence[Cell]) -> Evenness | None:
    """Compare all groups of 10 cases or more at once within the strata of their mix.

    With d the observed less the expected counts under the hypergeometric and V its covariance (generalised
    Mantel-Haenszel), Q = d' V^- d is chi-square on rank(V). The spread is DerSimonian and Laird's on the steps
    d / sum p (1 - p) of the log odds. None where nothing can be told: fewer than two groups, or fewer cases either
    way than five for each group.
    """
    import numpy as np
    from scipy.special import chdtrc

    groups = _large_enough(cells)
    if len(groups) < 2:
        return None
    found, expected, alone, covariance = _summed(cells, groups)
    own = np.diag(covariance)
    if (own > 0).sum() < 2:
        return None
    inverse = np.linalg.pinv(covariance, rcond=1e-9, hermitian=True)
    rank = int(np.linalg.matrix_rank(covariance, tol=1e-9 * float(own.max()), hermitian=True))
    apart = found - expected
    p = float(chdtrc(rank, float(apart @ inverse @ apart)))
    kept = [cell for cell in cells if cell.group in groups]
    part, whole = sum(cell.part for cell in kept), sum(cell.whole for cell in kept)
    spread = _spread(apart, alone, own)
    members = _members(groups, kept, expected, alone, own, part / whole, spread)
    return Evenness(p, part / whole, spread, members, whole)


def _large_enough(cells: Sequence[Cell]) -> dict[Any, int]:
    """Places of the groups that can be compared; empty where hardly any case, or nearly every one, has it."""
    whole: dict[Any, int] = {}
    for cell in cells:
        whole[cell.group] = whole.get(cell.group, 0) + cell.whole
    large = [group for group, number in whole.items() if number >= FEWEST]
    kept = [cell for cell in cells if whole[cell.group] >= FEWEST]
    part, every = sum(cell.part for cell in kept), sum(cell.whole for cell in kept)
    if not every or min(part, every - part) < _FEWEST_EITHER_WAY * len(large):
        return {}
    return {group: place for place, group in enumerate(sorted(large, key=str))}


def _summed(cells: Sequence[Cell], groups: dict[Any, int]) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """Observed and expected counts of every group, sum of p (1 - p) and covariance, summed over the strata."""
    import numpy as np

    by_stratum: dict[Any, list[Cell]] = {}
    for cell in cells:
        if cell.group in groups:
            by_stratum.setdefault(cell.stratum, []).append(cell)
    found, expected = np.zeros(len(groups)), np.zeros(len(groups))
    alone, covariance = np.zeros(len(groups)), np.zeros((len(groups), len(groups)))
    for stratum in by_stratum.values():
        whole = np.zeros(len(groups))
        for cell in stratum:
            whole[groups[cell.group]] += cell.whole
            found[groups[cell.group]] += cell.part
        every, part = whole.sum(), sum(cell.part for cell in stratum)
        expected += whole * part / every
        alone += whole * part * (every - part) / every**2
        if every > 1:
            scale = part * (every - part) / (every**2 * (every - 1))
            covariance += scale * (np.diag(whole * every) - np.outer(whole, whole))
    return found, expected, alone, covariance


def _spread(apart: Matrix, alone: Matrix, own: Matrix) -> float:
    """The standard deviation of log odds between groups beyond chance (DerSimonian and Laird 1986)."""
    known = (own > 0) & (alone > 0)
    shift, weight = apart[known] / alone[known], alone[known] ** 2 / own[known]
    mean = (weight * shift).sum() / weight.sum()
    beyond = (weight * (shift - mean) ** 2).sum() - (len(weight) - 1)
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    return sqrt(max(0.0, float(beyond / scale))) if scale > 0 else 0.0


def _members(
    groups: dict[Any, int],
    cells: Sequence[Cell],
    expected: Matrix,
    alone: Matrix,
    own: Matrix,
    overall: float,
    spread: float,
) -> tuple[Member, ...]:
    """Every group with its rate at the average mix: one Newton step from the average, drawn back to it by chance."""
    counted: dict[Any, list[int]] = {group: [0, 0] for group in groups}
    for cell in cells:
        counted[cell.group][0] += cell.part
        counted[cell.group][1] += cell.whole
    members = []
    for group, at in groups.items():
        part, whole = counted[group]
        apart, variance = part - float(expected[at]), float(own[at])
        p, middle, around = 1.0, 0.0, 0.0
        if variance > 0:
            error = variance / float(alone[at]) ** 2
            drawn = spread**2 / (spread**2 + error)
            p = erfc(abs(apart) / sqrt(variance) / sqrt(2))
            middle, around = drawn * apart / float(alone[at]), Z95 * sqrt(drawn * error)
        rate, low, high = (shifted(overall, middle + by) for by in (0.0, -around, around))
        members.append(Member(group, part, whole, float(expected[at]), rate, low, high, p))
    believed = discoveries([one.p for one in members])
    return tuple(
        Member(**vars(one) | {"is_apart": sure and abs(one.part - one.expected) >= MATERIAL * one.expected})
        for one, sure in zip(members, believed, strict=True)
    )
