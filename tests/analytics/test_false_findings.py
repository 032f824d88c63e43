"""Where nothing differs, a report names a difference in one case of ten at most; what truly differs it finds."""

from __future__ import annotations

from random import Random

import pytest
from scipy import stats

from detente.analytics.reports.lead_quality_compare import MEASURES
from detente.analytics.stats.comparison import compare

COMPANIES = 400


def rows_of(seed: int, *, bad_vendor: bool = False) -> list[dict[str, object]]:
    """Sources of a company, of all sizes; wins, bad data and SQLs come alike in each, unless one is bad."""
    random = Random(seed)
    rows = []
    for nth in range(random.randrange(2, 12)):
        leads = random.choice([15, 40, 120, 400, 900])
        won, sql, bad = (0.02, 0.1, 0.25) if bad_vendor and nth == 0 else (0.09, 0.24, 0.04)
        leads = 600 if bad_vendor and nth == 0 else leads
        qualified = sum(random.random() < sql for _ in range(leads))
        rows.append({
            "source": f"s{nth}", "judged": leads, "judged_sql": qualified,
            "judged_won": sum(random.random() < won / sql for _ in range(qualified)),
            "judged_defective": sum(random.random() < bad for _ in range(leads)),
        })  # fmt: skip
    return rows


def test_without_true_differences_one_report_in_ten_at_most_names_any():
    false = sum(bool(compare(rows_of(seed), "source", MEASURES).differences) for seed in range(COMPANIES))
    # No more than what 10 % could bring by chance with a probability of 99 %.
    assert false <= stats.binom.ppf(0.99, COMPANIES, 0.10)


def test_a_planted_bad_vendor_is_found_and_mostly_nobody_else():
    others = 0
    for seed in range(60):
        found = compare(rows_of(seed, bad_vendor=True), "source", MEASURES).differences
        named = {(one.group, one.measure.name, one.is_more) for one in found}
        assert len(rows_of(seed, bad_vendor=True)) < 3 or ("s0", "defective", True) in named, seed
        others += bool({group for group, _, _ in named} - {"s0"})
    assert others <= stats.binom.ppf(0.99, 60, 0.15)


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.5])
def test_few_comparisons_keep_the_promise_too(rate):
    def company(seed: int) -> list[dict[str, object]]:
        random = Random(seed)
        sizes = [random.choice([30, 200, 1000]) for _ in range(2)]
        counts = [sum(random.random() < rate for _ in range(size)) for size in sizes]
        return [
            {"by": n, "judged": s, "judged_won": c}
            for n, (s, c) in enumerate(zip(sizes, counts, strict=True))
        ]

    false = sum(bool(compare(company(seed), "by", MEASURES[:1]).differences) for seed in range(COMPANIES))
    assert false <= stats.binom.ppf(0.99, COMPANIES, 0.10)
