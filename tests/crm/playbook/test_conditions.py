"""Conditions of the playbook: what is known of a lead decides, and what is not known decides nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detente.crm.playbook.agreement import default_document
from detente.crm.playbook.conditions import FIELDS, OPERATORS, OPERATORS_OF, asked, field_of, holds

MAYA = {
    "person.title": "Vice President, Operations ", "person.country": "SE", "person.has_email": True,
    "person.has_phone": "no", "account.name": "Northwind", "account.employees": 120, "account.industry": "",
    "account.revenue": None, "account.custom.parts": ["Valves", "Pumps"], "lead.custom.since": date(2026, 3, 1),
}  # fmt: skip


def asks(field: str, operator: str, value: Any = None) -> bool:
    return holds({"field": field, "is": operator} | ({} if value is None else {"value": value}), MAYA)


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        ("person.country", "is", "se", True),
        ("person.country", "is_not", "SE", False),
        ("person.country", "one_of", ["NO", "SE"], True),
        ("person.country", "not_one_of", ["NO", "FI"], True),
        ("person.title", "is", "vice president, operations", True),
        ("person.title", "contains", ["vice  president"], True),
        ("person.title", "contains", ["president", "owner"], True),
        ("person.title", "contains", ["vice pres", "operation"], False),
        ("account.employees", "at_least", 120, True),
        ("account.employees", "at_least", 120.5, False),
        ("account.employees", "below", 121, True),
        ("account.employees", "below", "many", False),
        ("account.employees", "is", 120.0, True),
        ("person.has_email", "yes", None, True),
        ("person.has_email", "is", "yes", True),
        ("person.has_phone", "yes", None, False),
        ("person.has_phone", "no", None, True),
        ("account.name", "known", None, True),
        ("account.name", "unknown", None, False),
        ("account.custom.parts", "is", "pumps", True),
        ("account.custom.parts", "is_not", "pumps", False),
        ("lead.custom.since", "at_least", "2026-03-01", True),
        ("lead.custom.since", "below", date(2026, 3, 1), False),
    ],
)
def test_a_question_is_answered_by_what_is_known(
    field: str, operator: str, value: Any, expected: bool
) -> None:
    assert asks(field, operator, value) is expected


@pytest.mark.parametrize("field", ["account.industry", "account.revenue", "lead.source"])
def test_what_is_not_known_answers_only_unknown_and_not(field: str) -> None:
    several, one = ("one_of", "not_one_of", "contains"), ("is_not", "is")
    values: dict[str, Any] = (
        {key: ["x"] for key in several} | dict.fromkeys(one, "x") | {"at_least": 0, "below": 9}
    )
    found = {operator for operator in OPERATORS if asks(field, operator, values.get(operator))}
    assert found == {"unknown", "is_not", "not_one_of"}


def test_questions_join_by_all_any_and_not() -> None:
    swede, giant = (
        {"field": "person.country", "is": "is", "value": "SE"},
        {"field": "account.employees", "is": "at_least", "value": 5000},
    )
    assert not holds({"all": [swede, giant]}, MAYA)
    assert holds({"any": [giant, {"all": [swede, {"not": giant}]}]}, MAYA)
    assert [one["field"] for one in asked({"not": {"any": [swede, {"all": [giant]}]}})] == [
        "person.country",
        "account.employees",
    ]


def test_fields_are_a_closed_list_and_the_companys_own() -> None:
    assert field_of("account.custom.segment") and field_of("person.title") == FIELDS["person.title"]
    assert field_of("person.password") is None and field_of("user.custom.x") is None
    assert all(set(OPERATORS_OF[field.kind]) <= set(OPERATORS) for field in FIELDS.values())
    document = default_document()
    rules = [rule for group in document["scoring"]["fit"]["groups"] for rule in group["rules"]]
    for row in (*rules, *document["sales_ready"]["exclusions"]):
        for one in asked(row["when"]):
            assert one["is"] in OPERATORS_OF[FIELDS[one["field"]].kind]
