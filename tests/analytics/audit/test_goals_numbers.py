"""What both teams count: volume against quality, month ends, answers to MQLs, claims, reasons, definitions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from detente.analytics.audit.checks.goals import CHECKS
from detente.analytics.audit.checks.goals.jumps import Week, jump
from detente.analytics.audit.evidence import Evidence, create, from_rows
from detente.analytics.audit.finding import Found, NotRun, Passed
from detente.analytics.audit.run import audit

BY_SLUG = {check.slug: check for check in CHECKS}
START = datetime(2025, 1, 1)
AS_OF = datetime(2026, 3, 31)
DAY = timedelta(days=1)


def outcome(evidence: Evidence, slug: str) -> Found | Passed | NotRun:
    told = audit(evidence, checks=[BY_SLUG[slug]], strict=True)
    return [*told.found, *told.passed, *told.not_run][0]


def asked(slug: str, *, as_of: datetime = AS_OF, **tables: list[dict[str, Any]]) -> Found | Passed | NotRun:
    with from_rows(tables, as_of=as_of) as evidence:
        return outcome(evidence, slug)


def grown(shares: list[tuple[int, float]]) -> Evidence:
    """A year of leads: for each month how many came and which share of them was won after twenty days."""
    connection = create()
    for month, (number, share) in enumerate(shares, 1):
        born = f"TIMESTAMP '2025-{month:02}-01' + (n % 28) * INTERVAL 1 DAY"
        key = f"'{month}-' || n"
        connection.execute(f"INSERT INTO leads BY NAME SELECT {key} AS lead, if(n % 2 = 0, 'fair', 'web') AS source, "
                           f"{born} AS created_at FROM range({number}) AS t(n)")  # fmt: skip
        connection.execute(
            f"INSERT INTO deals BY NAME SELECT {key} AS deal, {key} AS lead, 'won' AS status, 500 AS amount, "
            "'EUR' AS currency, "
                           f"{born} + INTERVAL 20 DAY AS closed_at FROM range({round(number * share)}) AS t(n)"
        )  # fmt: skip
    return Evidence(connection, as_of=AS_OF)


def test_more_leads_and_a_falling_share_are_told_together():
    with grown([(200 + 20 * month, 0.20 - 0.01 * month) for month in range(12)]) as evidence:
        told = outcome(evidence, "volume_over_quality")
    assert isinstance(told, Found)
    first = (200 + 220 + 240) / 3
    assert f"from {first:.0f} to" in told.finding.sentence
    assert "within 30 days" in told.finding.sentence
    assert told.finding.interval is not None
    assert told.finding.interval[0] < told.finding.share < told.finding.interval[1]
    assert "With the sources in the proportions of the first months" in told.finding.sentence
    assert told.finding.cost is not None and told.finding.cost.currency == "EUR"
    assert told.finding.cost.amount == pytest.approx(told.finding.count * 500)


@pytest.mark.parametrize(
    "shares",
    [[(200 + 20 * month, 0.15) for month in range(12)], [(300, 0.20 - 0.01 * month) for month in range(12)],
     [(200 + 20 * month, 0.25 if month % 2 else 0.05) for month in range(12)]],
    ids=["growth alone", "a fall alone", "months that go up and down"],
)  # fmt: skip
def test_growth_or_a_fall_alone_is_not_told_as_one_paying_for_the_other(shares):
    with grown(shares) as evidence:
        assert isinstance(outcome(evidence, "volume_over_quality"), Passed)


def test_leads_too_young_to_be_won_do_not_look_worse():
    """The last two months' wins are still to come."""
    shares = [(200 + 20 * month, 0.15) for month in range(12)]
    with grown(shares) as evidence:
        evidence.connection.execute("DELETE FROM deals WHERE closed_at > TIMESTAMP '2025-11-25'")
        evidence.as_of = datetime(2025, 11, 25)
        assert isinstance(outcome(evidence, "volume_over_quality"), Passed)


def test_mqls_that_nobody_answered_are_listed_after_the_time_that_others_took():
    leads = [
        {
            "lead": f"A{n}",
            "created_at": START,
            "mql_at": START,
            "accepted_at": START + 3 * DAY,
            "worked_at": START,
        }
        for n in range(20)
    ]
    late = [{"lead": f"B{n}", "created_at": START, "mql_at": AS_OF - 8 * DAY} for n in range(5)]
    young = {"lead": "C", "created_at": AS_OF, "mql_at": AS_OF - 6 * DAY}
    refused = {"lead": "D", "created_at": START, "mql_at": START, "exit": "rejected", "closed_at": START}
    with from_rows({"leads": [*leads, *late, young, refused]}, as_of=AS_OF) as evidence:
        told = outcome(evidence, "mqls_never_accepted")
        assert isinstance(told, Found) and told.finding.rows is not None
        rows = evidence.rows(told.finding.rows.sql, told.finding.rows.parameters)
    assert "5 of 26 MQLs" in told.finding.sentence and "within 7 days" in told.finding.sentence
    assert [row["lead"] for row in rows] == ["B0", "B1", "B2", "B3", "B4"]


def spread(table: str, column: str, *, late: int, more: dict[str, Any]) -> list[dict[str, Any]]:
    """Ten months with 28 records a month, and some more on its last day."""
    rows = []
    for month in range(1, 11):
        ends = datetime(2025, month + 1, 1) - DAY
        moments = [datetime(2025, month, 1) + n * DAY for n in range(28)] + [ends] * late
        rows += [{table[:-1]: f"{month}-{n}", column: moment, **more} for n, moment in enumerate(moments)]
    return rows


def test_what_piles_up_at_month_ends_is_told_of_both_teams_on_one_scale():
    leads = spread("leads", "created_at", late=10, more={})
    won = spread("deals", "closed_at", late=0, more={"status": "won"})
    told = asked("what_numbers_reward", leads=leads, deals=won)
    assert isinstance(told, Found)
    assert "of the leads" in told.finding.sentence and "wins" not in told.finding.sentence
    table = {row["series"]: row for row in told.finding.breakdowns[0].rows}
    assert set(table) == {"Leads created", "Deals won"}
    assert table["Leads created"]["team"] == "Marketing"
    even = asked("what_numbers_reward", leads=spread("leads", "created_at", late=0, more={}), deals=won)
    assert isinstance(even, Passed)


def test_calls_written_down_by_the_dozen_are_a_sign_and_an_import_is_not():
    def calls(pace: timedelta) -> list[dict[str, Any]]:
        single = [
            {
                "activity": f"s{n}",
                "owner": "Ada",
                "kind": "call",
                "created_at": START + n * timedelta(hours=7, minutes=9),
            }
            for n in range(520)
        ]
        evenings = [START + at * 31 * DAY + timedelta(hours=17) for at in range(5)]
        return single + [
            {"activity": f"b{at}{owner}{n}", "owner": owner, "kind": "task", "created_at": at + n * pace}
            for at in evenings for owner in ("Ada", "Ben") for n in range(20)
        ]  # fmt: skip

    told = asked("logged_in_bursts", activities=calls(timedelta(seconds=20)))
    assert isinstance(told, Found) and (told.finding.count, told.finding.of) == (200, 720)
    assert isinstance(asked("logged_in_bursts", activities=calls(timedelta(0))), Passed)


def test_campaigns_that_claim_more_than_was_won_are_told_with_both_sums():
    deals = [{"deal": "D1", "status": "won", "amount": 600.0, "currency": "EUR", "campaign": "C1"},
             {"deal": "D2", "status": "won", "amount": 400.0, "currency": "EUR"}]  # fmt: skip
    claims = [{"campaign": "C1", "name": "Fair", "claimed_revenue": 600.0},
              {"campaign": "C2", "name": "Web", "claimed_revenue": 900.0}]  # fmt: skip
    told = asked("sourced_claims", deals=deals, campaigns=claims)
    assert isinstance(told, Found)
    assert (
        told.finding.sentence == "Campaigns claim 1,500 EUR, but 1,000 EUR were won in all: 1.5 times as much"
    )
    assert (told.finding.count, told.finding.of) == (1, 2), "only the second claims more than its deals"
    assert isinstance(asked("sourced_claims", deals=deals, campaigns=claims[:1]), Passed)
    dollars = [*deals, {"deal": "D3", "status": "won", "amount": 1.0, "currency": "USD"}]
    assert isinstance(asked("sourced_claims", deals=dollars, campaigns=claims), NotRun)


def test_won_deals_in_several_campaigns_are_counted_once_each():
    leads = [{"lead": f"L{n}", "deal": f"D{n}"} for n in range(10)]
    deals = [{"deal": f"D{n}", "status": "won", "closed_at": START} for n in range(10)]
    members = [{"campaign": "C1", "lead": f"L{n}", "created_at": START - DAY} for n in range(10)]
    second = [{"campaign": "C2", "lead": f"L{n}", "created_at": START - DAY} for n in range(4)]
    late = [{"campaign": "C3", "lead": "L9", "created_at": START + DAY}]
    told = asked("counted_twice", leads=leads, deals=deals, members=[*members, *second, *late])
    assert isinstance(told, Found)
    assert (told.finding.count, told.finding.of) == (4, 10)
    assert "1.40 times" in told.finding.sentence
    assert isinstance(asked("counted_twice", leads=leads, deals=deals, members=[*members, *late]), Passed)


def test_sources_that_differ_between_lead_and_deal_are_listed_and_spellings_are_not():
    leads = [
        {"lead": f"L{n}", "source": "Online Store" if n < 30 else "Fair", "created_at": START}
        for n in range(60)
    ]
    deals = [
        {"deal": f"D{n}", "lead": f"L{n}", "source": "OnlineStore" if n < 30 else "fair"} for n in range(60)
    ]
    assert isinstance(asked("sources_disagree", leads=leads, deals=deals), Passed)
    other = [row | {"source": "Partner"} if n < 6 else row for n, row in enumerate(deals)]
    told = asked("sources_disagree", leads=leads, deals=other)
    assert isinstance(told, Found)
    assert (
        told.finding.sentence == "6 of 60 deals (10.0 %) have one source on the lead and another on the deal"
    )
    crossed = [row | {"source": "Fair" if n % 2 else "Online Store"} for n, row in enumerate(deals)]
    doubted = asked("sources_disagree", leads=leads, deals=crossed)
    assert isinstance(doubted, Found) and "joined at random" in doubted.finding.sentence


def test_wins_without_a_lead_are_asked_only_of_the_time_with_leads():
    leads = [{"lead": f"L{n}", "created_at": START} for n in range(12)]
    deals = [
        {"deal": f"D{n}", "lead": f"L{n}", "status": "won", "created_at": START + DAY} for n in range(12)
    ]
    before = {"deal": "old", "status": "won", "created_at": START - DAY}
    assert isinstance(asked("untraced_wins", leads=leads, deals=[*deals, before]), Passed)
    since = {"deal": "new", "status": "won", "created_at": START + DAY}
    told = asked("untraced_wins", leads=leads, deals=[*deals, before, since])
    assert isinstance(told, Found) and (told.finding.count, told.finding.of) == (1, 13)


def test_a_source_that_is_refused_more_often_and_won_more_often_is_a_contradiction():
    def leads(source: str, accepted: int, won: int) -> Iterator[dict[str, Any]]:
        for n in range(120):
            stands = "won" if n < won else "sal" if n < accepted else "inquiry"
            yield {"lead": f"{source}{n}", "source": source, "milestone": stands, "created_at": START,
                   "accepted_at": START if n < accepted else None}  # fmt: skip

    rows = [
        *leads("referral", 90, 45),
        *leads("web", 200, 30),
        *leads("fair", 205, 32),
        *leads("mail", 198, 31),
    ]
    deals = [{"deal": row["lead"], "lead": row["lead"], "status": "won" if row["milestone"] == "won" else "lost"}
             for row in rows if row["milestone"] != "inquiry"]  # fmt: skip
    told = asked("accepted_against_won", leads=rows, deals=deals)
    assert isinstance(told, Found)
    assert (
        "leads from referral are refused more often, but won more often once accepted"
        in told.finding.sentence
    )


def test_reasons_that_the_record_contradicts_are_told_by_what_they_claim():
    had_deal = [
        {"lead": f"A{n}", "reason": "Bad quality", "exit": "disqualified", "deal": f"D{n}"} for n in range(4)
    ]
    weak = [{"lead": f"B{n}", "reason": "Bad quality", "exit": "disqualified"} for n in range(10)]
    fine = {"lead": "C", "reason": "Good quality, bad timing"}
    deals = [{"deal": f"D{n}", "status": "lost"} for n in range(4)]
    told = asked("reasons_contradict", leads=[*had_deal, *weak, fine], deals=deals)
    assert isinstance(told, Found)
    assert (told.finding.count, told.finding.of) == (4, 14)
    assert isinstance(asked("reasons_contradict", leads=weak, deals=deals), Passed)
    assert isinstance(asked("reasons_contradict", leads=[*had_deal, fine], deals=deals), NotRun)


def test_a_stage_that_goes_out_of_use_is_told_and_a_rare_one_is_not():
    def moves(stage: str, first: int, last: int, each: int) -> list[dict[str, Any]]:
        return [{"object": "leads", "record": f"{stage}{n}", "field": "stage", "new": stage, "at": START + n * DAY}
                for n in range(first, last, each)]  # fmt: skip

    lasting = moves("Working", 0, 400, 1)
    told = asked("definition_changed", changes=[*lasting, *moves("Nurture", 0, 200, 2)])
    assert isinstance(told, Found)
    assert "“Nurture” went out of use (leads: stage)" in told.finding.sentence
    assert told.finding.count == 1
    assert isinstance(asked("definition_changed", changes=[*lasting, *moves("Rare", 0, 200, 20)]), Passed)


def test_pipelines_and_ends_that_came_into_use_are_told_without_a_history():
    closed = [{"file_no": 1, "row_no": n + 1, "deal": f"D{n}", "status": "lost", "created_at": START + n * DAY,
               "closed_at": START + n * DAY, "stage": "Lost" if n < 200 else "Closed - lost"}
              for n in range(400)]  # fmt: skip
    raw = [
        {"Id": row["deal"], "Record Type": "A" if nth % 2 or nth < 250 else "B"}
        for nth, row in enumerate(closed)
    ]
    told = asked("definition_changed", deals=closed, raw_deals=raw, as_of=START + 400 * DAY)
    assert isinstance(told, Found)
    assert [row["what"] for row in told.finding.breakdowns[0].rows] == [
        "“B” came into use (deals: Record Type)",
        "“Lost” went out of use (deals: closed as)",
        "“Closed - lost” came into use (deals: closed as)",
    ]


def test_a_share_that_jumps_is_told_and_a_rise_or_a_wave_is_not():
    def weeks(*shares: float) -> list[Week]:
        return [
            Week(date(2025, 1, 6) + n * 7 * DAY, round(100 * share), 100) for n, share in enumerate(shares)
        ]

    found = jump(weeks(*[0.3] * 15, *[0.55] * 15))
    assert found is not None
    assert (found.starts_on, found.before, found.since) == (date(2025, 4, 21), 0.30, 0.55)
    assert jump(weeks(*(0.3 + 0.01 * n for n in range(30)))) is None
    assert jump(weeks(*(0.3 + 0.2 * (n % 2) for n in range(30)))) is None
    chance = random.Random(4)
    noise = sum(
        jump(weeks(*(sum(chance.random() < 0.3 for _ in range(100)) / 100 for _ in range(60)))) is not None
        for _ in range(100)
    )
    assert noise == 0
