"""The bridge adds up, what stands below it is what the tables hold, and few leads say little of a rep."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import beta

from bench.verdict.worlds import WORLDS
from bench.verdict.writing import FROM, TO, write
from detente.analytics.engines import open_tables
from detente.analytics.errors import BadQuery
from detente.analytics.query import Query
from detente.analytics.run import answer, of_the_tables
from detente.analytics.verdict.mail import to_mail
from detente.analytics.verdict.opening import Number, opened
from detente.analytics.verdict.pooling import pooled


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two_causes")
    write(folder, 3_000, WORLDS["two_causes"], 2)
    with open_tables(folder, currency="EUR") as found:
        yield found


@pytest.fixture(scope="module")
def told(engine):
    return answer("verdict", engine, Query(FROM, TO))


def test_the_bridge_leads_from_the_benchmark_to_now_without_a_gap(told):
    blocks, total = told.more["bridge"], told.more["total"]
    assert [block["name"] for block in blocks][-1] == "cannot_tell"
    assert blocks[0]["starts"] == 1
    for block, after in pairwise(blocks):
        assert block["ends"] == after["starts"] == pytest.approx(block["starts"] + block["change"])
    assert sum(block["change"] for block in blocks) == pytest.approx(total["estimate"])
    held = told.more["benchmark"]
    assert held["rate"] * blocks[-1]["ends"] == pytest.approx(held["now_rate"])


def test_a_block_is_what_both_estimates_carry(told):
    for block in told.more["bridge"][:-1]:
        carried = [twin[block["name"]]["estimate"] for twin in told.more["twins"].values()]
        if min(carried) < 0 < max(carried):
            assert block["change"] == 0
        else:
            assert abs(block["change"]) == min(map(abs, carried))
        assert block["low"] <= block["change"] <= block["high"]


def test_milestones_and_sources_are_counted_as_in_the_tables(engine, told):
    """Counted anew in Python, from the rows of the tables."""
    rows = engine.rows("SELECT lead_id, source, reached_rank, arrived_at FROM leads")
    now = [row for row in rows if FROM <= row["arrived_at"].date() <= TO]
    ranks = Counter(row["reached_rank"] for row in now)
    steps = {step["code"]: step["periods"][1] for step in told.more["milestones"]}
    assert steps["tried"]["entered"] == len(now)
    assert steps["sql"]["passed"] == sum(n for rank, n in ranks.items() if rank >= 4)
    assert steps["won"]["passed"] == ranks[6]
    tried = {row["lead_id"] for row in engine.rows("SELECT DISTINCT lead_id FROM activities")}
    assert steps["tried"]["passed"] == sum(row["lead_id"] in tried for row in now)
    assert {one["name"]: one["leads"][1] for one in told.more["sources"]} == Counter(
        row["source"] for row in now
    )


def test_every_count_opens_into_as_many_leads_page_by_page(engine, told):
    query = of_the_tables(Query(FROM, TO), engine)
    for step in told.more["milestones"]:
        for period, held in zip(("before", "now"), step["periods"], strict=True):
            for part in ("entered", "passed", "quality", "sales", "unexplained", "open"):
                if held[part] is not None:
                    behind = opened(engine, query, "before", Number(step["code"], part, period), limit=1)
                    assert behind.count == held[part]
    first = opened(engine, query, "before", Number("won", "passed", "now"), limit=10)
    rest = opened(engine, query, "before", Number("won", "passed", "now"), limit=10_000, after=first.after)
    assert len(first.ids) == 10 and len({*first.ids, *rest.ids}) == first.count


def test_a_number_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(BadQuery, match="entered, passed"):
        Number(part="; DROP TABLE leads")


def test_reps_are_drawn_to_the_mean_the_more_the_fewer_leads_they_have():
    passed, tried = np.array([0.0, 30, 60, 9, 2]), np.array([0.0, 100, 100, 15, 4])
    found = pooled(passed, tried)
    assert found[0] == found[4] == (None, None, None)
    mean = passed.sum() / tried.sum()
    for i in (1, 2, 3):
        own, (share, low, high) = passed[i] / tried[i], found[i]
        assert min(own, mean) <= share <= max(own, mean) and low < share < high
    # The interval is that of a beta with pseudo-leads: recovered from the share of one rep, checked on another.
    share = found[1][0]
    mean = (passed.sum() + 0.5) / (tried.sum() + 1)
    weight = (30 - 100 * share) / (share - mean)
    low, high = beta.ppf([0.025, 0.975], 60 + weight * mean, 40 + weight * (1 - mean))
    assert found[2][1:] == pytest.approx((low, high))


def test_reps_who_do_not_differ_beyond_chance_are_drawn_to_the_mean_most():
    rng = np.random.default_rng(3)
    alike = rng.binomial(60, 0.3, 30).astype(float)
    spread = np.array([share for share, _, _ in pooled(alike, np.full(30, 60.0))])
    assert spread.std() < 0.5 * (alike / 60).std()


def test_a_mail_has_a_subject_the_bridge_and_a_link_only_where_the_address_is_known(told):
    mail, linked = to_mail(told), to_mail(told, "https://crm.example/")
    assert mail.subject == told.finding[0].rstrip(".")
    assert "https" not in mail.body
    assert f"https://crm.example/verdict/?from={FROM}&to={TO}&against=before" in linked.body
    assert max(map(len, bars_of(mail.body))) == 20


def bars_of(body):
    return [line.strip() for line in body.splitlines() if line.strip() and set(line.strip()) <= {"#", "+"}]
