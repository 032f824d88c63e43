"""Requests generated from the document: whatever it allows or nearly allows is answered as it says, never by a 5xx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import content_type_conformance, not_a_server_error, status_code_conformance
from schemathesis.specs.openapi.checks import response_schema_conformance

from detente.crm.capture.actions import Who, capture
from detente.crm.deals.actions import open_deal
from detente.crm.deals.products import add_product
from detente.crm.lists.views import save_view
from detente.crm.people.custom_fields import add_field
from detente.webhooks.endpoints import add_endpoint
from tests.api.programs import Program
from tests.crm.cast import Cast

pytestmark = pytest.mark.both

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture
def keys(crew: Cast) -> dict[str, Any]:
    """Keys of records that are there, by the part of the address that they stand after; more than one by name."""
    lead = capture(Who(name="Ida", company="Plain"), by=None).lead
    dealt = capture(Who(name="Otto", company="Kern"), by=None).lead
    add_field("lead", name="Size", kind="choice", choices=["Small", "Large"], by=None)
    return {
        "fields": {"object": "lead", "code": "size", "choice": "small"},
        "views": save_view("leads", "All", by=crew.olga, question={}, columns=[]).uuid,
        "webhooks": add_endpoint("https://hooks.example/", ["deal.won"], by=crew.olga)[0].uuid,
        "leads": lead.uuid, "people": lead.person.uuid, "accounts": lead.account.uuid,
        "campaigns": crew.webinar.uuid, "deals": open_deal(by=crew.ava, lead=dealt).uuid,
        "products": add_product("Audit", by=None).uuid, "users": crew.vera.uuid,
    }  # fmt: skip


def ask_everything(olga: Program, keys: dict[str, Any], examples: int) -> int:
    from detente import copy
    from detente.config.wsgi import application

    copy.rebuild()
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    return sum(ask(found.ok(), olga, keys, examples) for found in schema.get_all_operations())


def ask(operation: Any, olga: Program, keys: dict[str, Any], examples: int) -> int:
    """Put generated requests to one operation; returns how many."""
    known, asked = keys.get(operation.path.split("/")[2]), []

    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        for name, value in (known if isinstance(known, dict) else {"key": known} if known else {}).items():
            if name in case.path_parameters:
                case.path_parameters[name] = str(value)
        response = case.call(headers={"Authorization": f"Bearer {olga.key}"})
        case.validate_response(response, checks=CHECKS)
        asked.append(response.status_code)

    check()
    return len(asked)


@pytest.fixture
def in_the_tests_transaction() -> Iterator[None]:
    """As Django's own test client: a request does not close the connection that the test stands on."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def unlimited(settings: Any, in_the_tests_transaction: None) -> None:
    settings.API_PER_MINUTE = 0


def test_a_sample_of_generated_requests(olga: Program, keys: dict[str, Any], unlimited: None) -> None:
    assert ask_everything(olga, keys, 3) > 200


@pytest.mark.deep
def test_many_generated_requests(olga: Program, keys: dict[str, Any], unlimited: None) -> None:
    assert ask_everything(olga, keys, 60) > 3_000
