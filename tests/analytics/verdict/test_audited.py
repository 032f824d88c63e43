"""A blind audit says how often stated reasons are wrong, and the verdict believes them as far as that."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from bench.verdict.worlds import WORLDS
from bench.verdict.writing import FROM, TO, write
from detente.analytics.engines import open_tables
from detente.analytics.query import Query
from detente.analytics.run import of_the_tables, span_of
from detente.analytics.verdict.audited import FEWEST, OPINIONS, audited
from detente.analytics.verdict.reckoning import reckon
from detente.analytics.verdict.sentences import cautions

JUDGED = """
SELECT j.*, CASE WHEN l.arrived_at >= ? THEN 1 ELSE 0 END AS period
FROM '{0}/judgements.parquet' AS j JOIN '{0}/leads.parquet' AS l ON l.lead_id = j.lead_id
"""


def pairs(folder):
    rows = duckdb.execute(JUDGED.format(folder), [FROM]).fetchall()
    names = [column[0] for column in duckdb.description()]
    return audited(dict(zip(names, row, strict=True)) for row in rows)


def test_the_true_error_rates_lie_in_the_intervals(tmp_path):
    """Lately reps call 30 % of their late losses bad leads; judges are wrong now and then. 48 rates of 12 companies."""
    held = []
    for seed in range(12):
        true = write(tmp_path, 20_000, WORLDS["misreported_reasons"], seed, audited=120)
        found = pairs(tmp_path)
        for period in (0, 1):
            for name, share in (
                ("quality_judged_good", found.judged("quality", "good", period=period)),
                ("sales_judged_poor", found.judged("sales", "poor", period=period)),
            ):
                held.append(share.low <= true[period][name] <= share.high)
        lately, before = (found.judged("quality", "good", period=period).estimate for period in (1, 0))
        assert lately > before
    assert np.mean(held) >= 0.8


def test_agreement_is_cohens_kappa():
    rng = np.random.default_rng(6)
    one = rng.choice(OPINIONS, 80)
    other = np.where(rng.uniform(size=80) < 0.6, one, rng.choice(OPINIONS, 80))
    found = audited(judged(zip(one, other, strict=True)))
    assert found.kappa.estimate == pytest.approx(cohen_kappa_score(one, other))
    assert found.kappa.low < found.kappa.estimate < found.kappa.high
    assert found.agreement.estimate == pytest.approx(np.mean(one == other))


def judged(opinions, period=1, stated="quality"):
    """Rows of judgements of Maren and Ole about leads lost late."""
    return [
        {"audit_id": 1, "lead_id": 1000 * period + number, "judge_id": judge, "stratum": "late_lost", "stated": stated,
         "opinion": opinion, "period": period}
        for number, both in enumerate(opinions) for judge, opinion in zip((7, 8), both, strict=True)
    ]  # fmt: skip


def test_reasons_are_corrected_only_by_enough_leads_of_both_periods_and_judges_who_agree():
    alike = [("poor", "poor"), ("good", "good")] * (FEWEST // 2)
    both = judged(alike, 0) + judged(alike, 1)
    assert audited(both).why_not() is None
    assert audited([]).why_not() == "no_audit"
    assert audited(judged(alike, 1)).why_not() == "too_few"
    assert audited(both[:-2]).why_not() == "too_few"
    assert audited(row for row in both if row["judge_id"] == 7).pairs == ()
    apart = [("poor", "good"), ("good", "poor")] * (FEWEST // 2)
    assert audited(both + judged(apart * 2, 2)).why_not() == "judges_disagree"


def test_an_audit_settles_what_rests_on_reasons_alone(tmp_path):
    """3,000 leads a year: too few reps to check reasons by, so late quality is a question until two people looked."""
    found = {number: [late_discovery(tmp_path, seed, number) for seed in range(2, 7)] for number in (0, 100)}
    assert {one.names for held in found.values() for one in held} <= {("quality_late",), ("cannot_tell",), ()}
    named = {number: sum(one.names == ("quality_late",) for one in held) for number, held in found.items()}
    assert named[100] > named[0]
    assert any("late_on_reasons_alone" in one.named.why for one in found[0])
    for one in found[100]:
        assert one.checks["blind_audit"]["is_fed"] and "late_on_reasons_alone" not in one.named.why
        assert any("judged blindly" in str(caution) for caution in cautions(one))


def late_discovery(folder, seed, number):
    write(folder, 3_000, WORLDS["late_discovery"], seed, audited=number)
    with open_tables(folder) as engine:
        query = of_the_tables(Query(FROM, TO), engine)
        return reckon(engine, query, span_of(engine, query).first_arrival_at)
