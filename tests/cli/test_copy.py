"""`detente copy` says how fresh the reports are, and makes them fresh."""

from __future__ import annotations

import json

from detente.cli.app import run
from detente.crm.capture.actions import Origin, Who, capture


def arrive(name: str, source: str = "web"):
    return capture(Who(name=name, email=f"{name}@northwind.example"), by=None, origin=Origin(source=source))


def test_without_a_copy_it_says_how_to_make_one(detente):
    arrive("maya")
    assert "detente copy rebuild" in detente("copy", "status").out
    assert detente("copy", "status", "--json").json["exists"] is False


def test_a_rebuilt_copy_has_everything(detente):
    arrive("maya")
    assert "nothing waits" in detente("copy", "rebuild").out
    status = detente("copy", "status", "--json").json
    assert (status["exists"], status["waiting_events"], status["must_be_rebuilt"]) == (True, 0, False)


def test_what_came_since_waits_until_the_refresh(detente):
    arrive("maya")
    detente("copy", "rebuild")
    arrive("tomas")
    assert detente("copy", "status", "--json").json["waiting_events"] > 0
    assert "nothing waits" in detente("copy", "refresh").out


def test_a_report_sees_what_was_written_just_before(detente):
    arrive("maya", source="web")
    detente("copy", "rebuild")
    arrive("tomas", source="fair")
    rows = detente("report", "funnel", "--by", "source", "--format", "json").json["rows"]
    assert {row["source"]: row["leads"] for row in rows} == {"web": 1, "fair": 1}


def test_copy_alone_shows_its_commands(capsys):
    assert run(["copy", "--help"]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("status", "refresh", "rebuild"))


def test_the_answer_says_as_of_when_it_is(detente):
    arrive("maya")
    answer = json.loads(detente("report", "funnel", "--format", "json").out)
    assert answer["as_of"].endswith("Z")
