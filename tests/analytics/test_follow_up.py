"""Follow-up: from the buyer's action to the first attempt, by the clock and in business time; where trying stops."""

from __future__ import annotations

from typing import Any

import pytest
from scipy import stats as scipy_stats

from detente.analytics.query import Query
from detente.analytics.run import _run, answer, behind
from detente.analytics.stats.survival import Wait, time_until
from tests.analytics.worlds import company

# Monday 1 June; work from 9 to 17, also on Tuesday. 5 was refused untried, 6 waits since yesterday.
LEADS = """
lead_id | arrived_at       | source | milestone | exit      | exit_from | closed_at
1       | 2026-05-01 09:00 | web    | sal       | -         | -         | -
2       | 2026-06-01 10:00 | web    | exit      | unreached | sal       | 2026-06-20
3       | 2026-05-20 10:00 | fair   | mql       | -         | -         | -
4       | 2026-06-01 16:00 | fair   | sql       | -         | -         | -
5       | 2026-06-01 10:00 | fair   | exit      | rejected  | mql       | 2026-06-01 12:00
6       | 2026-06-30 10:00 | fair   | mql       | -         | -         | -
7       | 2026-06-01 10:00 | fair   | inquiry   | -         | -         | -
"""
TABLES = {
    "reps": "rep_id | name | team\n1 | Sam | inside sales\n2 | Noor | inside sales\n9 | Mona | marketing",
    "handoffs": """
handoff_id | lead_id | kind        | to_id | made_at          | responded_to_at  | assigned_at      | attempt_due_at   | pooled_seconds | reassignments | playbook
1          | 1       | handed_over | 2     | 2026-06-01 10:00 | 2026-06-01 09:30 | 2026-06-02 09:00 | 2026-06-02 11:00 | 1800           | 1             | 1
""",  # noqa: E501
    "assignments": """
assignment_id | lead_id | to_id | at
1             | 1       | 9     | 2026-05-01 09:00
2             | 1       | 1     | 2026-06-01 10:30
3             | 1       | 2     | 2026-06-02 09:00
4             | 2       | 1     | 2026-06-01 11:00
5             | 4       | 1     | 2026-06-01 16:30
6             | 5       | 1     | 2026-06-01 10:00
7             | 7       | 9     | 2026-06-01 10:00
""",
    "touches": "touch_id | lead_id | kind | at\n1 | 2 | form | 2026-06-01 10:00\n2 | 2 | visit | 2026-06-01 10:50\n"
    "3 | 2 | visit | 2026-06-01 11:30",
    "activities": """
activity_id | lead_id | rep_id | channel | is_conversation | is_attempt | at
1           | 1       | 1      | call    | false           | true       | 2026-05-02 09:00
2           | 1       | 2      | mail    | false           | false      | 2026-06-02 09:01
3           | 1       | 2      | call    | true            | true       | 2026-06-02 09:05
4           | 2       | 1      | call    | false           | true       | 2026-06-01 12:00
5           | 2       | 1      | mail    | false           | true       | 2026-06-03 12:00
6           | 4       | 1      | call    | false           | true       | 2026-06-02 09:30
""",
    "working_spans": "team | opens_at | closes_at | seconds_before\n"
    "inside sales | 2026-01-01 | 2026-01-01 | 0\n"
    "inside sales | 2026-06-01 09:00 | 2026-06-01 17:00 | 0\n"
    "inside sales | 2026-06-02 09:00 | 2026-06-02 17:00 | 28800",
}


@pytest.fixture(scope="module")
def northwind():
    with company(LEADS, **TABLES) as engine:
        yield engine


def ask(engine: Any, **query: Any) -> Any:
    return answer("follow_up", engine, Query(**query))


def pursued(engine: Any) -> dict[int, dict[str, Any]]:
    """What is known of each lead before anything is counted."""
    names = (
        "p.lead_id, p.to_id, p.speed_seconds, p.speed_business_seconds, p.response_seconds,"
        " p.response_business_seconds"
    )
    query = Query(zone="UTC", as_of=engine.as_of)
    rows = _run(engine, f"SELECT {names} FROM pursued AS p", query, None)
    return {row.pop("lead_id"): row for row in rows}


def test_each_lead_by_hand(northwind):
    found = pursued(northwind)
    minutes = {
        key: [value and value // 60 for name, value in row.items() if name != "to_id"]
        for key, row in found.items()
    }
    # 1: asked on Monday 9:30, tried on Tuesday 9:05, 5 minutes after Noor got it; the reassignment reset no speed,
    # the mail at 9:01 was automated, the call in May was about something else.
    assert (found[1]["to_id"], minutes[1]) == (2, [23 * 60 + 35, 7 * 60 + 35, 5, 5])
    # 2: the visit at 10:50 was the last before Sam got it at 11:00; called at noon.
    assert (found[2]["to_id"], minutes[2]) == (1, [70, 70, 60, 60])
    # 4: from Monday 16:00 to Tuesday 9:30 is an hour and a half of work.
    assert minutes[4] == [17 * 60 + 30, 90, 17 * 60, 60]
    assert 7 not in found and found[3]["to_id"] is None


def test_counts_and_shares(northwind):
    total = ask(northwind).total
    assert {name: total[name] for name in ("leads", "tried", "untried", "unworked", "waiting", "refused")} == {
        "leads": 6, "tried": 3, "untried": 2, "unworked": 1, "waiting": 1, "refused": 1,
    }  # fmt: skip
    assert (total["sla"], total["in_sla"], total["answerable"], total["prompt"]) == (1, 1, 3, 3)
    assert (total["attempts"], total["multichannel"], total["reached"]) == (4, 1, 1)
    assert (total["given_up"], total["given_up_1"], total["given_up_2"], total["left_open"]) == (2, 1, 1, 1)


def test_the_three_kinds_of_delay_add_up_to_the_speed(northwind):
    (web,) = [row for row in ask(northwind).rows if row["source"] == "web"]
    kinds = [web[f"{name}_seconds"] for name in ("system", "capacity", "human")]
    # Lead 1: half an hour until it was given, half an hour in the pool, the rest; lead 2: ten minutes and an hour.
    assert kinds == [(1800 + 600) / 2, 900, ((23 * 60 + 35) * 60 - 3600 + 3600) / 2]
    assert sum(kinds) == (23 * 60 + 35 + 70) * 60 / 2


def test_every_count_opens_into_exactly_its_leads(northwind):
    """By source every number; by others every column in one of the groups, in turn."""
    for by in ("source", "receiver", "in_week"):
        found = ask(northwind, by=by)
        names = [column.name for column in found.columns if column.unit == "count" and column.opens]
        for number, row in enumerate(found.rows):
            for name in names if by == "source" else names[number :: len(found.rows)]:
                opened = behind("follow_up", northwind, Query(by=by), column=name, group=row[by])
                assert opened.count == row[name], (row[by], name)


def reps(**tried_after: tuple[int, int]) -> Any:
    """Forty leads for each rep, assigned on arrival; some tried after so many minutes, the others a day later."""
    leads, given, tried, number = [], [], [], 0
    for rep, (minutes, quick) in enumerate(tried_after.values(), 1):
        for nth in range(40):
            number += 1
            leads.append(f"{number} | 2026-03-{1 + nth % 20:02} 09:00 | web | sal")
            given.append(f"{number} | {number} | {rep} | 2026-03-{1 + nth % 20:02} 09:00")
            at = f"{1 + nth % 20:02} 09:{minutes:02}" if nth < quick else f"{2 + nth % 20:02} 09:30"
            tried.append(f"{number} | {number} | {rep} | call | 2026-03-{at}")
    names = "\n".join(f"{n} | {name} | sales" for n, name in enumerate(tried_after, 1))
    return company(
        "lead_id | arrived_at | source | milestone\n" + "\n".join(leads), reps="rep_id | name | team\n" + names,
        assignments="assignment_id | lead_id | to_id | at\n" + "\n".join(given),
        activities="activity_id | lead_id | rep_id | channel | at\n" + "\n".join(tried),
    )  # fmt: skip


def test_the_rep_who_answers_within_minutes_is_named_to_the_manager_and_to_nobody_else():
    with reps(Fay=(5, 38), Sam=(40, 12), Noor=(45, 10), Ben=(50, 14)) as engine:
        boss, sam = ask(engine, by="receiver"), ask(engine, by="receiver", reps=2)
    assert boss.headline.startswith(
        "Fay goes with more first attempts within an hour (95.0 % v 30.0 % of the rest)."
    )
    assert {row["receiver"]: row["response"] for row in boss.rows}["Fay"] == 300
    assert {row["receiver"]: (row["leads"], row["prompt_rate"], row["response"] is None) for row in sam.rows} == {
        "Fay": (40, None, True), "Sam": (40, 0.3, False), "Noor": (40, None, True), "Ben": (40, None, True),
    }  # fmt: skip
    assert "Fay" not in sam.headline and "Half of 160 leads were tried within" in sam.headline


def test_those_who_wait_still_are_weighed_in():
    head = "lead_id | arrived_at | source | milestone"
    leads = [f"{n} | 2026-06-{1 + n % 20:02} | web | mql" for n in range(1, 41)]
    tried = [f"{n} | {n} | 1 | call | 2026-06-{1 + n % 20:02} 01:00" for n in range(1, 15)]
    activities = "activity_id | lead_id | rep_id | channel | at\n" + "\n".join(tried)
    with company("\n".join([head, *leads]), activities=activities) as engine:
        found = ask(engine)
    # Fourteen of forty within the hour; of those tried all were quick, of all less than half.
    assert found.total["speed"] is None and "Fewer than half of 40 leads were tried." in found.headline


def test_a_company_that_records_no_attempts_is_not_called_idle():
    with company("lead_id | arrived_at | milestone\n1 | 2026-01-05 | mql\n2 | 2026-01-05 | mql") as engine:
        assert ask(engine).headline.startswith(
            "No attempts are recorded, so nothing can be said of follow-up"
        )


def test_medians_and_their_intervals_equal_an_independent_library():
    waits = [Wait(days, True) for days in (1, 2, 2, 3, 5, 8, 13, 13, 21, 34, 40, 41)]
    waits += [Wait(days, False) for days in (2, 4, 9, 20, 35)]
    data = scipy_stats.CensoredData(
        [wait.days for wait in waits if wait.happened],
        right=[wait.days for wait in waits if not wait.happened],
    )
    curve = scipy_stats.ecdf(data).sf
    band = curve.confidence_interval(confidence_level=0.95, method="log-log")
    times = curve.quantiles
    found = time_until(waits)
    assert found.median == next(t for t, s in zip(times, curve.probabilities, strict=True) if s <= 0.5)
    assert found.low == next(t for t, s in zip(times, band.low.probabilities, strict=True) if s <= 0.5)
    assert found.high == next(t for t, s in zip(times, band.high.probabilities, strict=True) if s <= 0.5)
