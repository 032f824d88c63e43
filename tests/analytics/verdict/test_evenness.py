"""Is a late fall shared by all reps, or do some of them carry it?"""

import numpy as np
import pytest

from detente.analytics.verdict.evenness import evenness
from detente.analytics.verdict.stage_counts import StageCounts

ALL, SOME = "all", "some"


def stages(before, after):
    """Both late stages from (passed, entered) by rep, the same in each; the benchmark lies within one month."""
    rows = [
        (period, rep, *one) for period, side in enumerate((before, after)) for rep, one in enumerate(side, 1)
    ]
    period, rep, passed, entered = (np.array(column) for column in zip(*rows, strict=True))
    zero = np.zeros(len(rows), np.int64)
    of = {"month": period * 12, "period": period, "source": zero, "fit": zero, "rep": rep}
    one = StageCounts(of, passed.astype(float), np.zeros(len(rows)), (entered - passed).astype(float))
    return [one, one], [one, one]


def test_a_fall_of_every_rep_speaks_for_all_and_one_of_half_of_them_for_some():
    every = [(50, 100)] * 10
    assert evenness(*stages(every, [(15, 50)] * 10), believes_reasons=False).some < 1 / 20
    half = [(8, 50)] * 5 + [(25, 50)] * 5
    assert evenness(*stages(every, half), believes_reasons=False).some > 1000


def test_where_nothing_fell_or_hardly_anybody_is_known_nothing_is_told():
    every = [(50, 100)] * 10
    assert 0.3 < evenness(*stages(every, [(25, 50)] * 10), believes_reasons=False).some < 1.5
    assert evenness(*stages(every[:2], [(5, 50), (25, 50)]), believes_reasons=False).some == 1


def test_reps_who_all_fell_and_differ_a_little_are_not_told_apart_by_many_leads():
    """With a thousand leads each, chance explains none of a spread that is small beside the fall."""
    passed = [round(1000 / (1 + np.exp(0.9 + 0.15 * ((-1) ** rep)))) for rep in range(20)]
    shared = evenness(*stages([(500, 1000)] * 20, [(one, 1000) for one in passed]), believes_reasons=False)
    assert shared.some < 1 / 20


@pytest.mark.parametrize(
    "after", [[(1, 10), (2, 9), (6, 11)], [(3, 10), (3, 9), (3, 11)], [(1, 9), (1, 8), (6, 9)]]
)
def test_the_odds_are_those_of_many_companies_drawn_from_both_stories(after):
    """Draws from the models as decision 97 tells them, weighted by how well each explains what was seen."""
    before = [(12, 22), (9, 20), (14, 25)]
    told = evenness(*stages(before, after), believes_reasons=False).some
    drawn = np.mean([likelihood(SOME, before, after, seed) for seed in range(4)])
    drawn /= np.mean([likelihood(ALL, before, after, seed) for seed in range(4)])
    assert told == pytest.approx(drawn, rel=0.1)


def likelihood(story, before, after, seed, draws=250_000):
    rng = np.random.default_rng(seed)
    pool = (sum(x for x, _ in before) + 0.5) / (sum(n for _, n in before) + 1)
    spread = rng.choice([0.1, 0.2, 0.3, 0.5], draws, p=[0.35, 0.3, 0.25, 0.1])
    carry = rng.choice([0.3, 0.4, 0.5, 0.6], draws) if story == SOME else np.ones(draws)
    rest = rng.choice([0.0, 0.2], draws, p=[0.6, 0.4])
    fall = -np.abs(rng.normal(0, 0.6, (2, draws))) / carry
    chance = np.ones(draws)
    for (x0, n0), (x1, n1) in zip(before, after, strict=True):
        carries = rng.uniform(size=draws) < carry
        for stage in (0, 1):
            rate = rng.beta(x0 + 12 * pool, n0 - x0 + 12 * (1 - pool), draws)
            moved = np.where(carries, fall[stage], rest * fall[stage]) + rng.normal(0, spread)
            now = 1 / (1 + np.exp(-np.log(rate / (1 - rate)) - moved))
            chance = chance * now**x1 * (1 - now) ** (n1 - x1)
    return float(np.mean(chance))


def test_open_leads_move_the_level_of_all_and_not_how_reps_differ():
    """Losses come sooner than wins: of what ended so far too little is won by everybody, which is no fall."""
    every, now = [(50, 100)] * 10, [(15, 50)] * 10
    ended, _ = stages(every, now)
    _, expected = stages(every, [(40, 80)] * 10)
    assert evenness(ended, expected, believes_reasons=False).some > 0.3
    assert evenness(ended, expected, believes_reasons=False).change == pytest.approx(0, abs=0.03)
