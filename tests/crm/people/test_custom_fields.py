"""Fields that a company adds: each once per kind of record, of a known kind, on a known record."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from detente.crm.models import CustomField


@pytest.fixture
def plant_size(db):
    return CustomField.objects.create(object="account", code="plant_size", name="Plant size", kind="number")


@pytest.mark.parametrize(
    "wrong",
    [
        {"object": "account", "code": "plant_size", "kind": "text"},
        {"object": "invoice", "code": "number", "kind": "text"},
        {"object": "lead", "code": "mood", "kind": "feeling"},
    ],
)
def test_the_database_refuses_a_field_twice_or_of_an_unknown_kind(plant_size, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        CustomField.objects.create(name="Again", **wrong)


def test_the_same_code_may_stand_on_another_kind_of_record(plant_size):
    CustomField.objects.create(object="deal", code="plant_size", name="Plant size", kind="number")
    assert CustomField.objects.filter(code="plant_size").count() == 2
