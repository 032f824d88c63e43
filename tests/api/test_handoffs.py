"""What the teams promised each other, by programs: points, handoffs, promises, absences, proposals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from detente.crm.people.days import today
from tests.api.programs import Program, objections
from tests.crm.cast import Cast

ASKS = {
    "name": "Ida Plain", "email": "ida@plain.example", "company": "Plain Ltd", "code": "request",
    "title": "Head of Production",
}  # fmt: skip


@pytest.fixture
def lead(crew: Cast) -> Any:
    return Program.of(crew.mia).made("leads", ASKS)


def test_who_asks_for_contact_is_handed_over_and_rejected_once(crew: Cast, lead: Any) -> None:
    mia, sven = Program.of(crew.mia), Program.of(crew.sven)
    assert (lead["stage"], lead["owner"]["name"]) == ("mql", "Sven")
    (handoff,) = sven.get(f"handoffs?state=open&to={crew.sven.uuid}").said["items"]
    assert (handoff["lead"]["id"], handoff["route"], handoff["answer"]) == (lead["id"], "round_robin", None)
    assert handoff["made_at"] < handoff["due_at"]
    at = f"handoffs/{handoff['id']}"
    assert objections(sven.post(f"{at}/rejection", {"reason": "because"})) == {"reason": "reason_missing"}
    refused = sven.made(f"{at}/rejection", {"reason": "wrong_territory", "words": "Sells in Brazil only."})
    assert (refused["answer"], refused["reason"], refused["answered_by"]["name"]) == (
        "rejected", "wrong_territory", "Sven"
    )  # fmt: skip
    assert objections(sven.post(f"{at}/acceptance")) == {None: "answered"}
    assert mia.get(f"leads/{lead['id']}").said["stage"] == "rejected"
    assert mia.get("handoffs?state=open").said["items"] == []
    assert mia.get("handoffs?state=closed").status_code == 422


def test_an_accepted_lead_is_passed_on_and_taken(crew: Cast, lead: Any) -> None:
    sven, ava = Program.of(crew.sven), Program.of(crew.ava)
    at = f"leads/{lead['id']}"
    (first,) = sven.get(f"{at}/handoffs").said["items"]
    assert objections(ava.post(f"handoffs/{first['id']}/acceptance")) == {None: "not_yours"}
    sven.made(f"handoffs/{first['id']}/acceptance")
    passed = sven.made(f"{at}/passes", {"to": str(crew.ava.uuid), "words": "Wants prices."})
    assert (passed["kind"], passed["to"]["name"]) == ("passed", "Ava")
    stale = ava.post(f"handoffs/{passed['id']}/acceptance", If_Match='"9"')
    assert stale.status_code == 412
    ava.made(f"handoffs/{passed['id']}/acceptance")
    now = ava.get(at).said
    assert (now["stage"], now["owner"]["name"]) == ("sql", "Ava")
    assert [one["answer"] for one in ava.get(f"{at}/handoffs").said["items"]] == ["accepted", "accepted"]


def test_every_point_is_told_and_they_add_up(crew: Cast, lead: Any) -> None:
    score = Program.of(crew.sven).get(f"leads/{lead['id']}/score").said
    assert round(sum(point["points"] for point in score["points"]), 6) == score["score"]
    assert score["score"] == score["fit"] + score["engagement"] and score["is_ready"]
    assert "request" in {point["code"] for point in score["points"]}


def test_a_promise_is_kept_in_mind_and_dropped(crew: Cast, lead: Any) -> None:
    sven = Program.of(crew.sven)
    soon = (timezone.now() + timedelta(hours=3)).isoformat()
    assert sven.post(f"leads/{lead['id']}/promises", {"at": soon}).status_code == 201
    past = {"at": (timezone.now() - timedelta(hours=3)).isoformat()}
    assert objections(sven.post(f"leads/{lead['id']}/promises", past)) == {"at": "promise_past"}
    assert sven.ask("delete", f"leads/{lead['id']}/next").status_code == 200
    assert sven.ask("delete", f"leads/{lead['id']}/next").status_code == 422


def test_who_is_away_gets_nothing(crew: Cast) -> None:
    sven = Program.of(crew.sven)
    days = {"first_on": str(today()), "last_on": str(today() + timedelta(days=3))}
    absence = sven.made("absences", {"user": str(crew.sven.uuid), **days})
    assert objections(sven.post("absences", {"user": str(crew.ava.uuid), **days})) == {None: "not_yours"}
    lead = Program.of(crew.mia).made("leads", ASKS)
    assert (lead["owner"] or {}).get("name") != "Sven"
    assert sven.ask("delete", f"absences/{absence['id']}").status_code == 200
    assert sven.get("absences").said["items"] == []


def test_programs_propose_and_people_sign(crew: Cast) -> None:
    mia = Program.of(crew.mia)
    document = mia.get("playbook").said["document"]
    document["sales_ready"]["threshold"] = 40
    proposed = mia.made("playbook/proposals", {"document": document, "summary": "Fewer points"})
    assert (proposed["state"], proposed["by"]["name"], proposed["became"]) == ("open", "Mia", None)
    assert mia.get("playbook").said["document"]["sales_ready"]["threshold"] == 50
    document["sales_ready"]["threshold"] = "many"
    assert mia.post("playbook/proposals", {"document": document}).status_code == 422
    assert [one["version"] for one in mia.get("playbook/versions").said["items"]] == [1]
    assert mia.get("playbook/versions/1").said["version"] == 1
    assert mia.get("playbook/versions/2").status_code == 404
