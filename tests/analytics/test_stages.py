"""Stages: how long leads stand in each, those that stand there still weighed in, and where they go or end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detente.analytics.query import Query
from detente.analytics.run import answer, behind
from tests.analytics.worlds import company, told

LEADS = """
lead_id | first_lead_id | arrived_at | source | vendor | milestone | exit         | exit_from | closed_at  | playbook
1       | 1             | 2026-01-01 | web    | -      | won       | -            | -         | 2026-03-01 | 1
2       | 2             | 2026-01-01 | web    | -      | exit      | lost         | proposal  | 2026-02-20 | 1
3       | 3             | 2026-01-01 | list   | Acme   | exit      | disqualified | sal       | 2026-01-09 | 1
4       | 4             | 2026-01-01 | list   | Acme   | exit      | recycled     | sal       | 2026-01-21 | 1
5       | 4             | 2026-03-01 | list   | Acme   | sal       | -            | -         | -          | 1
6       | 6             | 2026-06-21 | list   | Acme   | sal       | -            | -         | -          | 1
7       | 7             | 2026-01-01 | fair   | -      | exit      | joined       | sql       | 2026-01-20 | 1
8       | 8             | 2026-01-01 | fair   | -      | exit      | rejected     | inquiry   | 2026-01-05 | 1
9       | 9             | 2026-06-20 | fair   | -      | exit      | rejected     | sal       | -          | 1
"""
MOVES = """
1 01-01 inquiry 01-03 sal 01-05 sql 01-07 sal 01-10 sql 01-20 proposal 03-01 won
2 01-01 inquiry 01-02 sal 01-04 sql 01-14 proposal 02-20 lost 02-20 *mql
3 01-01 inquiry 01-03 sal 01-09 disqualified
4 01-01 inquiry 01-11 sal 01-21 recycled
5 03-01 inquiry 03-03 sal
6 06-21 inquiry 06-25 sal
7 01-01 inquiry 01-05 sql 01-20 joined
8 01-01 inquiry
9 06-20 inquiry 06-22 sal
"""
STAGES = """
playbook | stage   | milestone | expected_days
1        | sal     | sal       | 5
1        | sql     | sql       | 20
1        | inquiry | inquiry   | 3
"""
WENT = "leads onward still back ended joined"


@pytest.fixture(scope="module")
def northwind():
    with company(LEADS, MOVES, stages=STAGES) as engine:
        yield engine


def ask(engine: Any, **query: Any) -> Any:
    return answer("stages", engine, Query(**query))


def by_stage(engine: Any, names: str, **query: Any) -> dict[str, list[Any]]:
    return {row["stage"]: told(row, names) for row in ask(engine, **query).rows}


def test_every_lead_that_entered_a_stage_went_one_way_from_it(northwind):
    # Lead 4 was recycled from SAL and came back, so it stands there still; lead 1 went back from SQL and on again.
    assert by_stage(northwind, WENT) == {
        "inquiry": [8, 7, 0, 0, 1, 0],
        "sal": [6, 2, 2, 0, 2, 0],
        "sql": [3, 2, 0, 0, 0, 1],
        "proposal": [2, 1, 0, 0, 1, 0],
    }
    assert by_stage(northwind, "disqualified rejected lost recycled moved_back revisited") == {
        "inquiry": [0, 1, 0, 0, 0, 1],
        "sal": [1, 1, 0, 0, 0, 2],
        "sql": [0, 0, 0, 0, 1, 1],
        "proposal": [0, 0, 1, 0, 0, 0],
    }


def test_the_young_stand_apart_and_the_joined_in_no_share(northwind):
    names = "mature mature_ended young young_ended stood_last mature_last untimed"
    assert by_stage(northwind, names) == {
        "inquiry": [6, 1, 2, 0, 1, 1, 0],
        "sal": [4, 1, 2, 1, 4, 2, 1],
        "sql": [2, 0, 0, 0, 0, 0, 0],
        "proposal": [2, 1, 0, 0, 2, 2, 0],
    }


def test_days_are_held_against_what_the_lead_s_playbook_expects(northwind):
    # In SAL: 2 + 3, 2, 6, 10 + 120 and still, 6 and still days, and one without a known end; five are expected.
    assert by_stage(northwind, "expected_days due over over_now") == {
        "inquiry": [3.0, 8, 4, 0],
        "sal": [5.0, 5, 3, 2],
        "sql": [20.0, 2, 0, 0],
        "proposal": [None, 0, 0, 0],
    }


def opened(engine: Any, row: Any, column: str, **query: Any) -> int:
    more = {"group": row[query["by"]]} if query else {}
    return behind(
        "stages", engine, Query(**query), column=column, splits={"stage": row["stage"]}, **more
    ).count


def test_every_count_opens_into_exactly_its_leads(northwind):
    found = ask(northwind)
    counts = [column.name for column in found.columns if column.unit == "count"]
    (sal,) = (row for row in found.rows if row["stage"] == "sal")
    assert [opened(northwind, sal, name) for name in counts] == told(sal, " ".join(counts))
    for row in ask(northwind, by="source").rows:
        assert opened(northwind, row, "ended", by="source") == row["ended"]
    still = behind("stages", northwind, Query(), column="still", splits={"stage": "sal"})
    assert still.ids == (4, 6)
    # All stages opened together show a lead once, whichever stages it stood in.
    assert behind("stages", northwind, Query(), column="leads", of_all=True).ids == (1, 2, 3, 4, 6, 7, 8, 9)


def test_groups_filters_horizon_and_vendor_cut_alike(northwind):
    every = ask(northwind, by="source")
    for name in ("leads", "onward", "ended", "mature"):
        assert every.total[name] == sum(row[name] for row in ask(northwind).rows)
    assert by_stage(northwind, WENT, where=(("source", "web"),))["sal"] == [2, 2, 0, 0, 0, 0]
    assert by_stage(northwind, "leads", vendor="Acme") == {"inquiry": [3], "sal": [3]}
    assert by_stage(northwind, "leads", from_on=date(2026, 6, 1)) == {"inquiry": [2], "sal": [2]}
    # Nine days after they arrived lead 3 had ended and 6 stood in SAL, as did 9, of which nobody knows when it ended.
    assert by_stage(northwind, "leads still ended", horizon_days=9) == {
        "inquiry": [8, 1, 1], "sal": [5, 2, 1], "sql": [3, 3, 0],
    }  # fmt: skip


def _day(days: int) -> str:
    """So many days after 1 January."""
    return date.fromordinal(date(2026, 1, 1).toordinal() + days).strftime("%m-%d")


def test_the_median_weighs_in_who_stands_there_still():
    # 40 leads: 1 to 20 left after 1 to 20 days, 20 stand there still: half had left at the 20th day (Kaplan-Meier).
    leads = "lead_id | arrived_at | milestone\n" + "\n".join(
        f"{n} | 2026-01-01 | {'sql' if n <= 20 else 'sal'}" for n in range(1, 41)
    )
    moves = "\n".join(f"{n} 01-01 sal" + (f" {_day(n)} sql" if n <= 20 else "") for n in range(1, 41))
    with company(leads, moves) as engine:
        found = ask(engine)
    rows = {row["stage"]: row for row in found.rows}
    assert told(rows["sal"], "stay_days stay_p90_days still") == [20.0, None, 20]
    assert rows["sal"]["stay_days_low"] < 20 and rows["sal"]["stay_days_high"] is None
    assert rows["sql"]["stay_days"] is None
    # SQL, which nobody left, may hold them longer.
    assert found.headline.startswith(
        "Which stage holds leads longest cannot be told; in SAL half had left after 20.0"
    )


def test_a_stage_that_holds_leads_longest_beyond_chance_is_named_with_what_is_expected():
    leads = "lead_id | arrived_at | milestone | closed_at | playbook\n" + "\n".join(
        f"{n} | 2026-01-01 | won | 2026-06-01 | 1" for n in range(1, 41)
    )
    moves = "\n".join(
        f"{n} 01-01 sal {_day(1 + n % 4)} proposal {_day(60 + n % 9)} won" for n in range(1, 41)
    )
    stages = "playbook | stage | milestone | expected_days\n1 | proposal | proposal | 21"
    with company(leads, moves, stages=stages) as engine:
        found = ask(engine)
    assert found.headline.startswith("Proposal holds leads longest: half had left after ")
    assert "the playbook expects 21." in found.headline
    assert found.rows[1]["over"] == found.rows[1]["due"] == 40


def groups(**sources: tuple[int, int]) -> Any:
    """Sources of (leads, ended in SAL)."""
    leads, moves, number = [], [], 0
    for source, (size, ended) in sources.items():
        for nth in range(size):
            number += 1
            gone = nth < ended
            leads.append(f"{number} | 2026-01-01 | {source} | {'exit' if gone else 'sql'} | "
                         f"{'disqualified' if gone else '-'} | {'2026-01-20' if gone else '-'}")  # fmt: skip
            moves.append(f"{number} 01-01 sal 01-20 {'disqualified' if gone else 'sql'}")
    return company(
        "lead_id | arrived_at | source | milestone | exit | closed_at\n" + "\n".join(leads), "\n".join(moves)
    )


def test_a_source_whose_leads_end_early_is_named_and_without_a_difference_nobody_is():
    with groups(acme=(100, 60), web=(120, 24), fair=(90, 17)) as engine:
        found = ask(engine, by="source")
        assert found.headline.startswith("acme goes with more ends before SQL (60.0 % v 19.5 % of the rest).")
        assert {row["source"] for row in found.rows if row["stands"]} == {"acme"}
        assert len(found.charts) == 3
    with groups(acme=(100, 21), web=(120, 24), fair=(90, 17)) as engine:
        assert ask(engine, by="source").headline.startswith("No source differs from the rest beyond chance")


def test_how_single_reps_compare_is_for_their_manager():
    with groups(acme=(100, 60), web=(120, 24)) as engine:
        row = ask(engine, by="owner", reps="none").rows[0]
    assert row["leads"] and row["ended_rate"] is None and row["stands"] == ""


def test_without_moves_nothing_is_said():
    with company("lead_id | arrived_at\n1 | 2026-01-01") as engine:
        assert ask(engine).headline == "No lead has a dated move yet, so nothing is known of time in stages."
        assert ask(engine).rows == ()
