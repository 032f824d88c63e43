"""Any CSV file opens, or says what is wrong with it and where."""

from __future__ import annotations

import codecs
import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.intake.problems import IntakeError
from detente.intake.reading import Limits, open_csv
from detente.intake.reading.formulas import guarded, unguarded
from detente.intake.reading.source import REASON

SPECTRUM = Path(__file__).resolve().parents[3] / "shared/data/torture/csv_spectrum"
# Its truth was written for another phone number and stands without the list around it.
TRUTH_IS_OF_ANOTHER_FILE = {"location_coordinates"}


def written(tmp_path: Path, content: bytes | str, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(path: Path, **options: object) -> list[list[str]]:
    return [line.cells for line in open_csv(path, **options).lines()]  # type: ignore[arg-type]


@pytest.mark.skipif(not SPECTRUM.exists(), reason="csv_spectrum is not here")
@pytest.mark.parametrize("name", sorted(p.stem for p in (SPECTRUM / "csvs").glob("*.csv")) or ["absent"])
def test_csv_spectrum_reads_as_its_truth(name: str) -> None:
    file = open_csv(SPECTRUM / f"csvs/{name}.csv")
    found = [dict(zip(file.headers, line.cells, strict=True)) for line in file.lines()]
    truth = json.loads((SPECTRUM / f"json/{name}.json").read_text(encoding="utf-8"))
    if name in TRUTH_IS_OF_ANOTHER_FILE:
        truth = [truth | {"Contact Phone Number": "2095257564"}]
    assert found == truth


@pytest.mark.parametrize(
    ("encoded", "name", "is_proven"),
    [
        ("name;ort\nJürgen;Köln\n".encode(), "utf-8", True),
        ("name;ort\nJürgen;Köln\n".encode("utf-8-sig"), "utf-8-sig", True),
        (codecs.BOM_UTF16_LE + "name;ort\nJürgen;Köln\n".encode("utf-16-le"), "utf-16", True),
        (codecs.BOM_UTF16_BE + "name;ort\nJürgen;Köln\n".encode("utf-16-be"), "utf-16", True),
        ("name;ort\nJürgen;Köln\n".encode("utf-16-le"), "utf-16-le", False),
        ("name;ort\nJürgen;Köln\n".encode("cp1252"), "cp1252", False),
    ],
)
def test_an_encoding_is_found_and_says_whether_it_is_proven(
    tmp_path: Path, encoded: bytes, name: str, is_proven: bool
) -> None:
    file = open_csv(written(tmp_path, encoded))
    assert (file.encoding.name, file.encoding.is_proven) == (name, is_proven)
    assert file.headers == ("name", "ort")
    assert [line.cells for line in file.lines()] == [["Jürgen", "Köln"]]


def test_cyrillic_in_an_old_encoding_is_recognised(tmp_path: Path) -> None:
    text = "имя,город\n" + "Наталья Соколова,Москва\nИван Петров,Новосибирск\n" * 20
    assert rows(written(tmp_path, text.encode("cp1251")))[0] == ["Наталья Соколова", "Москва"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_under_which_lines_agree_is_chosen(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(delimiter.join(cells) for cells in (["name", "amount", "at"], ["Maya", "1.5", "x y"]))
    assert rows(written(tmp_path, text)) == [["Maya", "1.5", "x y"]]


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    assert rows(written(tmp_path, "a;b\n1,5;2,5\n3,5;4,5\n")) == [["1,5", "2,5"], ["3,5", "4,5"]]


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    assert rows(written(tmp_path, "email\nmaya@northwind.example\n")) == [["maya@northwind.example"]]


def test_a_spreadsheets_separator_line_is_obeyed_and_counted(tmp_path: Path) -> None:
    file = open_csv(written(tmp_path, "sep=;\nname;amount, net\nMaya;3\n"))
    assert file.headers == ("name", "amount, net")
    assert [(line.number, line.cells) for line in file.lines()] == [(3, ["Maya", "3"])]


def test_backslash_escapes_of_a_database_export(tmp_path: Path) -> None:
    assert rows(written(tmp_path, 'a,b\n"say \\"hi\\", Maya",2\n"x",3\n')) == [
        ['say "hi", Maya', "2"],
        ["x", "3"],
    ]


def test_single_quotes_when_there_are_no_double_ones(tmp_path: Path) -> None:
    assert rows(written(tmp_path, "a,b\n'x, y',2\n'z, w',3\n")) == [["x, y", "2"], ["z, w", "3"]]


def test_lines_are_numbered_as_a_text_editor_numbers_them(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\n1,"two\nlines"\n\n3,4\n')
    assert [line.number for line in open_csv(path).lines()] == [2, 5]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending(tmp_path: Path, ending: str) -> None:
    assert rows(written(tmp_path, ending.join(["a,b", "1,2", "3,4", ""]))) == [["1", "2"], ["3", "4"]]


def test_a_ragged_line_is_a_problem_of_that_line(tmp_path: Path) -> None:
    lines = list(open_csv(written(tmp_path, "a,b\n1\n1,2\n1,2,3\n1,2,,\n")).lines())
    assert [str(line.problem or "") for line in lines] == [
        "has 1 cells, the header has 2",
        "",
        "has 3 cells, the header has 2",
        "",
    ]
    assert lines[3].cells == ["1", "2"]


def test_a_quote_that_never_closes_costs_its_own_line_only(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,b\n"Maya,1\nTom,2\nAda,3\n')
    lines = list(open_csv(path).lines())
    assert [(line.number, line.problem.code if line.problem else "") for line in lines] == [
        (2, "quote_never_closes"),
        (3, ""),
        (4, ""),
    ]
    assert lines[2].cells == ["Ada", "3"]


def test_a_quote_left_open_in_a_long_file_does_not_swallow_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + '"Maya,1\n' + "Tom,2\n" * 50_000)
    lines = list(open_csv(path, limits=Limits(field_chars=1_000)).lines())
    assert len(lines) == 50_001
    assert [line.number for line in lines if line.problem] == [2]


def test_hopeless_quoting_is_said_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + '"' + "x" * 60 + ",1\n" * 3 + ('"' + "y" * 60 + ",1\n") * 9)
    with pytest.raises(IntakeError, match="which quote the file uses"):
        list(open_csv(path, limits=Limits(field_chars=50, broken_quotes=5)).lines())


def test_nul_bytes_are_read(tmp_path: Path) -> None:
    assert rows(written(tmp_path, b"a,b\nMa\x00ya,1\n")) == [["Ma\x00ya", "1"]]


def test_bytes_outside_the_encoding_are_a_problem_of_their_line(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\nMaya,1\nT\xffm,2\n")
    lines = list(open_csv(path, encoding="utf-8").lines())
    assert [line.problem.code if line.problem else "" for line in lines] == ["", "undecodable"]


def test_a_file_that_is_not_in_the_encoding_it_was_said_to_be_in(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="cannot be read as utf-16"):
        list(open_csv(written(tmp_path, b"a,b\nM,1\n2"), encoding="utf-16").lines())
    with pytest.raises(IntakeError, match="not an encoding"):
        open_csv(written(tmp_path, "a,b\n"), encoding="klingon")


def test_blank_and_doubled_headers_get_names_of_their_own(tmp_path: Path) -> None:
    file = open_csv(written(tmp_path, "Name,,Name, Name ,x\n"))
    assert file.headers == ("Name", "column 2", "Name (2)", "Name (3)", "x")
    assert file.renamed == (("", "column 2"), ("Name", "Name (2)"), ("Name", "Name (3)"))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"  \n", codecs.BOM_UTF8])
def test_an_empty_file_says_so(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(IntakeError, match="is empty"):
        open_csv(written(tmp_path, content))


def test_a_header_alone_is_no_lines(tmp_path: Path) -> None:
    assert rows(written(tmp_path, "a,b\n")) == []


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(bytes_=5), "at most 5"),
        (Limits(columns=1), "2 columns"),
        (Limits(rows=1), "more than 1 lines"),
    ],
)
def test_limits_name_themselves(tmp_path: Path, limits: Limits, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        list(open_csv(written(tmp_path, "a,b\n1,2\n3,4\n"), limits=limits).lines())


def test_a_long_cell_is_a_problem_of_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n1," + "x" * 60 + "\n3,4\n")
    lines = list(open_csv(path, limits=Limits(field_chars=50)).lines())
    assert [bool(line.problem) for line in lines] == [True, False]


CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6))
def test_what_was_written_reads_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([("name", "mail", "note"), *table])
    assert rows(path, delimiter=",", quote='"') == [list(cells) for cells in table]


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_guards_against_formulas_come_off_exactly(cells: list[str]) -> None:
    assert [unguarded(guarded(cell)) for cell in cells] == cells


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "  =1", "\t=1", "\x00=1", "'=1", "＝1"])
def test_formulas_are_guarded(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


def test_a_reject_file_reads_as_the_lines_were(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"a,b,{REASON}\n'=x,2,b: is not a number\n1,,has 1 cells, the header has 2\n".replace(
            "has 1 cells, the header has 2", '"has 1 cells, the header has 2"'
        ),
    )
    lines = list(open_csv(path).lines())
    assert lines[0].cells[:2] == ["=x", "2"]
    assert "put its cells into the right columns" in str(lines[1].problem)
