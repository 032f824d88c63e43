"""A company that was only worked through Detente's own actions has nothing for doctor to find."""

from __future__ import annotations

import json

import pytest

from detente import doctor


@pytest.mark.parametrize("deep", [False, True])
def test_a_worked_company_is_green(company, deep):
    findings = doctor.check(deep=deep)
    assert [finding.invariant for finding in findings] == [
        "I1",
        "I2",
        "I3",
        "I4",
        "I5",
        "I6",
        "I8",
        "I9",
        "I10",
        "I11",
        "I15",
        "I16",
        "I17",
        "I18",
        "I19",
    ]
    assert not [str(finding) for finding in findings if not finding.ok]


def test_findings_can_be_written_as_json(company):
    plain = json.loads(json.dumps([finding.plain() for finding in doctor.check()]))
    assert plain[0]["invariant"] == "I1" and plain[0]["rows"] == []
