"""What the audit says of the work on leads: planted cases, their clean cases, and their edges."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

import pytest

from detente.analytics.audit.checks import process
from detente.analytics.audit.checks.process import hoarding
from detente.analytics.audit.finding import Found, NotRun, Passed
from detente.analytics.stats.intervals import wilson
from tests.analytics.audit.asking import NOW, ask, evidence, found

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def lead(key, ago=20 * DAY, **given):
    return {"lead": key, "created_at": NOW - ago, "owner": "Rita", "source": "Fair", **given}


def call(lead, ago=DAY, **given):
    return {"activity": f"{lead}{ago}", "lead": lead, "kind": "call", "at": NOW - ago, "is_done": True,
            "owner": "Rita"} | given  # fmt: skip


def worked(number, ago=20 * DAY, later=2 * HOUR):
    """Leads that were converted, and that the log shows to have been called: the log can be believed."""
    leads = [lead(f"w{n}", ago + n * HOUR, is_converted=True, deal=f"d{n}") for n in range(number)]
    return leads, [call(f"w{n}", ago + n * HOUR - later) for n in range(number)]


def test_leads_without_any_work_are_found_and_what_may_have_been_worked_is_not():
    leads, calls = worked(10)
    leads += [
        lead("untouched"), lead("today", 3 * HOUR), lead("closed", closed_at=NOW), lead("rejected", exit="rejected"),
        lead("counted", touches=1), lead("says so", status="Attempted to Contact"),
        lead("not so", status="Not Contacted"), lead("by person", person="p"), lead("by deal", deal="d"),
        lead("planned"), lead("they wrote"), lead("they called"), lead("they missed us"),
        lead("reader", status="Subscriber"),
        {"lead": "undated"},
    ]  # fmt: skip
    calls += [
        call(None, person="p"), call(None, deal="d"), call("planned", is_done=False),
        call("they wrote", is_inbound=True, kind="mail"),
        call("they called", is_inbound=True), call("they missed us", is_inbound=True, outcome="Missed call"),
    ]  # fmt: skip
    held = evidence(leads=leads, activities=calls)
    assert found("never_touched", held) == (
        5,
        25,
        ["not so", "planned", "they missed us", "they wrote", "untouched"],
    )
    outcome = ask("never_touched", held)
    assert isinstance(outcome, Found)
    assert outcome.finding.sureness == "counted" and outcome.finding.sentence.startswith("5 open leads")


def test_activities_that_lead_to_no_lead_say_nothing_about_leads():
    leads = [lead(f"l{n}") for n in range(40)]
    calls = [call(f"l{n}") for n in range(9)] + [call("elsewhere", n * HOUR) for n in range(90)]
    held = evidence(leads=leads, activities=calls)
    for slug in ("never_touched", "response_time", "given_up_early"):
        outcome = ask(slug, held)
        assert isinstance(outcome, NotRun) and "Only 9 records show any work" in outcome.sentence
    assert found("never_touched", evidence(leads=leads, activities=[*calls, call("l9")]))[:2] == (30, 40)


@pytest.mark.parametrize(
    ("logged", "says"), [(10, "counted"), (8, "counted"), (7, "a sign"), (2, "a sign"), (1, None)]
)
def test_how_well_work_is_written_down_decides_what_its_absence_says(logged, says):
    leads, calls = worked(10)
    outcome = ask("never_touched", evidence(leads=[*leads, lead("untouched")], activities=calls[:logged]))
    if says is None:
        assert isinstance(outcome, NotRun) and "of 10 records" in outcome.sentence
    else:
        assert isinstance(outcome, Found) and outcome.finding.sureness == says
        assert ("without a note" in outcome.finding.sentence) == (says == "a sign")


def test_untouched_leads_cost_what_leads_of_their_source_brought_in():
    leads, calls = worked(20, ago=200 * DAY)
    deals = [
        {"deal": f"d{n}", "status": "won", "amount": 1000.0, "closed_at": NOW - 190 * DAY} for n in range(20)
    ]
    leads += [lead(f"lost{n}", 210 * DAY, exit="lost", touches=1) for n in range(60)]
    leads += [lead(f"u{n}", 5 * DAY) for n in range(3)]
    outcome = ask("never_touched", evidence(leads=leads, activities=calls, deals=deals))
    assert isinstance(outcome, Found)
    cost = outcome.finding.cost
    assert cost is not None and cost.currency == "EUR"
    assert cost.amount == pytest.approx(3 * 20 * 1000 / 80)
    assert cost.low is not None and cost.high is not None and cost.low < cost.amount < cost.high
    assert "3 leads at 250 EUR" in cost.reckoned


def test_the_time_to_the_first_answer_is_told_with_its_shares():
    waits = [*[30 / 60] * 6, *[24] * 4, *[24.5] * 5, *[72] * 5]
    leads = [lead(f"l{n}", 100 * HOUR + n * HOUR) for n in range(len(waits))]
    calls = [call(f"l{n}", 100 * HOUR + n * HOUR - hours * HOUR) for n, hours in enumerate(waits)]
    leads += [lead(f"n{n}", 100 * HOUR + n * HOUR) for n in range(4)] + [lead("fresh", 2 * HOUR)]
    leads += [lead("no time", touches=2), lead("earlier")]
    calls += [
        call("earlier", 21 * DAY),
        call("n0", 90 * HOUR, kind="note"),
        call("n1", 90 * HOUR, is_inbound=True, kind="mail"),
    ]
    calls += [call("n2", 102 * HOUR - timedelta(seconds=20), kind="mail")]
    held = evidence(leads=leads, activities=calls)
    outcome = ask("response_time", held)
    assert isinstance(outcome, Found)
    assert (outcome.finding.count, outcome.finding.of) == (13, 23)
    assert outcome.finding.interval == pytest.approx(wilson(13, 23))
    assert outcome.finding.sentence == (
        "Half of the leads were answered after 24.0 h from arrival, nights and weekends counted; "
        "26.1 % within the hour, 56.5 % not within a day, 13.0 % never."
    )
    assert len(found("response_time", held)[2]) == 13


def test_without_hours_answers_are_told_in_days():
    start = NOW.replace(hour=0)
    leads = [{"lead": f"l{n}", "created_at": start - 30 * DAY + n * DAY} for n in range(20)]
    calls = [call(f"l{n}", at=start - 30 * DAY + n * DAY + (n % 4) * DAY) for n in range(20)]
    outcome = ask("response_time", evidence(leads=leads, activities=calls))
    assert isinstance(outcome, Found) and (outcome.finding.count, outcome.finding.of) == (10, 20)
    assert "50.0 % not by the next day, 0.0 % never (times are told in days)" in outcome.finding.sentence


def test_quick_answers_are_said_to_be_in_order_and_few_leads_say_nothing():
    leads, calls = worked(60)
    told = ask("response_time", evidence(leads=leads, activities=calls))
    assert isinstance(told, Passed) and "100.0 % within a day" in told.sentence
    assert isinstance(ask("response_time", evidence(leads=leads[:9], activities=calls)), NotRun)


def test_days_of_tasks_beside_hours_of_meetings_tell_answers_in_days():
    leads, calls = worked(60)
    # Salesforce writes the day of a call and the hour of a meeting: a call of the same day came no sooner.
    for done in calls[:30]:
        done["at"] = done["at"].replace(hour=0, minute=0)
    told = ask("response_time", evidence(leads=leads, activities=calls))
    assert isinstance(told, Passed) and "told in days" in told.sentence


def test_leads_left_after_one_or_two_attempts_are_counted_among_those_left():
    leads = [lead(f"{n} {how}", 90 * DAY, exit="unreached") for n in range(1, 7) for how in ("a", "b")]
    calls = [call(f"{n} {how}", (60 + k) * DAY) for n in range(1, 7) for how in ("a", "b") for k in range(n)]
    leads += [lead("resting", 90 * DAY), lead("at work", 90 * DAY), lead("sql", 90 * DAY, milestone="sql")]
    calls += [call("resting", 31 * DAY), call("at work", 29 * DAY), call("sql", 31 * DAY)]
    leads += [lead(key, 90 * DAY, exit="unreached") for key in ("replied", "met", "spoke", "no answer")]
    calls += [
        call("replied", 60 * DAY),
        call("replied", 59 * DAY, is_inbound=True, kind="mail"),
        call("met", 60 * DAY, kind="meeting"),
    ]
    calls += [
        call("spoke", 60 * DAY, outcome="Connected"),
        call("no answer", 60 * DAY, outcome="not reached"),
    ]
    held = evidence(leads=leads, activities=calls)
    assert found("given_up_early", held) == (6, 14, ["1 a", "1 b", "2 a", "2 b", "no answer", "resting"])
    outcome = ask("given_up_early", held)
    assert isinstance(outcome, Found) and outcome.finding.cost is None
    table = {row["attempts"]: row["leads"] for row in outcome.finding.breakdowns[0].rows}
    assert table == {"1": 9, "2": 2, "3": 2, "4": 2, "5": 2, "6+": 2}


def test_one_person_worked_by_two_owners_at_once():
    def pair(mail, first=10, second=12, other="Sam", **given):
        return [
            lead(f"{mail} 1", email=f"{mail}@x.test"),
            lead(f"{mail} 2", email=f" {mail.upper()}@X.test", owner=other, **given),
        ], [call(f"{mail} 1", first * DAY), call(f"{mail} 2", second * DAY)]

    both = [
        pair("twice"),
        pair("edge", 10, 40),
        pair("later", 10, 41),
        pair("same", other="Rita"),
        pair("none", other=None),
    ]
    leads = [one for pairs, _ in both for one in pairs]
    calls = [one for _, done in both for one in done]
    people = [
        {"person": "p", "email": "later@x.test", "owner": "Theo"},
        {"person": "q", "email": "same@x.test", "owner": "Theo"},
    ]
    calls.append(call(None, 10 * DAY, person="q"))
    leads += [lead(f"shared {n}", email="info@x.test", owner=f"o{n}", last_worked_at=NOW) for n in range(11)]
    held = evidence(leads=leads, activities=calls, people=people)
    assert found("worked_twice", held) == (3, 6, ["edge 1", "same 1", "same 2", "twice 1"])
    clean = evidence(leads=leads[4:8], activities=calls)
    assert isinstance(ask("worked_twice", clean), Passed)
    came_back = [one | {"person": "7"} for one in leads[:2]]
    assert isinstance(ask("worked_twice", evidence(leads=came_back, activities=calls[:2])), Passed), (
        "one record"
    )


def test_leads_put_off_for_later_and_never_asked_again():
    day = NOW.date()
    leads = [
        lead("due", exit="recycled", return_on=day - DAY),
        lead("today", exit="recycled", return_on=day),
        lead("woken", exit="recycled", return_on=day - 9 * DAY),
        lead("before", exit="recycled", return_on=day - 5 * DAY),
        lead("old", 400 * DAY, exit="recycled"),
        lead("young", 100 * DAY, exit="recycled"),
        lead("closed lately", 400 * DAY, exit="recycled", closed_at=NOW - 20 * DAY),
        lead("became a deal", 400 * DAY, exit="recycled", is_converted=True),
        lead("open", 400 * DAY),
    ]
    held = evidence(leads=leads, activities=[call("woken", 2 * DAY), call("before", 8 * DAY)])
    assert found("recycled_never_woken", held) == (3, 7, ["before", "due", "old"])


def test_converted_leads_without_a_deal():
    leads = [
        lead("own", is_converted=True, deal="d1"),
        lead("back", is_converted=True),
        lead("person", is_converted=True, person="p"),
        lead("none", converted_at=NOW),
        lead("open"),
        lead("no", is_converted=False),
    ]
    deals = [{"deal": "d2", "lead": "back"}, {"deal": "d3", "person": "p"}]
    assert found("converted_without_deal", evidence(leads=leads, deals=deals)) == (1, 4, ["none"])
    unlinked = evidence(leads=[lead(f"{n}", is_converted=True) for n in range(9)], deals=deals)
    assert isinstance(ask("converted_without_deal", unlinked), NotRun)


def test_what_belongs_to_nobody_or_to_people_who_left():
    leads = [
        lead("blank", owner=" "),
        lead("none", owner=None),
        lead("gone", owner="U7"),
        lead("gone by name", owner="gil"),
        lead("here"),
        lead("ended", owner=None, exit="lost"),
    ]
    users = [{"user": "u7", "name": "Gil", "is_active": False}, {"user": "u8", "name": "Rita", "is_active": True},
             {"user": "u9", "name": "Rita", "is_active": False}]  # fmt: skip
    held = evidence(leads=leads, users=users)
    assert found("leads_without_owner", held) == (2, 5, ["blank", "none"])
    assert found("leads_of_gone_owners", held) == (2, 5, ["gone", "gone by name"])
    nobody_left = evidence(leads=leads, users=users[1:2])
    assert isinstance(ask("leads_of_gone_owners", nobody_left), NotRun)


@pytest.mark.parametrize(
    ("queues", "ended", "is_found"),
    [
        ((90, 10, 12, 11, 10), (50, 50, 50, 50, 50), True),
        ((90, 10, 12, 11, 10), (400, 40, 50, 40, 45), False),  # who does the work has the leads
        ((29, 3, 3, 3, 3), (5, 5, 5, 5, 5), False),  # too few to speak of
        ((32, 11, 11, 11, 11), (5, 5, 5, 5, 5), False),  # not three times as long
    ],
)
def test_a_queue_is_named_only_when_it_is_far_beyond_its_owners_share(queues, ended, is_found):
    owners = [{"open": one, "ended": other} for one, other in zip(queues, ended, strict=True)]
    assert hoarding.is_piled(owners[0], owners, median(queues)) == is_found
    assert not any(hoarding.is_piled(one, owners, median(queues)) for one in owners[1:])


def test_the_long_queue_is_shown_but_no_name_stands_in_the_sentence():
    leads = [
        lead(f"o{n}-{k}", owner=f"Owner {n}") for n, many in enumerate((40, 3, 3, 3, 3)) for k in range(many)
    ]
    leads += [lead(f"q{k}", owner="Inbound Queue") for k in range(50)]
    held = evidence(leads=leads)
    assert found("hoarding", held)[:2] == (40, 52)
    outcome = ask("hoarding", held)
    assert isinstance(outcome, Found) and outcome.finding.sureness == "a sign"
    assert "Owner" not in outcome.finding.sentence and "owner" in outcome.finding.rows.personal
    assert isinstance(ask("hoarding", evidence(leads=leads[:49])), NotRun)  # a small team is not accused


def test_nothing_in_the_tables_asks_nothing_and_breaks_nothing():
    held = evidence(
        leads=[{"lead": None}], deals=[{"deal": None}], activities=[{"activity": None}], changes=[{}]
    )
    for check in process.CHECKS:
        assert isinstance(ask(check.slug, held), NotRun | Passed), check.slug
