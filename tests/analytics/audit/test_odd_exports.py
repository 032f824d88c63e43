"""What an export's oddities must not be taken for: samples of the wrong, keys, people who came back, small sums."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from detente.analytics.audit.checks.capture.country_forms import forms
from detente.analytics.audit.finding import Check, Cost, Finding, Found, NotRun, Passed
from detente.analytics.audit.run import audit
from tests.analytics.audit.asking import NOW, ask, evidence, found

MONTH_AGO = NOW - timedelta(days=30)


def leads(count: int, **same: Any) -> list[dict[str, Any]]:
    return [
        {"lead": f"l{n}", "created_at": MONTH_AGO, "file_no": 1, "row_no": n} | same for n in range(count)
    ]


def test_leads_still_waiting_do_not_stand_for_those_worked_at_a_time_that_nobody_wrote_down():
    worked = leads(40, status="Connected", touches=3, last_worked_at=NOW)
    waiting = [row | {"lead": f"w{n}"} for n, row in enumerate(leads(20))]
    notes = [{"activity": "1", "person": "nobody of these", "at": NOW, "kind": "call"}]
    outcome = ask("response_time", evidence(leads=worked + waiting, activities=notes))
    assert isinstance(outcome, NotRun) and "Of 40 leads with any sign of work only 0" in outcome.sentence
    calls = [{"activity": str(n), "lead": f"l{n}", "at": MONTH_AGO + timedelta(hours=30), "kind": "call"}
             for n in range(40)]  # fmt: skip
    assert isinstance(ask("response_time", evidence(leads=worked + waiting, activities=calls)), Found)


def test_who_came_back_is_no_duplicate_and_who_stands_there_twice_is():
    twice = {"email": "maya@ferngrove.com", "created_at": MONTH_AGO}
    back = [{"lead": "1", "person": "p", **twice}, {"lead": "2", "person": "p", **twice}]
    assert isinstance(ask("duplicate_people", evidence(leads=back)), Passed)
    other = {"lead": "3", "person": "q", **twice, "created_at": NOW}
    assert found("duplicate_people", evidence(leads=[*back, other])) == (1, 3, ["3"])


def test_addresses_of_a_demonstration_are_no_finding_and_a_few_among_real_ones_are():
    real = leads(10)
    for n, row in enumerate(real):
        row["email"] = f"maya{n}@ferngrove.com" if n < 6 else f"maya{n}@example.com"
    assert found("invalid_mails", evidence(leads=real))[:2] == (4, 10)
    for row in real[:2]:
        row["email"] = row["email"].replace("ferngrove", "example")
    outcome = ask("invalid_mails", evidence(leads=real))
    assert isinstance(outcome, Passed) and "demonstration" in outcome.sentence


def test_several_keys_in_a_cell_are_no_words_among_numbers():
    keys = [{"Associated Contact IDs": "101" if n % 5 else "101;102", "Size": "12" if n % 20 else "many"}
            for n in range(40)]  # fmt: skip
    outcome = ask("text_in_numbers", evidence(deals=[{"deal": "1"}], raw_deals=keys))
    assert isinstance(outcome, Found) and outcome.finding.count == 2 and "“Size”" in outcome.finding.sentence


def test_contacts_that_are_read_as_leads_and_people_are_told_once():
    both = leads(10, name="Maya Okafor", phone=None)
    both[0]["phone"] = "+1 212 555 0101"
    people = [
        {"person": row["lead"], "file_no": 1, "row_no": row["row_no"], "phone": row["phone"]} for row in both
    ]
    outcome = ask("missing_fields", evidence(leads=both, people=people))
    assert isinstance(outcome, Found)
    assert {row["table"] for row in outcome.finding.breakdowns[0].rows} == {"leads"}


def test_a_country_keeps_its_name_against_more_rows_in_small_letters():
    assert [(one.said, one.means) for one in forms({"germany": 60, "Germany": 40, "DE": 5})] == [
        ("germany", "Germany"), ("DE", "Germany"),
    ]  # fmt: skip


def test_a_small_sum_is_no_reason_to_come_first():
    def check(slug: str, share: int, amount: float | None) -> Check:
        cost = None if amount is None else Cost(amount, "EUR", "counted")
        told = Finding("Told", share, 100, "leads", cost=cost)
        return Check(slug, "process", "Name", "Why", "Todo", (), lambda _: told, "Clean")

    asked = [check("small", 2, 900.0), check("wide", 90, None), check("dear", 5, 100_000.0)]
    held = evidence(
        deals=[{"deal": "1", "status": "won", "amount": 50_000.0, "closed_at": datetime(2026, 1, 5)}]
    )
    assert [one.check.slug for one in audit(held, checks=asked).found] == ["dear", "wide", "small"]


def test_a_colleague_who_joins_a_deal_later_is_no_lead_that_came_too_late():
    deal = {"deal": "d", "created_at": MONTH_AGO + timedelta(days=1)}
    first = {"lead": "1", "deal": "d", "created_at": MONTH_AGO}
    colleague = {"lead": "2", "deal": "d", "created_at": NOW}
    assert isinstance(ask("deal_before_lead", evidence(leads=[first, colleague], deals=[deal])), Passed)
    assert found("deal_before_lead", evidence(leads=[colleague], deals=[deal])) == (1, 1, ["d"])


def test_leads_in_a_status_that_nobody_can_place_are_not_called_open():
    files = [{"file_no": 1, "object": "leads", "system": "other"}]
    stages = [
        {"object": "leads", "stage": "Cliente"},
        {"object": "leads", "stage": "New", "milestone": "inquiry"},
    ]
    new = leads(20, status="New", milestone="inquiry", owner="Tom Berg")
    new[0]["owner"] = None
    unknown = [row | {"lead": f"u{n}"} for n, row in enumerate(leads(20, status="Cliente"))]
    assert found("leads_without_owner", evidence(leads=new + unknown, stages=stages, files=files)) == (
        1,
        20,
        ["l0"],
    )
    silent = leads(20)
    silent[0]["owner"] = "Tom Berg"
    assert isinstance(ask("leads_without_owner", evidence(leads=silent, files=files)), NotRun)
