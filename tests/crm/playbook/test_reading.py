"""A playbook as a file: read with the place of everything, refused with the line and what to do."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
import yaml

from detente.crm.objections import Refused
from detente.crm.playbook.agreement import default_document
from detente.crm.playbook.checks import checked, faults
from detente.crm.playbook.reading import read
from detente.crm.playbook.writing import write

DEFAULT = write(default_document())


def complaints(text: str) -> list[tuple[int, str]]:
    """(line, sentence) of everything that is refused."""
    with pytest.raises(Refused) as refused:
        checked(read(text))
    return [(objection.values["line"], str(objection)) for objection in refused.value.objections]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_what_is_written_is_read_back_the_same() -> None:
    assert checked(read(DEFAULT)) == default_document()
    assert read(DEFAULT).document == yaml.safe_load(DEFAULT)


def test_a_file_has_the_same_order_however_a_database_keeps_it() -> None:
    assert write(json.loads(json.dumps(default_document(), sort_keys=True))) == DEFAULT


@pytest.mark.parametrize(
    ("part", "instead", "sentence"),
    [
        ("points: 25", "points: many", "points must be a whole number."),
        ("points: 25", "pionts: 25", "pionts is not known here. Did you mean points?"),
        ("side: sales", "side: rep", "side must be one of: quality, sales, unknown."),
        ("expected_days: 14", "expected_days: 0", "expected_days must be 1 or more."),
        ("09:00-17:00", "9-17", "9-17 are no hours: write 09:00-17:00."),
        ("threshold: 50", "threshold: 120", "No lead can have more than 100 points, so none would"),
        ("from: 50}", "from: 80}", "Bands go from the highest down: Ready must begin below 70 points."),
        ("touches: [survey]", "touches: [poll]", "There is no kind of touch poll. Known are: download, event, "),
        ("channel: social", "channel: owl", "There is no channel owl. Known are: call"),
        ("account.employees, is: at_least", "account.employees, is: contains", "account.employees cannot be asked"),
        ("field: account.name", "field: account.password", "There is no field account.password. Known are "),
        ("zone: ''", "zone: Europe/Atlantis", "There is no time zone Europe/Atlantis. Write one"),
        ("country: ''", "country: XX", "The holidays of XX are not known."),
        ("attempts: 6", "attempts: 7", "Unreached asks for 7 attempts"),
        ("code: no_budget, name", "code: no_need,  name", "The code no_need stands twice in this list"),
        ("urgent_minutes: 60", "urgent_minutes: 600", "What is urgent is answered sooner"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_what_to_do(part: str, instead: str, sentence: str) -> None:
    text = DEFAULT.replace(part, instead, 1)
    assert text != DEFAULT
    found = complaints(text)
    assert any(line == line_of(text, instead) and words.startswith(sentence) for line, words in found), found


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("stages: [\n  {code: a\n", 3, "This is not YAML"),
        ("stages: 1\nstages: 2\n", 2, "stages is given twice here"),
        ("a: &x 1\nb: *x\n", 2, "References"),
        ("- a\n", 1, "A playbook begins with sections"),
        ("", 1, "A playbook begins with sections"),
        ("a: " + "[" * 5000, 1, "nested too deep"),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str, line: int, part: str) -> None:
    (found,) = complaints(text)
    assert found[0] == line and part in found[1]


def test_every_mistake_is_told_at_once_from_the_top_down() -> None:
    text = DEFAULT.replace("milestone: sql", "milestone: dream", 1).replace("points: -25", "points: x")
    found = complaints(text)
    assert len(found) == 2 and found[0][0] < found[1][0]


def broken(**sections: Any) -> list[str]:
    document = deepcopy(default_document()) | sections
    return [str(fault.objection) for fault in faults(document)]


def test_the_path_keeps_the_order_of_the_milestones_and_ends_with_won() -> None:
    stages = default_document()["stages"]
    assert broken() == []
    assert broken(stages=[stages[1], stages[0], *stages[2:]]) == [
        "Inquiry counts as inquiry and stands after MQL: stages follow the order inquiry, mql, sal, sql, proposal, won."
    ]
    assert "The path ends with one stage whose code and milestone are won: put it last." in broken(
        stages=stages[:-1]
    )
    assert broken(stages=[row for row in stages if row["milestone"] != "mql"]) == [
        "No stage counts as mql: reports need one that does."
    ]  # fmt: skip


def test_every_reason_says_what_it_counts_as() -> None:
    exits = deepcopy(default_document()["exits"])
    del exits[5]["reasons"][1]["side"], exits[3]["reasons"][0]["days"]
    assert broken(exits=exits) == [
        "Later this year does not say after how many days the lead comes back: add days.",
        "Price does not say what it counts as: add side: quality, sales or unknown.",
    ]


def test_a_cadence_for_all_hides_none_below_it() -> None:
    cadences = default_document()["cadences"]
    assert broken(cadences=cadences[::-1]) == [
        "Everybody else fits every lead, so those below it are never used: move it to the end."
    ]


def test_codes_that_detente_writes_itself_are_kept() -> None:
    defects = [row for row in default_document()["defects"] if row["code"] != "date_in_future"]
    assert broken(defects=defects) == [
        "The code date_in_future is one that Detente itself uses: keep it here, under a name you like."
    ]
