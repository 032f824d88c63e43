"""What the funnel promises, on companies small enough to count by hand."""

from __future__ import annotations

from datetime import date

import pytest

from detente.analytics.tables import EXITS
from tests.analytics.worlds import company, funnel, only, told

REACHED = "leads inquiry mql sal sql proposal won"

# Ana went all the way, Ben stands at SQL (discovery), Cleo was rejected as MQL, Dev never moved,
# Eve lost her deal, Fay is too young to judge.
CAST = """
lead_id | first_lead_id | arrived_at | source | milestone | exit     | exit_from | closed_at
1       | 1             | 2026-01-01 | web    | won       | -        | -         | 2026-02-10
2       | 2             | 2026-01-02 | web    | sql       | -        | -         | -
3       | 3             | 2026-01-03 | fair   | exit      | rejected | mql       | 2026-01-09
4       | 4             | 2026-01-04 | fair   | inquiry   | -        | -         | -
5       | 5             | 2026-01-05 | -      | exit      | lost     | proposal  | 2026-03-01
6       | 6             | 2026-06-20 | web    | mql       | -        | -         | -
"""
PATHS = """
1 01-01 inquiry 01-03 mql 01-05 sal 01-11 sql 01-31 proposal 02-10 won
2 01-02 inquiry 01-03 mql 01-04 sal 01-06 sql 01-20 discovery
3 01-03 inquiry 01-06 mql 01-09 rejected
4 01-04 inquiry
5 01-05 mql 01-25 sql 02-14 negotiation 03-01 lost
6 06-20 inquiry 06-21 mql
"""


@pytest.fixture
def cast():
    with company(CAST, PATHS) as engine:
        yield engine


def test_everyone_reached_what_they_entered_or_anything_later(cast):
    assert told(only(cast), REACHED) == [6, 6, 5, 3, 3, 2, 1]


def test_the_rest_stands_or_ended_somewhere(cast):
    row = only(cast)
    assert told(row, "open open_inquiry open_mql open_sql rejected lost") == [3, 1, 1, 1, 1, 1]
    assert row["open"] + row["won"] + sum(row[name] for name in EXITS) == row["leads"]


def test_days_are_medians_between_dated_milestones(cast):
    row = only(cast)
    # to MQL: 2, 1, 3, 0 and 1 days; MQL to SAL: 2 and 1; SAL to SQL: 6 and 2; SQL to proposal: 20 and 20
    assert told(row, "inquiry_to_mql_days mql_to_sal_days sal_to_sql_days sql_to_proposal_days") == [
        1,
        1.5,
        4,
        20,
    ]
    assert told(row, "proposal_to_won_days arrival_to_won_days") == [10, 40]


def test_groups_come_under_the_fields_own_name_and_the_unknown_one_last(cast):
    rows = funnel(cast, by="source").rows
    assert [(row["source"], row["leads"], row["won"]) for row in rows] == [
        ("web", 3, 1),
        ("fair", 2, 0),
        (None, 1, 0),
    ]


def test_the_period_cuts_arrivals_and_not_what_came_later(cast):
    january = only(cast, from_on=date(2026, 1, 1), to_on=date(2026, 1, 2))
    assert told(january, REACHED) == [2, 2, 2, 2, 2, 1, 1]


def test_the_period_is_in_the_days_of_the_organisation():
    late = "lead_id | arrived_at\n1 | 2026-01-31 23:30:00"
    with company(late) as engine:
        assert only(engine, to_on=date(2026, 1, 31), zone="UTC")["leads"] == 1
        assert only(engine, to_on=date(2026, 1, 31), zone="Europe/Berlin")["leads"] == 0
        assert funnel(engine, by="month", zone="Europe/Berlin").rows[0]["month"] == "2026-02"


def test_a_horizon_shows_every_lead_as_it_stood_then(cast):
    row = only(cast, horizon_days=30)
    # Ana had reached proposal on day 30, Eve had reached SQL and still stood there
    assert told(row, REACHED) == [6, 6, 5, 3, 3, 1, 0]
    assert told(row, "open open_sql open_proposal rejected lost") == [5, 2, 1, 1, 0]


def test_a_stage_dated_afterwards_dates_its_milestone():
    leads = "lead_id | arrived_at | milestone\n1 | 2026-01-01 | sal"
    with company(leads, "1 01-01 inquiry 01-08 sal 01-04 *mql") as engine:
        assert told(only(engine), "mql sal inquiry_to_mql_days mql_to_sal_days undated") == [1, 1, 3, 4, 0]


def test_a_milestone_without_a_date_is_reached_but_not_timed():
    leads = "lead_id | arrived_at | milestone | closed_at\n1 | 2026-01-01 | won | 2026-01-31"
    with company(leads, "1 01-01 inquiry 01-31 won") as engine:
        row = only(engine)
        assert told(row, REACHED) == [1] * 7
        assert told(row, "inquiry_to_mql_days mql_to_sal_days arrival_to_won_days undated") == [
            None,
            None,
            30,
            1,
        ]


def test_coming_back_to_a_stage_counts_once_from_the_first_time():
    leads = "lead_id | arrived_at | milestone\n1 | 2026-01-01 | sal"
    with company(leads, "1 01-01 inquiry 01-02 mql 01-03 sal 01-04 inquiry 01-15 mql 01-20 sal") as engine:
        assert told(only(engine), "mql sal inquiry_to_mql_days mql_to_sal_days open_sal") == [1, 1, 1, 1, 1]


def test_a_lead_moved_back_keeps_what_it_reached_and_stands_where_it_is():
    leads = "lead_id | arrived_at | milestone\n1 | 2026-01-01 | mql"
    with company(leads, "1 01-01 inquiry 01-02 mql 01-03 sal 01-04 mql") as engine:
        assert told(only(engine), "sal open_sal open_mql") == [1, 0, 1]


def test_a_win_undone_is_no_win_and_a_win_kept_counts_from_its_first_day():
    leads = """
    lead_id | arrived_at | milestone | exit | exit_from | closed_at
    1       | 2026-01-01 | exit      | lost | proposal  | 2026-04-01
    2       | 2026-01-01 | won       | -    | -         | 2026-04-01
    """
    paths = "1 01-01 mql 02-01 won 03-01 negotiation 04-01 lost\n2 01-01 mql 02-01 won 03-01 negotiation 04-01 won"
    with company(leads, paths) as engine:
        assert told(only(engine), "proposal won lost arrival_to_won_days") == [2, 1, 1, 31]
        assert told(only(engine, horizon_days=40), "proposal won lost open_proposal") == [2, 1, 0, 1]


def test_a_lead_recycled_and_come_back_is_one_lead_of_the_first_source():
    leads = """
    lead_id | first_lead_id | arrived_at | source | milestone | exit     | exit_from | closed_at
    1       | 1             | 2026-01-01 | fair   | exit      | recycled | sql       | 2026-01-20
    2       | 1             | 2026-05-01 | web    | mql       | -        | -         | -
    3       | 3             | 2026-05-02 | web    | mql       | -        | -         | -
    """
    paths = "1 01-01 inquiry 01-05 mql 01-10 sql 01-20 recycled\n2 05-01 inquiry 05-02 mql\n3 05-02 mql"
    with company(leads, paths) as engine:
        by_source = {row["source"]: row for row in funnel(engine, by="source").rows}
        assert told(by_source["fair"], "leads sql recycled open_mql returned") == [1, 1, 0, 1, 1]
        assert told(by_source["web"], "leads sql open_mql returned") == [1, 0, 1, 0]
        assert told(only(engine, from_on=date(2026, 5, 1)), "leads") == [1]
        assert told(only(engine, to_on=date(2026, 1, 31), horizon_days=60), "recycled open returned") == [
            1,
            0,
            0,
        ]


def test_a_chain_whose_first_lead_is_not_in_the_tables_counts_from_the_earliest_that_is():
    leads = "lead_id | first_lead_id | arrived_at\n8 | 1 | 2026-03-01\n9 | 1 | 2026-05-01"
    with company(leads) as engine:
        assert told(only(engine), "leads returned") == [1, 1]
        assert only(engine, from_on=date(2026, 4, 1))["leads"] == 0


def test_a_joined_lead_is_neither_lost_nor_won():
    leads = """
    lead_id | arrived_at | milestone | exit   | exit_from | closed_at
    1       | 2026-01-01 | won       | -      | -         | 2026-03-01
    2       | 2026-01-01 | exit      | joined | sql       | 2026-02-01
    """
    with company(leads) as engine:
        assert told(only(engine), "leads sql won joined lost open") == [2, 2, 1, 1, 0, 0]
        assert any("another lead, which carries the deal" in str(one) for one in funnel(engine).cautions)


def test_a_target_without_a_response_is_no_lead_but_is_told():
    leads = "lead_id | arrived_at | is_targeted\n1 | 2026-01-01 | false\n2 | - | true\n3 | 2026-01-02 | true"
    with company(leads) as engine:
        answer = funnel(engine)
        assert answer.rows[0]["inquiry"] == 1
        assert any("2 leads are chosen contacts without a response" in str(one) for one in answer.cautions)


def test_a_lead_without_an_arrival_is_in_no_period_but_is_told():
    with company("lead_id | arrived_at\n1 | 2026-01-01\n2 | -") as engine:
        answer = funnel(engine)
        assert answer.rows[0]["leads"] == 1
        assert any("1 lead has no instant of arrival" in str(one) for one in answer.cautions)


def test_a_win_dated_before_its_lead_is_a_defect_and_not_timed():
    leads = "lead_id | arrived_at | milestone | closed_at\n1 | 2026-02-01 | won | 2026-01-20"
    with company(leads) as engine:
        answer = funnel(engine)
        assert told(answer.rows[0], "won won_before_arrival arrival_to_won_days") == [1, 1, None]
        assert any("won before it arrived" in str(one) for one in answer.cautions)


def test_a_defect_that_was_mended_is_none():
    leads = "lead_id | arrived_at | milestone | closed_at\n1 | 2026-02-01 | won | 2026-03-01"
    defects = "defect_id | lead_id | kind | at | cleared_at\n1 | 1 | won_before_arrival | 2026-03-01 | "
    with company(leads, defects=defects + "-") as engine:
        assert only(engine)["won_before_arrival"] == 1
    with company(leads, defects=defects + "2026-03-02") as engine:
        assert only(engine)["won_before_arrival"] == 0


def test_leads_too_young_are_marked_and_only_while_open(cast):
    assert told(only(cast), "immature mature") == [1, 5]
    assert told(only(cast, horizon_days=5), "immature mature") == [0, 6]


def test_the_age_is_that_within_which_nine_of_ten_wins_came():
    won = [f"{n} | 2026-01-01 | won | 2026-01-{n + 1:02}" for n in range(1, 12)]
    leads = "\n".join(["lead_id | arrived_at | milestone | closed_at", *won, "20 | 2026-06-19 | mql | -",
                       "21 | 2026-06-28 | mql | -"])  # fmt: skip
    with company(leads) as engine:
        # days 1 to 11, so nine of ten within 10: the lead of 19 June is 12 days old, the other 3
        assert told(only(engine), "immature mature arrival_to_won_days_p90") == [1, 12, 10]


def test_rates_are_blank_on_fewer_than_ten(cast):
    assert told(only(cast), "mql_rate won_rate won_low won_high") == [None] * 4


def test_rates_name_the_step_before_and_the_won_rate_all_leads():
    rows = [
        f"{n} | 2026-01-01 | {'won' if n <= 5 else 'mql' if n <= 10 else 'inquiry'}" for n in range(1, 21)
    ]
    with company("\n".join(["lead_id | arrived_at | milestone", *rows])) as engine:
        row = only(engine)
        assert told(row, "mql_rate sal_rate sql_rate won_rate") == [0.5, 0.5, None, 0.25]
        assert told(row, "won_low won_high") == pytest.approx([0.1119, 0.4687], abs=1e-4)  # Wilson, 5 of 20


def test_tables_without_moves_still_tell_where_leads_stand():
    leads = "lead_id | arrived_at | milestone | exit | exit_from\n1 | 2026-01-01 | exit | disqualified | sal"
    with company(leads) as engine:
        assert told(only(engine), "mql sal sql disqualified") == [1, 1, 0, 1]


def test_tables_without_standings_take_them_from_the_moves():
    with company("lead_id | arrived_at\n1 | 2026-01-01\n2 | 2026-01-01", "1 01-02 sql 01-09 lost") as engine:
        assert told(only(engine), "leads sql lost open_inquiry") == [2, 1, 1, 1]


def test_no_tables_give_a_polite_answer():
    with company("lead_id") as engine:
        answer = funnel(engine)
        assert answer.headline == "No leads arrived, so there is nothing to count yet."
        assert answer.rows[0]["leads"] == 0
        assert funnel(engine, by="source").rows == ()
        assert funnel(engine, by="source").charts == ()
