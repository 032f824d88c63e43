"""Counts of a stage's outcomes in which open leads stand with their chances and missing reasons are shared out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analytics.verdict.believed import Reading
from detente.analytics.verdict.counted import Cells, Ints
from detente.analytics.verdict.distinct import distinct
from detente.analytics.verdict.life_table import OUTCOMES, expected_outcomes

Floats = NDArray[np.float64]
_BY = ("month", "period", "source", "fit", "rep")


@dataclass(frozen=True)
class StageCounts:
    """Expected counts by month, period, source, fit and rep: passed, lost for quality, lost by sales."""

    of: dict[str, Ints]
    passed: Floats
    quality: Floats
    sales: Floats

    def __getitem__(self, name: str) -> Ints:
        return self.of[name]

    @property
    def all(self) -> Floats:
        """All that entered."""
        return self.passed + self.quality + self.sales


def stage_counts(cells: Cells, reading: Reading | None = None, *, only_ended: bool = False) -> StageCounts:
    """A stage's counts, each month of arrival weighted by the share of it that is resolved.

    `reading` says how far stated reasons are believed; without one they are taken as they stand. With `only_ended`
    open leads are left out, and months count as they are.
    """
    unique, place = distinct([cells[name] for name in _BY])
    outcomes = np.zeros((len(unique[0]), OUTCOMES))
    is_open = cells["y"] == 0
    np.add.at(outcomes, (place[~is_open], cells["y"][~is_open] - 1), cells.n[~is_open])
    if not only_ended:
        chances = expected_outcomes(cells)[cells["period"], cells["bin"]]
        np.add.at(outcomes, place[is_open], (cells.n[:, None] * chances)[is_open])
        outcomes *= _resolved(cells)[unique[0]][:, None]
    shared = _share_out(outcomes, unique[1], reading)
    return StageCounts(dict(zip(_BY, unique, strict=True)), *shared.T)


def _resolved(cells: Cells) -> Floats:
    """By month of arrival, the share of entries that have an outcome: an open lead carries no full information."""
    months = int(cells["month"].max()) + 1 if len(cells) else 1
    entered = np.bincount(cells["month"], cells.n, months)
    closed = np.bincount(cells["month"], cells.n * (cells["y"] > 0), months)
    return np.maximum(closed / np.maximum(entered, 1), 1e-3)


def _share_out(outcomes: Floats, period: Ints, reading: Reading | None) -> Floats:
    """Losses without a reason go to the stated reasons of the same stage and period, in their shares."""
    found = outcomes[:, :3].copy()
    for one in (0, 1):
        held = period == one
        quality, sales, missing = outcomes[held, 1:].T
        share = None
        if reading is not None:
            of_quality, of_sales, share = reading.poor(one, float(quality.sum()), float(sales.sum()))
            quality, sales = quality * of_quality + sales * of_sales, quality + sales
            sales = sales - quality
        if share is None:
            share = (quality.sum() + 0.5) / (quality.sum() + sales.sum() + 1)
        found[held, 1], found[held, 2] = quality + missing * share, sales + missing * (1 - share)
    return found
