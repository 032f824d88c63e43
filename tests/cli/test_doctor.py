"""`detente doctor` is green on an orderly company and red, with the rows, on a planted fault."""

from __future__ import annotations

import pytest

from detente.crm.capture.actions import Origin, Who, capture
from detente.crm.models import Lead, User
from detente.crm.people.actions import add_user
from tests.fixtures.companies import ADMIN, PASSWORD


@pytest.fixture
def maya(db):
    add_user(email=ADMIN, name="Ada", role="admin", by=None, password=PASSWORD)
    who = Who(name="Maya", email="maya@northwind.example")
    return capture(who, by=None, origin=Origin(source="web")).lead


def test_an_orderly_company_is_green(detente, maya):
    done = detente("doctor")
    assert done.code == 0, done.out
    assert {line.split()[0] for line in done.out.splitlines()} >= {
        "I1", "I2", "I3", "I4", "I5", "I8", "I9", "I10", "I11", "I15", "I16",
    }  # fmt: skip


def test_json_says_the_same_for_a_script(detente, maya):
    answer = detente("doctor", "--json", "--deep").json
    assert answer["ok"] is True
    assert answer["deep"] is True
    assert all(finding["ok"] for finding in answer["findings"])


@pytest.mark.plants_faults
def test_a_state_that_its_history_does_not_tell_is_found(detente, maya):
    Lead.objects.filter(pk=maya.pk).update(source="elsewhere")
    done = detente("doctor")
    assert done.code == 1
    (line,) = [line for line in done.out.splitlines() if line.startswith("I3")]
    assert "BROKEN" in line
    assert f"lead {maya.pk}" in done.out
    assert "Repair:" in done.out


@pytest.mark.plants_faults
def test_a_company_that_lost_its_administrator_is_found(detente, maya):
    User.objects.update(is_active=False)
    done = detente("doctor")
    assert done.code == 1
    assert "I16" in [line.split()[0] for line in done.out.splitlines() if "BROKEN" in line]
