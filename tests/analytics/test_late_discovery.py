"""Late discovery: leads found lacking after SQL, what they took past the point of knowing, and by which fact."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from scipy import stats

from detente.analytics.query import Query
from detente.analytics.reports.late_discovery_compare import even_odds, ranked
from detente.analytics.run import answer, behind
from tests.analytics.worlds import company, told

LEADS = """
lead_id | first_lead_id | arrived_at | source | vendor | person_id | account_id | milestone | exit         | exit_from | exit_reason  | closed_at  | playbook
1       | 1             | 2026-01-01 | web    | -      | 1         | 1          | exit      | lost         | proposal  | too_small    | 2026-02-10 | 1
2       | 2             | 2026-01-01 | web    | -      | 2         | 2          | exit      | disqualified | sql       | too_small    | 2026-01-31 | 1
3       | 3             | 2026-01-01 | list   | Acme   | 3         | -          | exit      | disqualified | sal       | no_budget    | 2026-01-09 | 1
4       | 4             | 2026-01-01 | list   | Acme   | 4         | -          | exit      | lost         | sql       | no_budget    | 2026-03-01 | 1
5       | 5             | 2026-01-01 | list   | -      | 5         | -          | exit      | lost         | proposal  | price        | 2026-03-01 | 1
6       | 6             | 2026-01-01 | list   | -      | 6         | -          | exit      | lost         | sql       | -            | 2026-03-01 | 1
7       | 7             | 2026-01-01 | fair   | -      | 7         | -          | exit      | recycled     | sql       | too_small    | 2026-03-01 | 1
8       | 8             | 2026-06-20 | fair   | -      | 8         | -          | exit      | rejected     | mql       | student      | 2026-06-22 | 1
9       | 9             | 2026-01-01 | fair   | -      | 9         | -          | won       | -            | -         | -            | 2026-03-01 | 1
"""  # noqa: E501
MOVES = """
1 01-01 inquiry 01-05 sql 01-20 proposal 02-10 lost
2 01-01 inquiry 01-05 sql 01-31 disqualified
3 01-01 inquiry 01-05 sal 01-09 disqualified
4 01-01 inquiry 01-11 sql 03-01 lost
5 01-01 inquiry 01-11 proposal 03-01 lost
6 01-01 inquiry 01-11 sql 03-01 lost
7 01-01 inquiry 01-11 sql 03-01 recycled
8 06-20 inquiry 06-22 rejected
9 01-01 inquiry 01-11 sql 03-01 won
"""
TABLES = {
    "reasons": """
playbook | exit         | reason    | name   | side
1        | disqualified | too_small | Small  | quality
1        | disqualified | no_budget | Budget | quality
1        | lost         | no_budget | Budget | quality
1        | lost         | price     | Price  | unknown
""",
    "accounts": "account_id | employees\n1 | 5\n2 | -",
    "people": "person_id | account_id\n1 | 1\n2 | 2",
    "reps": "rep_id | name | team\n7 | Sam | sales",
    # Of lead 1, too small: known at arrival, so a call of ten minutes, an unlogged meeting and a logged mail count;
    # an automated mail does not, nor what came after the end. Of lead 4, no budget: what came after the talk on the
    # 15th or SQL on the 11th.
    "activities": """
activity_id | lead_id | deal_id | rep_id | channel | seconds | is_attempt | is_conversation | at
1           | 1       | -       | 7      | call    | 600     | true       | false           | 2026-01-02
2           | 1       | -       | 7      | meeting | -       | true       | true            | 2026-01-06
3           | -       | 1       | 7      | mail    | 120     | true       | false           | 2026-02-01
4           | 1       | -       | 7      | mail    | -       | false      | false           | 2026-02-02
5           | 1       | -       | 7      | call    | 600     | true       | false           | 2026-02-11
6           | 4       | -       | 7      | call    | 300     | true       | false           | 2026-01-03
7           | 4       | -       | 7      | call    | 900     | true       | true            | 2026-01-15
8           | 4       | -       | 7      | call    | -       | true       | false           | 2026-02-15
9           | 3       | -       | 7      | call    | 600     | true       | false           | 2026-01-06
""",
    "deals": "deal_id | lead_id | status\n1 | 1 | lost",
    "touches": "touch_id | lead_id | at\n1 | 1 | 2026-01-09\n2 | 1 | 2026-03-01\n"
    "3 | 4 | 2026-01-05\n4 | 4 | 2026-01-12",
    # January: 600 + 2700 + 300 + 900 + 600 = 5100 seconds cost 510.00; February: 120 + 600 + 300 = 1020 cost 102.00.
    "team_costs": "team | month_on | kind | amount_minor | currency\nsales | 2026-01-01 | people | 51000 | EUR\n"
    "sales | 2026-02-01 | people | 10200 | EUR\nsales | 2026-02-01 | tools | 99 | CHF",
}


@pytest.fixture(scope="module")
def northwind():
    with company(LEADS, MOVES, **TABLES) as engine:
        engine.currency = "EUR"
        yield engine


def ask(engine: Any, **query: Any) -> Any:
    return answer("late_discovery", engine, Query(**query))


def by_group(engine: Any, names: str, **query: Any) -> dict[str | None, list[Any]]:
    found = ask(engine, **query)
    return {row[found.query.by]: told(row, names) for row in found.rows}


def test_leads_found_lacking_after_sql_are_late_and_nobody_else(northwind):
    # A lost lead without the reason's side in that exit has the side that the playbook gives the reason elsewhere;
    # a student's, of which no playbook says a side, names a fact. Price speaks of neither side, recycled is no end.
    assert by_group(northwind, "leads early late late_sql late_proposal late_lost mature mature_late") == {
        "company size": [2, 0, 2, 1, 1, 1, 2, 2],
        "budget": [2, 1, 1, 1, 0, 1, 2, 1],
        "job title": [1, 1, 0, 0, 0, 0, 0, 0],
    }


def test_what_was_spent_counts_from_the_point_of_knowing(northwind):
    # Company size, from the arrival: 600 + 2700 (a meeting, estimated) + 120 seconds; 40 and 30 days.
    # Budget, from SQL on the 11th, before the talk: 900 + 300 (a call, estimated) seconds; 49 days.
    names = "seconds attempts touches cost_minor missing recorded worked estimated costed timed unknowable"
    found = by_group(northwind, names)
    assert found["company size"] == [3420, 3, 1, 6000 + 27000 + 1200, 1, 1, 1, 1, 1, 2, 0]
    assert found["budget"] == [1200, 2, 1, 9000 + 3000, 0, 0, 1, 1, 1, 1, 0]
    total = ask(northwind).total
    assert total["seconds"] == 4620 and total["cost_minor"] == 46200
    assert total["estimated_share"] == pytest.approx(3000 / 4620)


def test_money_is_blank_where_no_cost_is_known():
    with company(LEADS, MOVES, **(TABLES | {"team_costs": "team | month_on"})) as engine:
        found = ask(engine)
    assert found.total["cost_minor"] is None and found.total["seconds"] == 4620
    assert "No cost of a team is known, so there is no money." in map(str, found.cautions)


def test_a_reason_is_said_to_be_the_rep_s_and_the_unstated_are_counted(northwind):
    found = ask(northwind)
    # Seven reached SQL: too few for a share.
    assert (
        "3 leads were found lacking after SQL, as stated by reps; reps spent 77 min on them" in found.headline
    )
    said = " ".join(map(str, found.cautions))
    assert (
        "Reasons are as stated by reps." in said and "1 lead ended after SQL without a stated reason" in said
    )


def test_every_count_opens_into_exactly_its_leads(northwind):
    found = ask(northwind)
    (size,) = (row for row in found.rows if row["fact"] == "company size")
    for column in found.columns:
        if column.unit == "count":
            opened = behind(
                "late_discovery", northwind, Query(by="fact"), column=column.name, group="company size"
            )
            assert opened.count == size[column.name], column.name
    assert behind("late_discovery", northwind, Query(by="fact"), column="late", of_all=True).ids == (1, 2, 4)


def test_groups_filters_horizon_and_vendor_cut_alike(northwind):
    assert by_group(northwind, "leads late", by="source") == {"web": [2, 2], "list": [2, 1], "fair": [1, 0]}
    assert by_group(northwind, "leads late", where=(("fact", "budget"),)) == {"budget": [2, 1]}
    assert by_group(northwind, "leads late", where=(("source", "web"),)) == {"company size": [2, 2]}
    assert by_group(northwind, "leads late cost_minor", vendor="Acme") == {"budget": [2, 1, None]}
    assert by_group(northwind, "leads late", horizon_days=31) == {
        "company size": [1, 1], "budget": [1, 0], "job title": [1, 0],
    }  # fmt: skip


def test_a_conversation_that_never_was_dated_leaves_time_and_cost_blank():
    leads = LEADS.splitlines()
    with company(
        "\n".join([*leads[:2], *leads[5:6]]), **{k: v for k, v in TABLES.items() if k == "reasons"}
    ) as engine:
        total = ask(engine).total
    assert told(total, "late unknowable timed seconds") == [1, 1, 0, 0]


def facts(**late: int) -> list[dict[str, Any]]:
    return [{"fact": name, "late": number} for name, number in late.items()]


def test_a_fact_is_named_first_only_where_it_is_ahead_of_each_other_beyond_chance():
    clear, close = ranked(facts(size=60, budget=20, need=18)), ranked(facts(size=30, budget=22, need=4))
    assert clear and clear.is_sure and clear.rows[0]["fact"] == "size"
    assert close and [row["fact"] for row in close.level] == ["budget"]
    assert ranked(facts(size=5, budget=4)) is None


@pytest.mark.parametrize("number", [2, 5])
def test_where_all_facts_are_alike_one_is_named_first_in_one_case_of_twenty_at_most(number):
    random = Random(7)

    def company_of(late: int) -> list[dict[str, Any]]:
        drawn = Counter(random.randrange(number) for _ in range(late))
        return facts(**{f"fact {nth}": drawn[nth] for nth in range(number)})

    tried = [ranked(company_of(random.choice([12, 40, 200]))) for _ in range(400)]
    assert sum(bool(one and one.is_sure) for one in tried) <= stats.binom.ppf(0.99, 400, 0.05)


@pytest.mark.parametrize(("one", "other"), [(60, 20), (30, 22), (5, 5), (9, 0)])
def test_the_odds_of_two_counts_are_the_exact_binomial_ones(one, other):
    assert even_odds(one, other) == pytest.approx(stats.binomtest(one, one + other, 0.5).pvalue)


def test_reasons_that_name_no_fact_settle_nothing():
    leads = "\n".join(f"{n} | 2026-01-01 | exit | lost | not_a_fit | 2026-02-01" for n in range(1, 13))
    moves = "\n".join(f"{n} 01-01 sql 02-01 lost" for n in range(1, 13))
    with company(
        "lead_id | arrived_at | milestone | exit | exit_reason | closed_at\n" + leads, moves
    ) as engine:
        headline = ask(engine).headline
    assert (
        "cannot be told: the reasons of 12 of 12 late ones name none. Reasons that do would settle it."
        in headline
    )


def many(**sources: tuple[int, int]) -> Any:
    """Sources of (SQLs, found lacking of them): by company size, one in five by budget."""
    leads, moves, number = [], [], 0
    for source, (size, late) in sources.items():
        for nth in range(size):
            number += 1
            reason = "too_small" if nth % 5 else "no_budget"
            leads.append(f"{number} | 2026-01-01 | {source} | " + (
                f"exit | lost | {reason} | 2026-02-01" if nth < late else "won | - | - | 2026-02-01"))  # fmt: skip
            moves.append(f"{number} 01-01 inquiry 01-05 sql 02-01 {'lost' if nth < late else 'won'}")
    head = "lead_id | arrived_at | source | milestone | exit | exit_reason | closed_at\n"
    return company(head + "\n".join(leads), "\n".join(moves))


def test_the_source_and_the_fact_that_stand_apart_are_named():
    with many(acme=(100, 50), web=(120, 12), fair=(90, 10)) as engine:
        by_source, by_fact = ask(engine, by="source"), ask(engine)
    assert by_source.headline.startswith(
        "acme goes with more SQLs found lacking (50.0 % v 10.5 % of the rest)."
    )
    assert by_fact.headline.startswith(
        "Company size is what should have been known earlier: it decided 57 of 72 late"
    )
    assert len(by_fact.charts) == 2


def test_without_a_true_difference_no_source_is_named():
    with many(acme=(100, 12), web=(120, 12), fair=(90, 10)) as engine:
        assert ask(engine, by="source").headline.startswith("No source differs from the rest beyond chance")
