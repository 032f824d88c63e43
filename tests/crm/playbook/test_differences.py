"""What differs between two playbooks is told in plain words, old and new, and whatever differs is told."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from detente.crm.playbook.agreement import default_document
from detente.crm.playbook.differences import differences
from detente.crm.playbook.schema import schema_at


def told(change: Any) -> list[tuple[str, str, str, str]]:
    document = deepcopy(default_document())
    change(document)
    return [(one.topic, one.text, one.old, one.new) for one in differences(default_document(), document)]


def test_nothing_differs_from_itself() -> None:
    assert told(lambda document: None) == []


def test_points_reasons_and_times_are_told_in_plain_words() -> None:
    def change(document: Any) -> None:
        document["scoring"]["engagement"]["groups"][0]["rules"][1]["points"] = 30
        document["exits"][5]["reasons"][1]["side"] = "sales"
        document["slas"]["sales"]["answer"]["minutes"] = 90
        document["sales_ready"]["threshold"] = 1
        document["routing"]["randomised_share"] = 0.1
        document["targets"][0]["at_least"] = 80

    assert told(change) == [
        ("exits", "Reason Lost: Price counts as sales, was unknown.", "unknown", "sales"),
        ("ready", "A lead is sales-ready from 1 point, was 50 points.", "50 points", "1 point"),
        ("points", "Finished a survey earns 30 points, was 25 points.", "25 points", "30 points"),
        ("promises", "Answering a handoff within 90 business minutes, was 4 business hours.",
         "4 business hours", "90 business minutes"),
        ("routing", "10 % of the leads of the round robin go to a rep at random, was 0 %.", "0 %", "10 %"),
        ("targets", "Sales-ready leads: at least 80 a month, was at least 60 a month.",
         "at least 60 a month", "at least 80 a month"),
    ]  # fmt: skip


def test_rows_that_come_go_and_change_places_are_told() -> None:
    def change(document: Any) -> None:
        rules = document["scoring"]["fit"]["groups"][0]["rules"]
        rules[1] = {
            "code": "buys",
            "name": "Buys",
            "points": 20,
            "when": {"field": "person.title", "is": "contains", "value": ["buyer", "purchasing"]},
        }
        document["cadences"].reverse()

    was, now = "They asked, or are hot, Everybody else", "Everybody else, They asked, or are hot"
    assert told(change) == [
        ("points", "No more points for: Manages.", "15 points", ""),
        ("points", "New points: Buys.", "", "20 points"),
        ("cadences", f"Cadences are tried in another order: {now}; was: {was}.", was, now),
    ]  # fmt: skip


def test_blaming_price_on_one_side_is_pointed_out() -> None:
    document = deepcopy(default_document())
    document["exits"][5]["reasons"][2]["side"] = "quality"
    (change,) = differences(default_document(), document)
    assert "blames one side in every report" in change.caution


def leaves(part: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(part, dict):
        return [leaf for key, value in part.items() for leaf in leaves(value, (*path, key))]
    if isinstance(part, list) and any(isinstance(row, dict) for row in part):
        return [leaf for number, row in enumerate(part) for leaf in leaves(row, (*path, number))]
    return [] if part == [] else [path]


def changed(path: tuple[str | int, ...]) -> dict[str, Any]:
    document: Any = deepcopy(default_document())
    part = document
    for step in path[:-1]:
        part = part[step]
    was = part[path[-1]]
    if isinstance(was, bool):
        part[path[-1]] = not was
    elif isinstance(was, int | float):
        part[path[-1]] = was + 1
    else:
        part[path[-1]] = [*was, "another"] if isinstance(was, list) else f"{was}x"
    return dict(document)


def test_no_change_goes_untold() -> None:
    paths = leaves(default_document())
    assert len(paths) > 500 and all(schema_at(path) is not None for path in paths)
    assert [path for path in paths if not differences(default_document(), changed(path))] == []
