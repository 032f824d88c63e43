"""What the audit says from the history of changes: owners, and the order of stages."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from detente.analytics.audit.finding import Found, NotRun, Passed
from tests.analytics.audit.asking import NOW, ask, evidence, found

DAY = timedelta(days=1)
PLACES = [
    {"object": "deals", "stage": stage, "place": n}
    for n, stage in enumerate(("New", "Talk", "Offer", "Won"), 1)
]
PLACES.append({"object": "deals", "stage": "Lost", "place": 9, "milestone": "exit", "exit": "lost"})


def path(record, *values, field="stage", table="deals"):
    """A history from the first value to the last, a day apart."""
    return [
        {
            "object": table,
            "record": record,
            "field": field,
            "old": old,
            "new": new,
            "at": NOW - 30 * DAY + n * DAY,
        }
        for n, (old, new) in enumerate(pairwise(values))
    ]


def orderly(number):
    return [one for n in range(number) for one in path(f"o{n}", "New", "Talk", "Offer", "Won")]


def test_records_that_bounce_between_owners_are_counted_once_for_each_change():
    changes = path("thrice", "Ann", "Ben", "Ann", "Cem", field="owner", table="leads")
    changes += path("twice", "Ann", "Ben", "Ann", field="owner", table="leads")
    changes += [
        one | {"old": one["old"] + "-id", "new": one["new"] + "-id", "record": "twice"} for one in changes[3:]
    ]
    changes += path(
        "assigned", "", "Ben", "Ann", "Ben", field="owner", table="leads"
    )  # the first gave it an owner
    changes += path("a deal", "1", "2", "3", "4", "5", "6", "7", "8", field="owner")
    changes += path("other", "1", "2", "3", "4", field="amount", table="leads")
    held = evidence(changes=changes)
    assert found("bouncing_owners", held) == (2, 5, ["a deal"])
    outcome = ask("bouncing_owners", held)
    assert isinstance(outcome, Found)
    assert [(row["object"], row["moves"], row["records"]) for row in outcome.finding.breakdowns[0].rows] == [
        ("deals", 6, 1), ("leads", 0, 1), ("leads", 2, 2), ("leads", 3, 1)]  # fmt: skip
    assert isinstance(ask("bouncing_owners", evidence(changes=path("x", "1", "2", field="amount"))), NotRun)


def test_stages_jumped_over_and_gone_back_on():
    changes = orderly(12) + path("jump", "New", "Won") + path("half", "New", "Offer")
    changes += (
        path("back", "New", "Talk", "Offer", "Talk")
        + path("lost", "New", "Lost")
        + path("again", "Lost", "New", "Talk")
    )
    changes += path("odd", "New", "Somewhere", "Talk")
    held = evidence(changes=changes, stages=PLACES)
    assert found("stages_skipped", held) == (2, 16, ["half", "jump"])
    outcome = ask("stages_skipped", held)
    assert isinstance(outcome, Found) and outcome.finding.sureness == "counted"
    told = ask("stages_backwards", held)
    assert isinstance(told, Found) and (told.finding.count, told.finding.of) == (1, 16)
    few = evidence(changes=[*orderly(20), *path("back", "Talk", "New")], stages=PLACES)
    assert isinstance(ask("stages_backwards", few), Passed)  # one of twenty-one is a correction
    assert isinstance(ask("stages_skipped", evidence(changes=orderly(9), stages=PLACES)), NotRun)


def test_a_stage_that_hardly_anybody_stands_in_is_not_skipped():
    straight = [one for n in range(12) for one in path(f"o{n}", "New", "Offer", "Won")]
    held = evidence(changes=[*straight, *path("all", "New", "Talk", "Offer", "Won")], stages=PLACES)
    assert isinstance(ask("stages_skipped", held), Passed)


def test_without_places_stages_stand_in_the_order_of_their_milestones_which_is_a_guess():
    named = {"Open": "inquiry", "Accepted": "sal", "Qualified": "sql", "Dead": "exit"}
    stages = [
        {"object": "leads", "stage": stage, "milestone": milestone} for stage, milestone in named.items()
    ]
    changes = [
        one
        for n in range(8)
        for one in path(f"o{n}", "Open", "Accepted", "Qualified", field="status", table="leads")
    ]
    changes += [
        one
        for n in range(4)
        for one in path(f"b{n}", "Accepted", "Open", "Dead", field="status", table="leads")
    ]
    held = evidence(changes=changes, stages=stages)
    count, of, keys = found("stages_backwards", held)
    assert (count, of, keys) == (4, 12, ["b0", "b1", "b2", "b3"])
    outcome = ask("stages_backwards", held)
    assert isinstance(outcome, Found) and outcome.finding.sureness == "a sign"
    without_old = evidence(changes=[one | {"old": None} for one in orderly(12)], stages=PLACES)
    told = ask("stages_backwards", without_old)
    assert isinstance(told, Passed) and "0.0 % of the 12 records" in told.sentence
