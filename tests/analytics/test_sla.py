"""Both teams' promises on one scale: promised against kept, period by period, paced where a period is not over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from detente.analytics.engines import from_rows
from detente.analytics.errors import BadQuery, UnknownField
from detente.analytics.query import Query
from detente.analytics.run import answer, behind
from tests.analytics.worlds import table

TARGETS = """
target_id | measure         | is_promise | per   | starts_on  | ends_on    | amount | unit             | playbook
1         | mqls            | true       | month | 2026-04-01 | 2026-05-15 | 30     | count            | 1
2         | mqls            | true       | month | 2026-05-16 | -          | 62     | count            | 2
3         | acceptance_rate | true       | month | 2026-04-01 | -          | 0.8    | share            | 1
4         | answer          | true       | -     | 2026-04-01 | -          | 240    | business minutes | 1
5         | attempts        | true       | -     | 2026-04-01 | -          | 3      | attempts         | 1
6         | channels        | true       | -     | 2026-04-01 | -          | 2      | channels         | 1
7         | won             | false      | month | 2026-04-01 | -          | 5      | count            | 1
"""


def northwind(
    *, as_of: datetime = datetime(2026, 6, 16), april: int = 33, may: int = 23, june: int = 15, late: int = 4
) -> Any:
    """Leads that become sales-ready and are handed over at once: nine of twelve are accepted, some answered late."""
    tables: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("leads", "stage_moves", "handoffs", "activities")
    }
    number = 0
    for month, size in ((4, april), (5, may), (6, june)):
        for nth in range(size):
            number += 1
            at = datetime(2026, month, 2 + nth % 10, 9)
            accepted, is_late = nth % 4 < 3, nth < late
            exit_ = None if accepted else "rejected"
            tables["leads"].append({
                "lead_id": number, "arrived_at": at, "source": "web", "playbook": 1,
                "milestone": "sal" if accepted else "exit", "exit": exit_, "exit_from": exit_ and "mql",
                "closed_at": None if accepted else at,
            })  # fmt: skip
            tables["stage_moves"].append({"move_id": number, "lead_id": number, "at": at, "to_stage": "mql",
                                          "milestone": "mql"})  # fmt: skip
            tables["handoffs"].append({
                "handoff_id": number, "lead_id": number, "kind": "handed_over", "to_id": 7, "made_at": at,
                "due_at": at.replace(hour=13), "answered_at": at.replace(hour=15 if is_late else 10),
                "answer": "accepted" if accepted else "rejected", "playbook": 1,
            })  # fmt: skip
    tables["targets"] = table(TARGETS)
    return from_rows(tables, as_of=as_of)


def ask(engine: Any, **query: Any) -> Any:
    return answer("sla", engine, Query(**query))


def held(found: Any, promise: str, *names: str) -> dict[str, list[Any]]:
    by = found.query.by
    return {row[by]: [row[name] for name in names] for row in found.rows if row["promise"] == promise}


def test_marketings_number_is_promised_by_the_day_and_paced_until_now():
    with northwind() as engine:
        found = held(ask(engine), "mqls", "kept", "promised", "whole", "fulfilled_rate", "elapsed")
    assert found["2026-04"] == [33, 30, 30, pytest.approx(1.1), 1]
    may = 30 * 15 / 31 + 62 * 16 / 31
    assert found["2026-05"] == [23, pytest.approx(may), pytest.approx(may), pytest.approx(23 / may), 1]
    # Fifteen days of June are over: half of what was promised for the month.
    assert found["2026-06"] == [15, pytest.approx(31), pytest.approx(62), pytest.approx(15 / 31), 0.5]


def test_shares_are_of_what_was_promised_with_their_interval():
    with northwind() as engine:
        found = ask(engine)
    quality = held(found, "acceptance_rate", "kept", "judged", "promised_rate", "kept_rate", "fulfilled_rate")
    assert quality["2026-04"] == [25, 33, 0.8, 25 / 33, pytest.approx(25 / 33 / 0.8)]
    answers = held(found, "answer", "kept", "judged", "promised_rate", "fulfilled_rate")
    assert answers["2026-05"] == [19, 23, 1, 19 / 23]
    for row in found.rows:
        if row["fulfilled_low"] is not None:
            assert row["fulfilled_low"] < row["fulfilled_rate"] < row["fulfilled_high"]
            assert row["fulfilled_low"] == pytest.approx(row["kept_low"] / row["promised_rate"])


def test_the_finding_is_of_the_periods_that_are_over_and_shows_both_teams_on_one_scale():
    with northwind() as engine:
        found = ask(engine)
        assert found.finding == (
            "Of its promises marketing kept 73.2 % (sales-ready leads) and 96.0 % (accepted by sales).",
            "Of its promises sales kept 85.7 % (answered in time).",
        )
        bars, periods = found.charts
    assert [row["team"] for row in bars["layer"][0]["data"]["values"]] == ["marketing", "marketing", "sales"]
    fills = {row["period"]: row["fill"] for row in periods["layer"][1]["data"]["values"]}
    assert fills["2026-06"] == "#ffffff" != fills["2026-05"]


def test_a_month_without_any_lead_stands_with_its_promise():
    with northwind(may=0) as engine:
        found = held(ask(engine), "mqls", "kept", "fulfilled_rate")
    assert found["2026-05"] == [0, 0]


def test_every_count_opens_into_exactly_its_leads():
    with northwind() as engine:
        for by in ("in_month", "in_week"):
            for row in ask(engine, by=by).rows:
                for name in ("leads", "judged", "kept", "broken", "pending"):
                    opened = behind("sla", engine, Query(by=by), column=name, group=row[by],
                                    splits={"promise": row["promise"]})  # fmt: skip
                    assert opened.count == row[name], (row[by], row["promise"], name)


def test_weeks_get_their_part_of_a_months_promise_and_the_period_cuts():
    with northwind() as engine:
        weeks = ask(engine, by="in_week", from_on=date(2026, 4, 6), to_on=date(2026, 4, 19))
    found = held(weeks, "mqls", "promised", "kept")
    assert [round(promised, 6) for promised, _ in found.values()] == [7, 7]
    assert [kept for _, kept in found.values()] == [18, 0]


TRIED = [(3, 2, True), (3, 1, False), (2, 2, False), (4, 2, True), (0, 0, False)]


def test_giving_up_before_the_agreed_attempts_and_channels_breaks_the_promise():
    tables: dict[str, Any] = {"leads": [], "activities": [], "targets": table(TARGETS)}
    for key, (attempts, channels, _) in enumerate(TRIED, 1):
        tables["leads"].append({"lead_id": key, "arrived_at": "2026-04-02", "milestone": "exit", "exit": "unreached",
                                "exit_from": "sal", "closed_at": "2026-05-04", "playbook": 1})  # fmt: skip
        tables["activities"] += [
            {"activity_id": 10 * key + nth, "lead_id": key, "rep_id": 7, "at": f"2026-04-1{nth}",
             "channel": "mail" if nth and channels > 1 else "call"} for nth in range(attempts)
        ]  # fmt: skip
    with from_rows(tables, as_of=datetime(2026, 6, 16)) as engine:
        assert held(ask(engine), "persistence", "leads", "kept", "broken")["2026-05"] == [5, 2, 3]
        opened = behind(
            "sla", engine, Query(), column="kept", group="2026-05", splits={"promise": "persistence"}
        )
    assert opened.ids == tuple(key for key, (_, _, is_kept) in enumerate(TRIED, 1) if is_kept)


def test_what_is_not_due_yet_is_in_no_share_and_what_is_late_is_broken():
    handoffs = table("""
        handoff_id | lead_id | kind        | made_at          | due_at
        1          | 1       | handed_over | 2026-06-15 09:00 | 2026-06-15 13:00
        2          | 2       | handed_over | 2026-06-15 22:00 | 2026-06-16 13:00
    """)
    leads = [{"lead_id": key, "arrived_at": "2026-06-15", "milestone": "mql"} for key in (1, 2)]
    tables = {"leads": leads, "handoffs": handoffs, "targets": table(TARGETS)}
    with from_rows(tables, as_of=datetime(2026, 6, 16)) as engine:
        assert held(ask(engine), "answer", "broken", "pending")["2026-06"] == [1, 1]


def test_without_promises_it_says_so_and_asks_for_them():
    with from_rows(
        {"leads": [{"lead_id": 1, "arrived_at": "2026-06-15"}]}, as_of=datetime(2026, 6, 16)
    ) as engine:
        assert ask(engine).headline == "The playbook has no promises between the teams yet: propose its SLAs."


def test_it_keeps_to_its_periods():
    with northwind() as engine:
        with pytest.raises(UnknownField, match="Fields: in_month, in_week"):
            ask(engine, by="source")
        with pytest.raises(BadQuery, match="takes no horizon"):
            ask(engine, horizon_days=30)
        cut = ask(engine, where=(("source", "web"),))
        assert any("for all sources together" in str(one) for one in cut.cautions)
