"""Downloads of several products, as people fetch them: what is written only once, sums, dates, owners in words."""

from __future__ import annotations

from pathlib import Path

from detente.intake import exports

DYNAMICS = (
    "(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,Topic,Potential Customer,Est. Close Date,Est. Revenue,"
    "Status,Status Reason,Created On,Actual Revenue,Actual Close Date,Pipeline Phase\n"
    "a1,x==,Pumps,Halden AG,2024-05-30,€800.00,Open,On Hold,2024-01-02 09:00,,,2-Develop\n"
    "a2,x==,Valves,Halden AG,2024-04-30,€700.00,Won,Won,2024-01-03 09:00,€650.00,2024-04-20,3-Propose\n"
    "a3,x==,Hoses,Ferngrove,2024-04-30,€900.00,Lost,Canceled,2024-01-04 09:00,,2024-03-20,1-Qualify\n"
)


def read(tmp_path: Path, name: str, text: str) -> exports.Reading:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return exports.read([path])


def test_a_report_in_groups_gives_every_line_its_owner_and_its_sums_are_no_deals(tmp_path: Path) -> None:
    head = "Opportunity Owner,Opportunity Name,Stage,Close Date,Amount,Created Date\n"
    lines = [f"{'Priya Nair' if n == 0 else 'Tom Berg' if n == 7 else ''},Deal {n},Qualification,2024-06-{n + 13},"
             f"{n}00,2024-01-{n + 13}\n" for n in range(12)]  # fmt: skip
    with read(
        tmp_path, "opps.csv", head + "".join(lines) + 'Total,Sum of Amount,,,"6,600",\n,Count,,,12,\n'
    ) as reading:
        owners = reading.evidence.rows("SELECT owner, count(*) AS n FROM deals GROUP BY ALL ORDER BY n")
        assert owners == [{"owner": "Tom Berg", "n": 5}, {"owner": "Priya Nair", "n": 7}]
        assert any("Opportunity Owner" in note for note in reading.evidence.notes)


def test_what_stands_below_a_report_is_no_lead(tmp_path: Path) -> None:
    head = "Lead Owner,First Name,Last Name,Company / Account,Lead Source,Email,Lead Status,Create Date\n"
    lines = "".join(
        f"Tom Berg,Maya,Okafor {n},Halden,Web,m{n}@halden.com,Open,1/{n + 14}/2024\n" for n in range(12)
    )
    below = 'Grand Totals (12 records)\n\nLeads this FY\n"Copyright (c) 2000-2024 salesforce.com, inc."\nAcme Corp\n'
    with read(tmp_path, "report.csv", head + lines + below) as reading:
        assert reading.evidence.filled("leads") == 12


def test_a_view_of_hubspot_with_its_time_zone_and_owners_in_words(tmp_path: Path) -> None:
    text = (
        "Record ID - Contact,First Name,Last Name,Email,Contact owner,Lead Status,Create Date (CET)\n"
        "101,Maya,Okafor,maya@halden.com,No owner,New,2024-01-03 09:12\n"
        "102,Jonas,Weber,jonas@halden.com,Priya Nair,--,2024-01-04 09:12\n"
    )
    with read(tmp_path, "contacts.csv", text) as reading:
        rows = reading.evidence.rows(
            "SELECT lead, owner, created_at::DATE::VARCHAR AS day FROM leads ORDER BY 1"
        )
    assert rows == [
        {"lead": "101", "owner": None, "day": "2024-01-03"},
        {"lead": "102", "owner": "Priya Nair", "day": "2024-01-04"},
    ]


def test_opportunities_of_dynamics_have_their_status_and_their_money(tmp_path: Path) -> None:
    with read(tmp_path, "Opportunities.csv", DYNAMICS) as reading:
        rows = reading.evidence.rows(
            "SELECT deal, status, amount, closed_at::DATE::VARCHAR AS day FROM deals ORDER BY 1"
        )
    assert [tuple(row.values()) for row in rows] == [
        ("a1", "open", 800.0, None), ("a2", "won", 650.0, "2024-04-20"), ("a3", "lost", 900.0, "2024-03-20"),
    ]  # fmt: skip


def test_a_stage_with_its_pipeline_means_what_it_means_without(tmp_path: Path) -> None:
    text = (
        "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Create Date\n"
        "1,A,Contract sent (Sales Pipeline),Sales Pipeline,5,2024-01-03\n"
        "2,B,Appointment scheduled (Renewals),Renewals,5,2024-01-03\n"
        "3,C,Closed lost (Renewals),Renewals,5,2024-01-03\n"
    )
    with read(tmp_path, "deals.csv", text) as reading:
        rows = reading.evidence.rows("SELECT milestone, status FROM deals ORDER BY deal")
    assert [tuple(row.values()) for row in rows] == [("proposal", "open"), ("sql", "open"), ("exit", "lost")]


def test_invoices_are_not_taken_for_deals(tmp_path: Path) -> None:
    text = "Invoice No,Customer,Amount,Status,Due Date,Created\nI-1,Halden,100,Paid,2024-02-03,2024-01-03\n"
    with read(tmp_path, "invoices.csv", text) as reading:
        assert not reading.evidence.filled("deals")


def test_leads_of_zoho_without_the_converted_ones_do_not_say_that_none_became_a_deal(tmp_path: Path) -> None:
    (tmp_path / "Leads.csv").write_text(
        "Record Id,Lead Owner,Last Name,Company,Email,Lead Source,Lead Status,Created Time,Is Converted\n"
        "z1,Tom Berg,Okafor,Halden,maya@halden.com,-None-,Contacted,2024-01-03 09:00:00,false\n"
    )
    (tmp_path / "Deals.csv").write_text(
        "Record Id,Deal Owner,Deal Name,Stage,Amount,Closing Date,Created Time\n"
        "d1,Tom Berg,Halden pilot,Qualification,500,2024-05-03,2024-02-03 09:00:00\n"
    )
    with exports.read([tmp_path]) as reading:
        assert reading.evidence.rows("SELECT is_converted, source FROM leads") == [
            {"is_converted": None, "source": None}
        ]


def test_a_meeting_that_hubspot_left_as_scheduled_is_no_open_task_and_a_planned_call_is(
    tmp_path: Path,
) -> None:
    text = (
        "Record ID,Activity type,Activity date,Activity assigned to,Associated Contact IDs,Meeting outcome,"
        "Task status\n"
        "1,Meeting,2024-03-05 14:00,Tom Berg,101,Scheduled,\n"
        "2,Task,2024-03-05 14:00,Tom Berg,101,,NOT_STARTED\n"
        "3,Meeting,2024-03-05 14:00,Tom Berg,101,Completed,\n"
    )
    with read(tmp_path, "activities.csv", text) as reading:
        rows = reading.evidence.rows("SELECT is_done FROM activities ORDER BY activity")
    assert [row["is_done"] for row in rows] == [None, False, True]
