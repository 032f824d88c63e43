"""What the parts of a simulated change truly are: Shapley's shares over the company's own blocks."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from bench.verdict.company import Company, Floats, Leads, checks, qualities, sells, sources
from bench.verdict.company import found as company_of
from bench.verdict.life import try_them
from bench.verdict.worlds import SIZES, Fault
from detente.analytics.verdict.shapley import shapley
from detente.analytics.verdict.split import PARTS

LEADS = 30_000


def truth(leads_a_year: int, fault: Fault, seed: int) -> dict[str, float]:
    """The true change, `total` and by part, as shares of the true rate before."""
    of = company_of(np.random.default_rng([seed, leads_a_year]), leads_a_year, fault)
    blocks = Blocks(of, fault, SIZES[leads_a_year])
    parts = shapley(lambda state: np.array(blocks.rate(*state)), len(PARTS))
    base, now = blocks.rate(0, 0, 0, 0, 0), blocks.rate(1, 1, 1, 1, 1)
    return {"total": (now - base) / base} | {
        name: float(part) / base for name, part in zip(PARTS, parts, strict=True)
    }


class Blocks:
    """Expected wins a lead with every part of a company as before (0) or as now (1), on common random numbers."""

    def __init__(self, of: Company, fault: Fault, reps: int) -> None:
        rng = np.random.default_rng(7)
        self.of, self.fault = of, fault
        self.u, self.luck, self.day = rng.uniform(size=(3, LEADS))
        self.rep = (rng.beta(0.9, 1.1, LEADS) * reps).astype(np.int64).clip(0, reps - 1)
        self.leads, self.met = cache(self._leads), cache(self._met)

    def rate(self, mix: int, effort: int, early: int, late: int, selling: int) -> float:
        """The expected win rate."""
        fault, first, later = self.fault, self.leads(mix, early), self.leads(mix, late)
        passed = checks(self.of, first, np.full(LEADS, early * fault.gate_loose))[0]
        passed = passed * np.prod(checks(self.of, later, np.full(LEADS, late * fault.gate_loose))[1:], 0)
        sold = np.prod(sells(self.of, later, np.full(LEADS, selling * fault.selling_loss)), 0)
        return float((self.met(mix, effort, early) * passed * sold).mean())

    def _met(self, mix: int, effort: int, early: int) -> Floats:
        leads = replace(self.leads(mix, early), period=np.full(LEADS, effort))
        bad = np.random.default_rng(9).uniform(size=LEADS) < self.of.bad_data[leads.source]
        return try_them(np.random.default_rng(8), self.of, leads, self.fault, bad).hit >= 0

    def _leads(self, mix: int, quality: int) -> Leads:
        source = sources(self.u, self.of, np.full(LEADS, mix * self.fault.mix_shift))
        loss = np.full(LEADS, quality * self.fault.quality_loss)
        found = qualities(np.random.default_rng(6), self.luck, self.of, source, loss)
        none = np.zeros(LEADS, np.int64)
        return Leads(none, self.day * 200, source, found, self.rep, none, self.luck)
