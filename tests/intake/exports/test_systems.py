"""What HubSpot and Salesforce write, as their users download it, means what it says there."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from detente.intake import exports
from tests.intake.exports.written import (
    GERMAN_REPORT,
    SALESFORCE_LEADS,
    SALESFORCE_REPORT,
    hubspot,
    salesforce,
    written,
)
from tests.intake.sheets import workbook


def only(reading: exports.Reading, sql: str) -> dict[str, Any]:
    """The only row of an answer, dates as text."""
    (row,) = reading.evidence.rows(sql)
    return {name: str(value) if hasattr(value, "year") else value for name, value in row.items()}


def test_a_contact_of_hubspot_is_a_lead_and_a_person(tmp_path: Path) -> None:
    with exports.read([hubspot(tmp_path)]) as reading:
        assert reading.picture.passed_over == () and reading.questions == ()
        maya = only(reading, "SELECT * FROM leads WHERE lead = '101'")
        assert (
            maya["name"] == "Maya Okafor"
            and maya["source"] == "Organic Search"
            and maya["owner"] == "Priya Nair"
        )
        assert (maya["milestone"], maya["touches"], maya["mql_at"]) == ("sql", 3, "2024-01-05 10:00:00")
        assert maya["deal"] == "501", "she is the second of the deal's contacts"
        jonas = only(reading, "SELECT * FROM leads WHERE lead = '102'")
        assert (jonas["exit"], jonas["account"], jonas["status"]) == ("disqualified", "9002", "Lead")
        lena = only(reading, "SELECT * FROM leads WHERE lead = '103'")
        assert lena["name"] == "Lena Null" and lena["is_bounced"] and lena["deal"] is None
        assert reading.evidence.filled("people") == 4 and reading.evidence.currency == "USD"
        won = only(reading, "SELECT * FROM deals WHERE deal = '501'")
        assert (won["status"], won["amount"], won["person"]) == ("won", 12_500.0, "104")
        assert only(reading, "SELECT employees FROM accounts WHERE account = '9001'") == {"employees": 1250}
        inbound = reading.evidence.rows(
            "SELECT activity, kind, is_inbound, person FROM activities ORDER BY 1"
        )
        assert inbound == [
            {"activity": "801", "kind": "call", "is_inbound": False, "person": "101"},
            {"activity": "802", "kind": "call", "is_inbound": True, "person": "102"},
        ]


def test_properties_over_time_tell_what_was_before(tmp_path: Path) -> None:
    with exports.read([hubspot(tmp_path)]) as reading:
        told = reading.evidence.rows('SELECT record, field, old, new FROM changes ORDER BY record, "at"')
        maya = only(reading, "SELECT accepted_at, worked_at FROM leads WHERE lead = '101'")
    assert maya == {"accepted_at": "2024-01-04 09:00:00", "worked_at": "2024-01-04 09:00:00"}
    assert [tuple(row.values()) for row in told] == [
        ("101", "status", None, "NEW"), ("101", "status", "NEW", "CONNECTED"),
        ("102", "owner", None, "Tom Berg"), ("102", "owner", "Tom Berg", "Priya Nair"),
        ("103", "stage", None, "lead"), ("103", "stage", "lead", "marketingqualifiedlead"),
    ]  # fmt: skip


def test_a_data_export_of_salesforce_joins_by_ids_of_both_lengths(tmp_path: Path) -> None:
    with exports.read([salesforce(tmp_path)]) as reading:
        assert all(join.share == 1 for join in reading.picture.joins)
        assert "1 records of leads are marked as deleted or replaced, and left out" in reading.picture.notes
        leads = reading.evidence.rows(
            "SELECT name, deal, owner, is_converted, milestone FROM leads ORDER BY name"
        )
        assert [tuple(row.values()) for row in leads] == [
            ("Jonas Weber", "0065g00000CCCC2AAP", "Tom Berg", True, "sql"),
            ("Maya Okafor", None, "Priya Nair", False, "sal"),
        ]
        call, offer = reading.evidence.rows("SELECT * FROM activities ORDER BY activity")
        assert (call["lead"], call["kind"], call["is_done"]) == ("00Q5g00000AAAA1EAP", "call", True)
        assert (offer["deal"], offer["kind"], offer["is_done"]) == ("0065g00000CCCC3AAP", "task", False)
        open_ = only(reading, "SELECT * FROM deals WHERE name = 'Halden extras'")
        assert (open_["status"], open_["expected_on"], open_["closed_at"]) == ("open", "2024-06-01", None)
        assert open_["campaign"] is None, "an id of zeros is none"


def test_histories_of_salesforce_become_changes_and_dates(tmp_path: Path) -> None:
    with exports.read([salesforce(tmp_path)]) as reading:
        maya = only(reading, "SELECT worked_at, accepted_at FROM leads WHERE name = 'Maya Okafor'")
        assert maya == {"worked_at": "2024-01-04 10:00:00", "accepted_at": "2024-01-04 10:00:00"}
        asked = (
            'SELECT field, old, new, "by" FROM changes WHERE object = \'{}\' AND field IN ({}) ORDER BY "at"'
        )
        owners = reading.evidence.rows(asked.format("leads", "'owner'"))
        assert owners == [{"field": "owner", "old": "Tom Berg", "new": "Priya Nair", "by": "Priya Nair"}]
        stages = reading.evidence.rows(asked.format("deals", "'stage', 'amount'"))
        passed = {
            stage.stage: (stage.milestone, stage.rows)
            for stage in reading.picture.stages
            if stage.object == "deals"
        }
    assert passed == {"Prospecting": ("sql", 0), "Negotiation": ("proposal", 1), "Closed Won": ("won", 1)}
    assert [(row["old"], row["new"]) for row in stages if row["field"] == "stage"] == [
        (None, "Prospecting"), ("Prospecting", "Negotiation"), ("Negotiation", "Closed Won"),
    ]  # fmt: skip
    assert [(row["old"], row["new"]) for row in stages if row["field"] == "amount"] == [
        (None, "500"),
        ("500", "800.5"),
    ]


def test_totals_below_a_report_are_no_leads(tmp_path: Path) -> None:
    with exports.read([written(tmp_path, report=SALESFORCE_REPORT)]) as reading:
        (file,) = reading.picture.files
        assert (file.object, file.rows, file.unread) == ("leads", 3, 0)
        lena = only(reading, "SELECT created_at, company FROM leads WHERE name = 'Lena Novak'")
        assert lena == {"created_at": "2024-03-04 00:00:00", "company": "Novak s.r.o."}, (
            "1/13 proves months first"
        )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_german_report_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "Bericht.csv").write_bytes(GERMAN_REPORT.encode(encoding))
    with exports.read([tmp_path]) as reading:
        told = reading.evidence.rows(
            "SELECT name, source, milestone, is_converted, created_at::DATE::TEXT FROM leads ORDER BY row_no"
        )
    assert [tuple(row.values()) for row in told] == [
        ("Maja Öztürk", "Messe", "inquiry", False, "2024-01-31"),
        ("Jörg Weiß", "Web", "sql", True, "2024-02-03"),
    ]


def test_a_plain_list_is_read_by_a_guess_that_is_said(tmp_path: Path) -> None:
    text = "Name,Email,Company,Source,Status,Created\nMaya Okafor,maya@ferngrove.example,Ferngrove,Fair,New,2024-1-3\n"
    pipedrive = (
        "Deal - ID,Deal - Title,Deal - Value,Deal - Stage,Deal - Status,Deal - Owner,Deal - Deal created,"
        "Deal - Won time\n"
        "7,Roll-out,500,Proposal made,Won,Priya Nair,2024-01-03 10:00:00,2024-02-03 10:00:00\n"
    )
    with exports.read([written(tmp_path, fair=text, pipe=pipedrive)]) as reading:
        fair, pipe = reading.picture.files
        assert (fair.object, fair.is_guess, pipe.object, pipe.is_guess) == ("leads", True, "deals", False)
        assert (
            "fair.csv is taken for leads by a guess; a mapping file can say otherwise"
            in reading.picture.notes
        )
        deal = only(reading, "SELECT name, status, closed_at, owner FROM deals")
    assert deal == {
        "name": "Roll-out",
        "status": "won",
        "closed_at": "2024-02-03 10:00:00",
        "owner": "Priya Nair",
    }


def test_workbooks_and_answers_of_interfaces_are_read_too(tmp_path: Path) -> None:
    rows = [["Lead report"], ["Lead Owner", "Last Name", "Company / Account", "Lead Status", "Create Date"],
            ["Priya Nair", "Okafor", "Ferngrove", "Open", datetime(2024, 1, 3, 9, 12)]]  # fmt: skip
    workbook(
        tmp_path / "report.xlsx",
        {"Leads": rows, "Users": [["User ID", "Username", "Email"], [1, "p", "p@us.example"]]},
    )
    properties = {
        "firstname": "Maya",
        "email": "maya@ferngrove.example",
        "lifecyclestage": "lead",
        "hs_object_id": "51",
    }
    (tmp_path / "contacts.json").write_text(
        json.dumps({"results": [{"id": "51", "properties": properties}], "paging": {}})
    )
    with exports.read([tmp_path]) as reading:
        taken = {file.name: file.object for file in reading.picture.files}
        assert taken == {"contacts.json": "leads", "report.xlsx#Leads": "leads", "report.xlsx#Users": "users"}
        names = reading.evidence.rows("SELECT name, created_at FROM leads ORDER BY name")
    assert [tuple(row.values()) for row in names] == [("Maya", None), ("Okafor", datetime(2024, 1, 3, 9, 12))]


def test_of_the_same_record_in_two_files_the_one_changed_last_counts(tmp_path: Path) -> None:
    older = SALESFORCE_LEADS.replace("Working - Contacted", "Open").replace("2024-01-09T00", "2024-01-08T00")
    with exports.read([written(tmp_path, later=SALESFORCE_LEADS, z_earlier=older)]) as reading:
        assert only(reading, "SELECT status FROM leads WHERE name = 'Maya Okafor'") == {
            "status": "Working - Contacted"
        }
        assert reading.evidence.filled("leads") == 2
        assert any("2 lines of leads have a key that stands twice" in note for note in reading.picture.notes)
