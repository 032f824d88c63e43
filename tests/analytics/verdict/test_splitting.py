"""A change is split so that nothing is left over, as published examples were."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analytics.verdict.counted import Cells
from detente.analytics.verdict.group_bys import AGE_EDGES
from detente.analytics.verdict.life_table import expected_outcomes
from detente.analytics.verdict.logit import Effects, fit
from detente.analytics.verdict.shapley import of_product, shapley
from detente.analytics.verdict.split import split


def test_das_gupta_1993_table_2_1():
    """Mean earnings of Black and White men aged 18 and over: persons who earned x mean earnings (1980)."""
    found = of_product([10930, 0.717892], [16591, 0.825974])
    assert found == pytest.approx([4369.913, 1487.262], abs=1e-3)


def test_das_gupta_1993_table_2_2():
    """Crude birth rates of Austria 1951 and Chile 1981: births a woman of 15 to 49, their share, share of women."""
    found = of_product([51.78746, 0.45919, 0.52638], [84.90502, 0.75756, 0.51065])
    assert found == pytest.approx([10.4340, 10.5608, -0.6670], abs=1e-4)


def test_shares_add_up_to_the_whole_change_in_every_draw():
    rng = np.random.default_rng(4)
    held = rng.uniform(size=(2,) * 5 + (7,))
    parts = shapley(lambda state: held[state], 5)
    assert parts.sum(0) == pytest.approx(held[(1,) * 5] - held[(0,) * 5])


def test_a_part_that_changes_nothing_gets_nothing():
    parts = shapley(lambda state: np.array(3.0 * state[0] + 2.0 * state[0] * state[2]), 3)
    assert parts == pytest.approx([4.0, 0.0, 1.0])


def test_open_leads_stand_with_the_chances_of_those_who_were_as_old():
    """Recounted with chance itself: exponential times to three ends, watched for a time that differs by lead."""
    rng = np.random.default_rng(11)
    hazard = np.array([0.03, 0.015, 0.005])
    ends = rng.exponential(1 / hazard, (60_000, 3))
    time, cause = ends.min(1), ends.argmin(1) + 1
    watched = rng.uniform(5, 200, len(time))
    y = np.where(time <= watched, cause, 0)
    age = np.digitize(np.minimum(time, watched), AGE_EDGES[1:])
    key = np.stack([rng.integers(0, 2, len(y)), y, age])
    unique, n = np.unique(key, axis=1, return_counts=True)
    cells = Cells(dict(zip(("period", "y", "bin"), unique, strict=True)), n.astype(float))
    chances = expected_outcomes(cells)
    assert chances[:, :7, :3] == pytest.approx(np.tile(hazard / hazard.sum(), (2, 7, 1)), abs=0.03)
    assert chances.sum(2) == pytest.approx(1)


def test_effects_are_recovered_and_those_without_cases_are_drawn_to_nothing():
    """A balanced table has a closed form; a source nobody came from has no effect."""
    cells = Effects("all", np.ones(2), is_dense=True), Effects("source", np.array([0, 1]), 3, 1.0)
    found = fit(cells, np.array([300.0, 700.0]), np.array([1000.0, 1000.0]))
    level, one, other, none = found.beta
    assert level == pytest.approx(0, abs=1e-6)
    assert one == pytest.approx(-other) and none == pytest.approx(0, abs=1e-6)
    assert 1 / (1 + np.exp(-(level + other))) == pytest.approx(0.7, abs=0.01)


class Company:
    """One source, two grades, everybody reached; worse grades come now. `gate`: whether the SQL's check finds them."""

    sources = np.ones((1, 2, 1))
    fits = np.array([[[[0.7, 0.3]], [[0.4, 0.6]]]])
    follow_up = None
    to_sql, to_won = np.array([0.8, 0.4]), np.array([0.5, 0.2])

    def __init__(self, gate):
        self.gate = gate

    def mix(self, sources, quality):
        return self.sources[:, sources][:, :, None] * self.fits[:, quality]

    def reached(self, quality, effort):
        return np.ones((1, 1, 2))

    contact = reached

    def qualified(self, twin, early, selling):
        return (self.gate if early else 1.0) * self.to_sql.reshape(1, 1, 2)

    def won(self, twin, early, late, selling):
        return self.qualified(twin, early, selling) * self.to_won


def test_what_worse_grades_lose_after_the_sql_was_found_late():
    """As many become SQL as before, since the check lets more of each grade pass: all that is lost is found late."""
    sqls = (0.7 * 0.8 + 0.3 * 0.4, 0.4 * 0.8 + 0.6 * 0.4)
    won = (0.7 * 0.8 * 0.5 + 0.3 * 0.4 * 0.2, 0.4 * 0.8 * 0.5 + 0.6 * 0.4 * 0.2)
    waved_through = split(Company(sqls[0] / sqls[1]), None)
    assert waved_through.parts["quality_early"] == pytest.approx(0, abs=1e-12)
    assert waved_through.parts["quality_late"] == pytest.approx(won[1] * sqls[0] / sqls[1] - won[0])
    found_out = split(Company(1.0), None)
    shares = (sqls[1] / sqls[0], won[1] / sqls[1] / (won[0] / sqls[0]))
    early = won[0] * (shares[0] - 1) * (1 + shares[1]) / 2
    assert found_out.parts["quality_early"] == pytest.approx(early)
    assert found_out.change == pytest.approx(won[1] - won[0])
