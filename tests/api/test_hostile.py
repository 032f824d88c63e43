"""Hostile text through the API: kept exactly or refused by field, every one accounted for, never an error of ours."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from detente.crm.models import Event, Lead, Person
from detente.crm.people.contacts import read_email
from tests.api.programs import Program, objections

pytestmark = pytest.mark.both

TORTURE = Path(__file__).resolve().parents[3] / "shared/data/torture"


@pytest.fixture
def hostile(olga: Program, settings: Any) -> Program:
    settings.API_PER_MINUTE = 0
    return olga


@pytest.mark.skipif(not TORTURE.exists(), reason="the collections of hostile text are not here")
def test_naughty_strings_are_kept_exactly_or_refused_by_field(hostile: Program) -> None:
    naughty = json.loads((TORTURE / "naughty_strings/blns.json").read_text())
    outcomes: Counter[str] = Counter()
    for no, text in enumerate(naughty):
        body = {
            "name": text,
            "external": {"system": "blns", "id": f"n{no}"},
            "words": text,
            "utm": {"utm_term": text},
        }
        answer = hostile.post("leads", body)
        if answer.status_code == 201:
            outcomes["stored"] += 1
            if no % 5 == 0:
                assert hostile.get(f"leads/{answer.said['id']}").said["person"]["name"]
        else:
            assert answer.status_code == 422 and objections(answer), (text, answer.content)
            outcomes["refused"] += 1
    assert outcomes["stored"] + outcomes["refused"] == len(naughty)
    assert outcomes["stored"] == Lead.objects.count() == Event.objects.filter(kind="captured").count()
    assert outcomes["stored"] > 0.95 * len(naughty)
    asked = ("leads q", "people sort", "leads after", "search q", "leads where", "campaigns name")
    for text in naughty[::7]:
        for path, name in (one.split() for one in asked):
            answer = hostile.client.get(f"/api/{path}", {name: text})
            assert answer.status_code in (200, 422), (path, name, text)


@pytest.mark.skipif(not TORTURE.exists(), reason="the collections of hostile text are not here")
def test_addresses_get_the_same_verdict_as_at_every_other_door(hostile: Program) -> None:
    tests = sorted((TORTURE / "isemail").rglob("*.xml"))
    addresses = {
        str(node.text) for file in tests for node in ElementTree.parse(file).iter("address") if node.text
    }
    assert len(addresses) > 100
    stored = 0
    for no, address in enumerate(sorted(addresses)):
        body = {"email": address, "external": {"system": "isemail", "id": f"a{no}"}}
        answer = hostile.post("leads", body)
        if answer.status_code == 422:
            assert objections(answer), address
            continue
        stored += 1
        read = read_email(address)
        person = Person.objects.get(uuid=answer.said["person"]["id"])
        assert (person.email_key, "email_invalid" in answer.said["defects"]) == (
            read.key,
            read.key is None,
        ), address
    assert stored > 0.9 * len(addresses)
