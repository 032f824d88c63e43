"""The parts of the verdict against other people's programs, and all of it against the prototype of its method."""

from __future__ import annotations

import importlib.util
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from lifelines import AalenJohansenFitter
from sklearn.linear_model import LogisticRegression

from bench.verdict.worlds import WORLDS
from bench.verdict.writing import FROM, TO, write
from detente.analytics.engines import open_tables
from detente.analytics.query import Query
from detente.analytics.run import of_the_tables, span_of
from detente.analytics.verdict.counted import Cells, count
from detente.analytics.verdict.group_bys import AGE_EDGES
from detente.analytics.verdict.life_table import expected_outcomes
from detente.analytics.verdict.logit import Effects, fit
from detente.analytics.verdict.periods import periods_of
from detente.analytics.verdict.reckoning import reckon

PROTOTYPE = Path(__file__).resolve().parents[4] / "shared/prototypes/verdict.py"


def test_an_open_leads_chances_are_aalen_johansens():
    """Lognormal waiting times, two ends, watched for different times: chances of who is open in the middle of a bin."""
    rng = np.random.default_rng(8)
    ends = np.exp(rng.normal(np.log([[20.0, 35.0]]), [[0.7, 0.6]], (30_000, 2)))
    time, cause, watched = ends.min(1), ends.argmin(1) + 1, rng.uniform(2, 170, 30_000)
    seen = np.minimum(time, watched)
    y = np.where(time <= watched, cause, 0)
    ours = expected_outcomes(_cells(y, np.digitize(seen, AGE_EDGES[1:])))[0]
    oracle = [
        AalenJohansenFitter(calculate_variance=False, seed=1).fit(seen, y, event_of_interest=k)
        for k in (1, 2)
    ]
    curves = [one.cumulative_density_.iloc[:, 0] for one in oracle]
    for bin_, (start, end) in enumerate(pairwise(AGE_EDGES)):
        at, last = [curve.asof((start + end) / 2) for curve in curves], [curve.iloc[-1] for curve in curves]
        chances = [(whole - part) / (1 - sum(at)) for whole, part in zip(last, at, strict=True)]
        if end <= 84:
            assert ours[bin_, :2] == pytest.approx(chances, abs=0.03)


def _cells(y, bins):
    key = np.stack([np.zeros_like(y), y, bins])
    unique, n = np.unique(key, axis=1, return_counts=True)
    return Cells(dict(zip(("period", "y", "bin"), unique, strict=True)), n.astype(float))


def test_effects_are_scikit_learns_at_the_same_penalty():
    """One group of effects, its variance taken from our fit, against L2 logistic regression of cases."""
    rng = np.random.default_rng(3)
    source, tried = np.arange(40), rng.integers(5, 400, 40).astype(float)
    won = rng.binomial(tried.astype(int), 1 / (1 + np.exp(-(-1.5 + rng.normal(0, 0.6, 40))))).astype(float)
    ours = fit([Effects("all", np.ones(40), is_dense=True), Effects("source", source, 40, 0.5)], won, tried)
    design = np.column_stack([np.ones(40), np.eye(40)]) * np.array([3.0, *[ours.spreads["source"]] * 40])
    cases = LogisticRegression(C=1.0, fit_intercept=False, tol=1e-10, max_iter=2_000).fit(
        np.vstack([design, design]), np.repeat([1, 0], 40), sample_weight=np.concatenate([won, tried - won])
    )
    theirs = cases.coef_[0] * np.array([3.0, *[ours.spreads["source"]] * 40])
    assert ours.beta == pytest.approx(theirs, abs=0.01)


@pytest.mark.skipif(not PROTOTYPE.is_file(), reason="the prototype is not beside the repository")
def test_the_prototype_says_the_same_of_the_same_tables(tmp_path):
    """Our counts, put into the prototype (6 sources, 3 grades, numpy only): each part within 6 points of the rate."""
    write(tmp_path, 20_000, WORLDS["bad_late_selling"], 2)
    with open_tables(tmp_path) as engine:
        query = of_the_tables(Query(FROM, TO), engine)
        first_at = span_of(engine, query).first_arrival_at
        counted = count(engine, query, periods_of(query, first_at))
        found = reckon(engine, query, first_at)
    specification = importlib.util.spec_from_file_location("prototype", PROTOTYPE)
    prototype = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(prototype)
    told = prototype.verdict(_as_theirs(counted), counted.codes.sizes[2], nd=200, use_labels=True)
    names = {
        "mix": "mix",
        "fu": "follow_up",
        "q_early": "quality_early",
        "q_late": "quality_late",
        "sell": "selling",
    }
    base = np.median(told["w0"])
    for theirs, ours in names.items():
        mine = found.twins["with_reasons"][ours].estimate
        assert mine == pytest.approx(float(np.median(told["phi"][theirs])) / base, abs=0.06), ours
    assert found.base_rate == pytest.approx(base, rel=0.03)


def _as_theirs(counted):
    """Cells in the prototype's order of columns; it knows six sources and three grades, so others are put together.
    It knows how soon a lead was tried first, and not when again: there all attempts are alike, which is true of them.
    """
    orders = {
        "arr": ("arrivals", "period source fit rep"), "work": ("worked", "period source fit y"),
        "speed": ("ages", "period source fit y"), "multi": ("several", "period y"),
        "bad": ("bad", "month period source fit y"),
        "att": ("attempts", "month period source fit age several k y"), "cont": ("continued", "period k y"),
        **{f"st{j}": (f"stage{j}", "month period source fit rep y bin") for j in (2, 3, 4)},
    }  # fmt: skip
    most = {"source": 5, "fit": 2}

    def column(ours, name):
        if name == "age" or (ours, name) == ("ages", "y"):
            return np.zeros_like(counted[ours][name])
        return np.minimum(counted[ours][name], most.get(name, 10**9))

    def held(ours):
        return counted[ours]["k"] == 1 if ours == "ages" else slice(None)

    return {
        theirs: (
            np.array([column(ours, name)[held(ours)] for name in names.split()]),
            counted[ours].n[held(ours)],
        )
        for theirs, (ours, names) in orders.items()
    }
