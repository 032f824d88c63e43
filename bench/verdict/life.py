"""What happens to a company's leads: attempts, stages, exits, and what of it somebody writes down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.verdict.company import DAYS, Company, Floats, Ints, Leads, checks, sells
from bench.verdict.worlds import Fault

MOST = 9


@dataclass(frozen=True)
class Tries:
    """Attempts of every lead: `made[i, k]`, days `at[i, k]`, `hit[i]` the one that was answered (-1: none)."""

    at: Floats
    made: Floats
    hit: Ints
    channel: Ints


def try_them(rng: np.random.Generator, of: Company, leads: Leads, fault: Fault, bad: Floats) -> Tries:
    """Reps work their leads: some are left lying, nobody works on Sundays, patience ends."""
    n, effort = len(leads.day), leads.period
    liked = fault.favour * _looks(rng, leads) if fault.favour else np.zeros(n)
    worked = rng.uniform(size=n) > np.clip(0.07 + fault.neglect * effort - 0.25 * liked, 0, 0.9)
    wait = np.exp(of.delay[leads.rep] + rng.normal(0, 1.1, n)) * np.where(effort == 1, fault.slower, 1)
    first = _no_sunday(leads.day + wait)
    gaps = rng.weibull(0.9, (n, MOST - 1)) * 2.2 + 0.2
    at = np.column_stack([first, first[:, None] + np.cumsum(gaps, 1)])
    patience = np.maximum(
        1, of.patience[leads.rep] + rng.integers(-2, 3, n) - fault.fewer * effort + np.round(5 * liked)
    )
    channel = rng.choice(3, (n, MOST), p=[0.6, 0.3, 0.1])
    level = 0.10 + 0.26 * leads.quality - 0.035 * np.log1p(np.maximum(first - leads.day, 0) * 24 / 2)
    chance = (
        np.clip(level, 0.02, 0.9)[:, None]
        * np.exp(-0.06 * np.arange(MOST))
        * np.where(channel == 0, 1.1, 0.85)
    )
    answered = (rng.uniform(size=(n, MOST)) < chance) & ~bad.astype(bool)[:, None]
    allowed = worked[:, None] & (np.arange(MOST) < patience[:, None]) & (at < DAYS)
    answered &= allowed
    hit = np.where(answered.any(1), answered.argmax(1), -1)
    last = np.where(hit >= 0, hit, MOST)
    last = np.where(bad.astype(bool), np.minimum(last, 1), last)
    return Tries(at, allowed & (np.arange(MOST) <= last[:, None]), hit, channel)


def _looks(rng: np.random.Generator, leads: Leads) -> Floats:
    """How good a lead looks to its rep, which no record shows; 0 for an average one."""
    return np.asarray(np.clip(leads.quality + rng.normal(0, 0.2, len(leads.quality)), 0, 1) - 0.5)


def _no_sunday(day: Floats) -> Floats:
    return np.where(np.floor(day) % 7 == 6, np.floor(day) + 1.35, day)


@dataclass(frozen=True)
class Fate:
    """`stage`: 0 unmet, 1 met, 2 SQL, 3 proposal, 4 won, as observed; days of entries; `cause` of the loss.

    `cause`: 0 none, 1 quality, 2 sales; `ended` is the day of the exit (nan: open or won).
    """

    stage: Ints
    entered: Floats
    cause: Ints
    ended: Floats


def live(rng: np.random.Generator, of: Company, leads: Leads, tries: Tries, fault: Fault) -> Fate:
    """Every met lead goes on until it passes a check no more; nothing after the last day is seen."""
    n, now = len(leads.day), leads.period.astype(float)
    quality = checks(of, leads, now * fault.gate_loose)
    selling = sells(of, leads, now * fault.selling_loss)
    month = rng.normal(0, 0.06, (DAYS // 30 + 2, 2))[(leads.day // 30).astype(int)]
    met = tries.hit >= 0
    entered = np.full((n, 5), np.nan)
    entered[met, 1] = tries.at[np.arange(n), np.maximum(tries.hit, 0)][met]
    stage, cause, ended, alive = met.astype(np.int64), np.zeros(n, np.int64), np.full(n, np.nan), met.copy()
    for j in range(3):
        fit = rng.uniform(size=n) < _shifted(quality[j], month[:, 0] * 0.5)
        sold = rng.uniform(size=n) < _shifted(selling[j], month[:, 1])
        leaves = entered[:, j + 1] + _lag(rng, n, j, fit & sold)
        seen = alive & (leaves < DAYS)
        lost, passed = seen & ~(fit & sold), seen & fit & sold
        cause[lost], ended[lost] = np.where(fit, 2, 1)[lost], leaves[lost]
        stage[passed], entered[passed, j + 2] = j + 2, leaves[passed]
        alive = passed
    return Fate(stage, entered, cause, ended)


def _shifted(chance: Floats, by: Floats) -> Floats:
    odds = chance / np.maximum(1 - chance, 1e-9) * np.exp(by)
    return odds / (1 + odds)


def _lag(rng: np.random.Generator, n: int, stage: int, passed: Floats) -> Floats:
    """Days in a stage: mostly lognormal, some Weibull and long; losses take longer to be written down."""
    scale = (7.0, 18.0, 26.0)[stage]
    usual = np.exp(np.log(scale) + rng.normal(0, 0.7, n))
    slow = rng.weibull(1.4, n) * scale * 2.2
    return np.where(rng.uniform(size=n) < 0.25, slow, usual) * np.where(passed, 1.0, 1.15)
