"""Whatever goes wrong, a program reads one shape that names the field and the objection."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.api.programs import Program, objections
from tests.crm.cast import Cast


def shape(answer: Any) -> tuple[int, str]:
    """Status and code; the answer is in the one shape and names its request."""
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "objections", "request_id"}
    assert error["request_id"] == answer.headers["X-Request-Id"]
    assert all(set(one) == {"code", "field", "message"} for one in error["objections"])
    assert error["message"]
    return answer.status_code, error["code"]


def test_every_failure_has_the_one_shape(olga: Program, settings: Any) -> None:
    lead = olga.made("leads", {"name": "Ida"})
    form = olga.client.post("/api/leads", {"name": "x"})
    raw = olga.client.generic("POST", "/api/leads", b"{bad", content_type="application/json")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    large = olga.post("leads", {"name": "x" * 200})
    asked = {
        (400, "bad_json"): raw,
        (401, "unauthorized"): Client().get("/api/leads"),
        (404, "not_found"): olga.get("leads/00000000-0000-0000-0000-000000000000"),
        (405, "method_not_allowed"): olga.ask("delete", "leads"),
        (412, "stale"): olga.post(f"leads/{lead['id']}/moves", {"to": "mql"}, If_Match='"99"'),
        (413, "too_large"): large,
        (415, "unsupported_media_type"): form,
        (422, "refused"): olga.post("leads", {}),
        (422, "invalid"): olga.post("leads", {"nam": "Ida"}),
    }
    for wanted, answer in asked.items():
        assert shape(answer) == wanted
    assert asked[405, "method_not_allowed"].headers["Allow"]
    for nowhere in ("/api/nowhere", "/api/leads/7", "/api", "/api/leads/x/y/z", "/api/%00"):
        assert shape(olga.client.get(nowhere)) == (404, "not_found"), nowhere


def test_the_field_is_named_however_deep_it_stands(olga: Program) -> None:
    said = olga.post("leads", {"name": 7, "at": "yesterday", "utm": {"utm_source": []}, "stag": "mql"})
    assert set(objections(said)) == {"name", "at", "utm.utm_source", "stag"}
    assert objections(olga.post("leads", {"name": "Ida", "stage": "won"})) == {"stage": "stage_unknown"}
    assert objections(
        olga.post("leads", {"name": "Ida", "owner": "00000000-0000-0000-0000-000000000000"})
    ) == {"owner": "owner_unknown"}
    nul = olga.post("leads", json.loads('{"name": "I\\u0000da", "utm": {"utm_source": "\\ud800"}}'))
    assert objections(nul) == {"name": "text_unkeepable", "utm.utm_source": "text_unkeepable"}
    assert objections(olga.get("leads?stag=mql&sort=nonsense&arrived_from=soon")) == {
        "stag": "filter_unknown", "sort": "sort_unknown", "arrived_from": "day_unreadable"
    }  # fmt: skip


def test_what_is_no_document_is_refused_and_never_an_error_of_ours(olga: Program) -> None:
    for body in (
        "NaN",
        "[1e999]",
        "[" * 100_000,
        '{"name": 1e400}',
        "nul",
        '"\\ud800"',
        "",
        "[]",
        "7",
        "null",
        "\xff",
    ):
        sent = body.encode("latin-1")
        answer = olga.client.generic("POST", "/api/leads", sent, content_type="application/json")
        assert shape(answer)[0] in (400, 422), body[:20]


def test_a_failure_of_ours_says_so_without_a_trace(crew: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret inner thing")

    monkeypatch.setattr("detente.api.leads.capture.capture", fail)
    answer = Program.of(crew.olga).post("leads", {"name": "Ida"})
    assert shape(answer) == (500, "internal")
    assert "inner" not in answer.content.decode()
