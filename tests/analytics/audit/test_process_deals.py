"""What the audit says of deals: dates, rest, work, and quarters."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from detente.analytics.audit.checks.process.quarter_end_pile_up import is_pile, whole_quarters
from detente.analytics.audit.finding import Found, NotRun, Passed
from detente.analytics.stats.intervals import wilson
from tests.analytics.audit.asking import NOW, ask, evidence, found

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = NOW.date()


def deal(key, **given):
    return {
        "deal": key,
        "status": "open",
        "amount": 100.0,
        "created_at": NOW - 20 * DAY,
        "owner": "Rita",
    } | given


def closed(number, took=10, start=300):
    """Deals of which every other one was won, each after its number of days up to `took`."""
    return [
        deal(f"c{n}", status="lost" if n % 2 else "won", created_at=NOW - (start - n * 2 / 24) * DAY,
             closed_at=NOW - (start - n * 2 / 24) * DAY + (1 + n % took) * DAY + HOUR, expected_on=TODAY)
        for n in range(number)
    ]  # fmt: skip


def test_open_deals_past_their_close_date_and_those_without_one():
    deals = [
        deal("late", expected_on=TODAY - DAY),
        deal("late too", expected_on=TODAY - 9 * DAY, amount=None),
        deal("today", expected_on=TODAY),
        deal("no date"),
        deal("unknown", status=None, expected_on=TODAY - DAY),
    ]
    held = evidence(deals=[*deals, *closed(80, took=40)])
    assert found("past_close_date", held) == (2, 3, ["late", "late too"])
    assert found("no_close_date", held) == (1, 4, ["no date"])
    outcome = ask("past_close_date", held)
    assert isinstance(outcome, Found)
    cost = outcome.finding.cost
    assert cost is not None
    assert cost.amount == pytest.approx(200 * 20 / 42)  # the one without an amount takes the usual one
    assert (cost.low, cost.high) == pytest.approx([200 * end for end in wilson(20, 42)])
    assert "closed deals that had been open for 20 days or longer" in cost.reckoned
    undated = [one | {"created_at": None} for one in [*deals, *closed(80)]]
    assert ask("past_close_date", evidence(deals=undated)).finding.cost.amount == pytest.approx(200 * 40 / 80)
    assert isinstance(ask("past_close_date", evidence(deals=[*deals[2:4], *closed(40)])), Passed)


def test_amounts_in_two_currencies_are_not_added():
    deals = [deal("late", expected_on=TODAY - DAY, currency="USD"), *closed(40)]
    deals[1]["currency"] = "EUR"
    outcome = ask("past_close_date", evidence(deals=deals))
    assert isinstance(outcome, Found) and outcome.finding.cost is None


def test_open_deals_older_than_deals_get():
    deals = closed(40, took=20)  # 19 of 20 took up to 19 days, two took 20
    deals += [
        deal("19 days", created_at=NOW - 19 * DAY),
        deal("20 days", created_at=NOW - 20 * DAY),
        deal("no date", created_at=None),
    ]
    deals.append(deal("late", created_at=NOW - 200 * DAY, expected_on=TODAY - DAY))
    held = evidence(deals=deals)
    assert found("open_too_long", held) == (2, 3, ["20 days", "late"])
    outcome = ask("open_too_long", held)
    assert isinstance(outcome, Found) and "older than 19 days" in outcome.finding.sentence
    assert outcome.finding.cost is None  # too few closed deals were ever as old
    assert isinstance(
        ask("open_too_long", evidence(deals=[*closed(29), deal("old", created_at=NOW - 400 * DAY)])), NotRun
    )


def test_deals_at_rest_for_longer_than_won_ones_ever_were():
    deals, calls = closed(80), []
    for n in range(0, 80, 2):  # 40 won deals: nine of ten rested for 8 days at most
        calls += [{"deal": f"c{n}", "at": NOW - 400 * DAY + k * DAY} for k in (0, 8 if n >= 8 else 30)]
    deals += [deal(key, created_at=NOW - 5 * DAY) for key in ("8 days", "9 days", "planned", "never")]
    calls += [
        {"deal": "8 days", "at": NOW - 8 * DAY},
        {"deal": "9 days", "at": NOW - 9 * DAY},
        {"deal": "planned", "at": NOW - 9 * DAY},
        {"deal": "planned", "at": NOW - DAY, "is_done": False},
    ]
    held = evidence(deals=deals, activities=calls)
    assert found("stale_deals", held) == (2, 3, ["9 days", "planned"])
    outcome = ask("stale_deals", held)
    assert isinstance(outcome, Found) and "more than 8 days" in outcome.finding.sentence
    aged = [one for one in deals[:80] if (one["closed_at"].date() - one["created_at"].date()).days >= 5]
    won = sum(one["status"] == "won" for one in aged) / len(aged)  # of those open as long as these have been
    assert outcome.finding.cost is not None and outcome.finding.cost.amount == pytest.approx(200 * won)
    assert won != 0.5
    assert isinstance(ask("stale_deals", evidence(deals=deals, activities=calls[22:])), NotRun)


def test_deals_without_work_and_won_deals_that_show_none():
    deals = [
        *closed(40),
        deal("none"),
        deal("new", created_at=NOW - DAY),
        deal("touched", touches=1),
        deal("called"),
    ]
    calls = [
        {"deal": "called", "at": NOW - DAY},
        *({"deal": f"c{n}", "at": NOW - 9 * DAY} for n in range(0, 32, 2)),
    ]
    held = evidence(deals=deals, activities=calls)
    assert found("deals_without_activity", held) == (1, 4, ["none"])
    assert found("wins_not_logged", held) == (4, 20, ["c32", "c34", "c36", "c38"])
    silent = ask("deals_without_activity", evidence(deals=deals, activities=calls[:4]))
    assert (
        isinstance(silent, NotRun) and "of 20 records that were surely worked, 3 show any" in silent.sentence
    )


def test_deals_closed_before_they_were_created():
    load = NOW - 100 * DAY
    deals = closed(9) + [
        deal(f"l{n}", status="won", created_at=load, closed_at=load - n * HOUR) for n in range(4)
    ]
    held = evidence(deals=deals)
    assert found("closed_before_created", held) == (3, 13, ["l1", "l2", "l3"])
    outcome = ask("closed_before_created", held)
    assert (
        isinstance(outcome, Found)
        and "3 of them were created on 22 November 2025" in outcome.finding.sentence
    )
    midnight = [one | {"closed_at": one["closed_at"].replace(hour=0, minute=0)} for one in deals[9:]]
    midnight.append(
        deal("two days", status="lost", created_at=load, closed_at=load.replace(hour=0) - 2 * DAY)
    )
    assert found("closed_before_created", evidence(deals=midnight)) == (1, 5, ["two days"])
    ahead = [deal("ahead", status="won", closed_at=NOW + 3 * DAY), deal("now", status="won", closed_at=NOW)]
    assert found("closed_ahead", evidence(deals=ahead)) == (1, 2, ["ahead"])


def test_deals_dated_before_their_lead_by_more_than_a_day_of_grace():
    leads = [
        {"lead": f"l{n}", "created_at": NOW.replace(hour=0) - 50 * DAY, "deal": "d0" if n == 0 else None}
        for n in range(4)
    ]
    ends = [NOW - 52 * DAY, NOW - 51 * DAY, NOW - 40 * DAY, NOW - 60 * DAY]
    deals = [
        deal(f"d{n}", lead=f"l{n}" if n < 3 else "elsewhere", status="won", created_at=None, closed_at=end)
        for n, end in enumerate(ends)
    ]
    assert found("deal_before_lead", evidence(leads=leads, deals=deals)) == (1, 3, ["d0"])
    assert isinstance(ask("deal_before_lead", evidence(leads=leads[1:], deals=deals[3:])), NotRun)


def test_close_dates_put_off_three_times():
    def moved(key, *days, field="expected_on"):
        dates = [str(date(2026, 1, 1) + day * DAY) + "T00:00:00" for day in days]
        return [{"object": "deals", "record": key, "field": field, "old": old, "new": new, "at": NOW - n * DAY}
                for n, (old, new) in enumerate(pairwise(dates))]  # fmt: skip

    changes = (
        moved("thrice", 0, 5, 9, 30)
        + moved("twice", 0, 5, 9, 1)
        + moved("amount", 0, 5, 9, 30, field="amount")
    )
    held = evidence(deals=[deal("thrice"), deal("twice"), deal("amount")], changes=changes)
    assert found("close_date_pushed", held) == (1, 2, ["thrice"])


def test_tasks_past_their_day():
    tasks = [
        {"activity": "late", "is_done": False, "at": NOW - DAY},
        {"activity": "today", "is_done": False, "at": NOW - HOUR},
        {"activity": "done", "is_done": True, "at": NOW - DAY},
        {"activity": "unknown", "at": NOW - DAY},
        {"activity": "called off", "is_done": False, "at": NOW - DAY, "outcome": "Canceled"},
    ]
    assert found("tasks_overdue", evidence(activities=tasks)) == (1, 2, ["late"])


def won_by_day(first, last, each):
    days = (first + n * DAY for n in range((last - first).days + 1))
    return [{"on_day": day, "won": each(day)} for day in days]


def test_quarters_are_whole_and_an_even_spread_is_no_pile():
    even = whole_quarters(won_by_day(date(2024, 11, 3), date(2025, 12, 31), lambda day: 1))
    assert [(one.starts_on, one.won, one.last_week) for one in even] == [
        (date(2025, 1, 1), 90, 7),
        (date(2025, 4, 1), 91, 7),
        (date(2025, 7, 1), 92, 7),
        (date(2025, 10, 1), 92, 7),
    ]
    share = 28 / 365
    assert not is_pile(even, share)
    rush = whole_quarters(
        won_by_day(
            date(2025, 1, 1), date(2025, 12, 31), lambda day: 4 if day.month % 3 == 0 and day.day >= 25 else 1
        )
    )
    assert is_pile(rush, share)
    once = whole_quarters(
        won_by_day(
            date(2025, 1, 1), date(2025, 12, 31), lambda day: 9 if day.month == 12 and day.day >= 25 else 1
        )
    )
    assert not is_pile(once, share)  # one rush is no habit


def test_a_pile_at_the_end_of_quarters_is_told_with_its_interval_and_rows():
    ends = [date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)]
    days = [end - k * DAY for end in ends for k in (*range(7), *range(0, 89, 8), 89)]
    deals = [
        deal(f"{n}", status="won", closed_at=NOW.replace(year=day.year, month=day.month, day=day.day))
        for n, day in enumerate(days)
    ]
    held = evidence(deals=deals)
    count, of, keys = found("quarter_end_pile_up", held)
    assert (count, of, len(keys)) == (32, 80, 32)
    assert isinstance(ask("quarter_end_pile_up", evidence(deals=deals[:40])), NotRun)


def test_deals_without_a_next_step_are_told_where_steps_are_planned_at_all():
    deals = (
        [deal(f"{n}") for n in range(10)]
        + [deal(key) for key in ("none", "past", "done")]
        + [deal("won", status="won")]
    )
    plans = [{"deal": f"{n}", "is_done": False, "at": NOW.replace(hour=0) + n * DAY} for n in range(10)]
    plans += [
        {"deal": "past", "is_done": False, "at": NOW - DAY},
        {"deal": "done", "is_done": True, "at": NOW},
    ]
    assert found("no_next_step", evidence(deals=deals, activities=plans)) == (3, 13, ["done", "none", "past"])
    assert isinstance(ask("no_next_step", evidence(deals=deals, activities=plans[1:])), NotRun)


def test_losses_closed_many_at_once_are_no_decisions():
    usual = [deal(f"u{n}", status="lost", closed_at=NOW - (n % 30) * DAY) for n in range(60)]
    bulk = [deal(f"b{n}", status="lost", closed_at=NOW - 40 * DAY) for n in range(30)]
    held = evidence(deals=[*usual, *bulk])
    count, of, keys = found("closed_in_bulk", held)
    assert (count, of, keys[0], len(keys)) == (30, 90, "b0", 30)
    assert "on 1 day, 21 January 2026" in ask("closed_in_bulk", held).finding.sentence
    assert isinstance(ask("closed_in_bulk", evidence(deals=[*usual, *bulk[1:]])), Passed)
    assert isinstance(ask("closed_in_bulk", evidence(deals=bulk)), NotRun)
