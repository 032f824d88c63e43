"""A sheet of a workbook: typed cells stay exact, nothing is passed over in silence, nothing fills the memory."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.imports.models import ImportBatch
from detente.intake.problems import IntakeError
from detente.intake.reading import Limits, open_csv, open_file, sheets_of
from detente.intake.rejects import reject_files
from tests.intake.sheets import workbook

BringIn = Callable[..., ImportBatch]
HEAD = ["Deal", "Name", "Opened", "Closed", "Value", "Stage"]
DEALS = """
system: x
files:
- kind: deals
  file: deals*
  columns: {external_id: Deal, name: Name, opened_at: Opened, closed_at: Closed, amount: Value, stage: Stage}
"""


def cells(path: Path, **options: object) -> list[list[str]]:
    return [line.cells for line in open_file(path, **options).lines()]  # type: ignore[arg-type]


def test_typed_cells_stay_exact_and_blank_rows_are_left_out(tmp_path: Path) -> None:
    rows = [
        ["number", "small", "day", "instant", "flag", "text"],
        [12.0, 0.1, date(2021, 3, 4), datetime(2021, 3, 4, 12, 30), True, " =1+1"],
        [], [1e15, 1e-7, date(2024, 2, 29), datetime(1999, 12, 31, 23, 59, 59), False, "007"],
    ]  # fmt: skip
    table = open_file(workbook(tmp_path / "a.xlsx", {"Sheet": rows}))
    assert [(line.number, line.cells) for line in table.lines()] == [
        (2, ["12", "0.1", "2021-03-04", "2021-03-04 12:30:00", "true", " =1+1"]),
        (4, ["1000000000000000", "0.0000001", "2024-02-29", "1999-12-31 23:59:59", "false", "007"]),
    ]


def test_the_row_of_column_names_is_found_below_a_title_and_the_reader_told(tmp_path: Path) -> None:
    rows = [["Pipeline 2021"], [], [None, "Name", "Value"], [None, "Northwind", 5], [None, "Initech", 7]]
    table = open_file(workbook(tmp_path / "a.xlsx", {"Sheet": rows}))
    assert table.headers == ("Name", "Value")
    assert [line.cells for line in table.lines()] == [["Northwind", "5"], ["Initech", "7"]]
    assert "the column names stand in row 3" in " ".join(table.notes)
    assert open_file(tmp_path / "a.xlsx", header=4).headers == ("Northwind", "5")


def test_one_sheet_of_several_is_chosen_and_the_others_are_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", {"Empty": [], "Leads": [["Name"], ["Maya"]], "Deals": [["Deal"], ["D1"]]}
    )
    assert sheets_of(path) == ("Empty", "Leads", "Deals")
    assert open_file(path).headers == ("Name",)
    assert "also has `Empty`, `Deals`" in " ".join(open_file(path).notes)
    assert cells(path, sheet="Deals") == [["D1"]]
    with pytest.raises(IntakeError, match="no sheet `Nope`; it has Empty, Leads, Deals"):
        open_file(path, sheet="Nope")


def test_cells_merged_downwards_count_for_each_row(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Source", "Name"])
        sheet.merge_range(1, 0, 2, 0, "fair")
        for row, name in enumerate(["Maya", "Tom", "Kim"], start=1):
            sheet.write_string(row, 1, name)
    assert cells(tmp_path / "a.xlsx") == [["fair", "Maya"], ["fair", "Tom"], ["", "Kim"]]
    assert "merged cells" in " ".join(open_file(tmp_path / "a.xlsx").notes)


def test_no_format_is_asked_for_typed_cells_and_an_error_costs_its_line(
    bring_in: BringIn, tmp_path: Path
) -> None:
    rows = [
        HEAD, ["D1", "Fair", date(2021, 4, 3), date(2021, 5, 6), 1.234, "Won"],
        ["D2", "Web", date(2021, 4, 3), None, ZeroDivisionError, "Discovery"],
        ["D3", "List", datetime(2021, 4, 3, 10, 30), None, 99.5, "Discovery"],
    ]  # fmt: skip
    batch = bring_in(DEALS, workbook(tmp_path / "deals.xlsx", {"Sheet": rows}))
    assert list(batch.outcomes.values_list("line", "outcome", "reason")) == [
        (2, "stored", None), (3, "rejected", "Value: holds the error #DIV/0! instead of a value"), (4, "stored", None),
    ]  # fmt: skip
    found = {deal.name: (deal.amount_minor, deal.opened_at) for deal in Deal.objects.all()}
    assert found["Fair"] == (123, datetime(2021, 4, 2, 22, 0, tzinfo=UTC))
    assert found["List"] == (9_950, datetime(2021, 4, 3, 8, 30, tzinfo=UTC))


@pytest.mark.parametrize(("is_1904", "day"), [(False, "2021-03-04"), (True, "2025-03-05")])
def test_days_as_bare_numbers_count_from_the_beginning_that_the_workbook_knows(
    bring_in: BringIn, tmp_path: Path, is_1904: bool, day: str
) -> None:
    rows = [["Name", "At"], ["Maya", 44_259.0]]
    path = workbook(tmp_path / "leads.xlsx", {"Sheet": rows}, date_1904=is_1904)
    bring_in(
        "files: [{kind: leads, columns: {name: Name, arrived_at: {column: At, format: spreadsheet days}}}]",
        path,
    )
    assert Lead.objects.get().arrived_at.astimezone(
        __import__("zoneinfo").ZoneInfo("Europe/Berlin")
    ).date() == date.fromisoformat(day)


def test_a_reject_file_is_a_workbook_that_can_be_mended(bring_in: BringIn, tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["D1", "=1+1", date(2021, 4, 3), date(2021, 4, 1), 1.234, "Won"],
        ["D2", "ok", None, None, 2, "Discovery"],
    ]
    batch = bring_in(DEALS, workbook(tmp_path / "deals.xlsx", {"Pipeline": rows}))
    (path,) = reject_files(batch)
    assert path.name == "deals.rejected.xlsx"
    table = open_file(path)
    assert table.headers == (*HEAD, "why this line was rejected")
    (line,) = table.lines()
    assert line.cells == [
        "D1",
        "=1+1",
        "2021-04-03",
        "2021-04-01",
        "1.234",
        "Won",
        "it was closed before it was opened",
    ]
    rows[1][3] = date(2021, 4, 9)
    mended = workbook(
        tmp_path / "deals.rejected.xlsx", {"Pipeline": [[*rows[0], "why this line was rejected"], rows[1]]}
    )
    bring_in(DEALS, mended)
    assert set(Deal.objects.values_list("name", "amount_minor")) == {("=1+1", 123), ("ok", 200)}


def hostile(path: Path, sheet: str, *, more: dict[str, bytes] | None = None) -> Path:
    """A workbook whose one sheet is this XML."""
    workbook(path.with_name("plain.xlsx"), {"Sheet": [["a", "b"], [1, 2]]})
    with (
        zipfile.ZipFile(path.with_name("plain.xlsx")) as plain,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in plain.namelist():
            text = plain.read(name)
            made.writestr(name, sheet.encode() if name == "xl/worksheets/sheet1.xml" else text)
        for name, text in (more or {}).items():
            made.writestr(name, text)
    return path


XML = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


@pytest.mark.parametrize(
    "inside",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c s='1' r='A1'><v>1</v></c><c r = \"ZZZZZ99999\"><v>1</v></c></row>",
        '<row r="4294967295"><c r="XFD4294967295"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_reaches_far_is_refused_before_it_is_read(tmp_path: Path, inside: str) -> None:
    with pytest.raises(IntakeError, match=r"more than 20000000 cells|not a workbook"):
        open_file(hostile(tmp_path / "a.xlsx", XML.format(inside)))


def test_what_unpacks_to_too_much_is_refused_even_where_its_header_lies(tmp_path: Path) -> None:
    big = XML.format("<!--" + " " * 5_000_000 + "-->")
    path = hostile(tmp_path / "a.xlsx", big)
    assert path.stat().st_size < 50_000
    with pytest.raises(IntakeError, match="unpacks to more than 1000000 bytes"):
        open_file(path, limits=Limits(unpacked=1_000_000))
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<L", len(big)), struct.pack("<L", 10)))
    with pytest.raises(IntakeError, match="unpacks to more than 1000000 bytes"):
        open_file(path, limits=Limits(unpacked=1_000_000))


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04nothing", b"PK\x03\x04" + b"\x00" * 200, b"\xd0\xcf\x11\xe0" + b"\x00" * 600]
)  # fmt: skip
def test_what_is_no_workbook_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=r"save it (again )?as \.xlsx"):
        open_file(path)


def test_a_broken_sheet_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    for no, sheet in enumerate(
        [
            "",
            "<worksheet><sheetData><row><c t='s'><v>99</v></c>",
            "\x00\x01",
            XML.format("<row><c t='n'><v>x</v></c></row>"),
        ]
    ):
        path = hostile(tmp_path / f"{no}.xlsx", sheet)
        with pytest.raises(IntakeError):
            list(open_file(path).lines())


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook(tmp_path / "plain.xlsx", {"Sheet": [["a"], ["b"]]})
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(path, "w") as made:
        for name in plain.namelist():
            text = plain.read(name)
            if name == "xl/workbook.xml":
                text = text.replace(
                    b"<workbook", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook', 1
                )
            made.writestr(name, text)
    with pytest.raises(IntakeError, match="not a workbook"):
        open_file(path)


def test_csv_is_read_as_before(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;2\n")
    assert open_file(path) == open_csv(path)
