"""JSON lines, and arrays of objects: nested by names with dots, numbers exact, a broken line costs itself alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.crm.deals.models import Deal
from detente.crm.imports.models import ImportBatch
from detente.crm.people.models import Account, Person
from detente.intake.problems import IntakeError
from detente.intake.reading import Limits, open_file
from detente.intake.rejects import reject_files

BringIn = Callable[..., ImportBatch]


def written(tmp_path: Path, text: str, name: str = "a.jsonl") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_of_any_line_is_a_column(tmp_path: Path) -> None:
    first = '{"name": "Maya", "company": {"name": "Northwind", "size": 12}}'
    text = "\ufeff" + first + '\n\n{"tags": ["fair", 7], "name": null}\n'
    table = open_file(written(tmp_path, text))
    assert table.headers == ("name", "company.name", "company.size", "tags")
    assert [(line.number, line.cells) for line in table.lines()] == [
        (1, ["Maya", "Northwind", "12", ""]), (3, ["", "", "", "fair; 7"]),
    ]  # fmt: skip


def test_numbers_are_exact(tmp_path: Path) -> None:
    table = open_file(
        written(tmp_path, '{"a": 0.1, "b": 12345678901234567890.05, "c": 1e2, "d": true, "e": 1e99999}')
    )
    assert next(table.lines()).cells == ["0.1", "12345678901234567890.05", "100", "true", "1E+99999"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nope", "is not JSON: Expecting value at character 1"), ('{"a": 1', "is not JSON"), ("[1, 2]", "is no object"),
        ('{"a": 1, "a": 2}', "the key `a` stands in it twice"),
        ('{"a": {"b": 1}, "a.b": 2}', "the key `a.b` stands in it twice"),
        ('{"a": NaN}', "NaN is no number"), ("[" * 90_000, "nested too deep"),
        ('{"a": ' * 60 + "1" + "}" * 60, "nested too deep"),
        ('{"a": "\\ud800"}', "characters that are no text"),
        ('{"a": "' + "x" * 200 + '"}', "longer than 100 characters"),
    ],
)  # fmt: skip
def test_a_broken_line_costs_itself_alone(tmp_path: Path, line: str, why: str) -> None:
    path = written(tmp_path, f'{{"a": "before"}}\n{line}\n{{"a": "after"}}\n')
    before, broken, after = open_file(path, limits=Limits(field_chars=100)).lines()
    assert (before.cells[0], after.cells[0], after.number) == ("before", "after", 3)
    assert broken.problem is not None and why in str(broken.problem)
    assert before.problem is after.problem is None


def test_an_array_is_read_element_by_element(tmp_path: Path) -> None:
    rows = [{"a": n, "b": '],{"' * (n % 3)} for n in range(5_000)]
    table = open_file(written(tmp_path, json.dumps(rows, indent=1), "a.json"))
    assert [line.cells for line in table.lines()] == [[str(row["a"]), row["b"]] for row in rows]
    with pytest.raises(IntakeError, match="element 5001 is not JSON"):
        open_file(written(tmp_path, json.dumps(rows)[:-1], "b.json"))


def test_what_holds_no_object_says_what_is_wanted(tmp_path: Path) -> None:
    for text in ("[]", "  ", "1\n2\n", '"x"'):
        with pytest.raises(IntakeError, match="no JSON object"):
            open_file(written(tmp_path, text))


def test_rejected_lines_come_back_as_json_and_are_mended_there(bring_in: BringIn, tmp_path: Path) -> None:
    columns = "{external_id: id, account: company.name, amount: value}"
    mapping = f"system: x\nfiles: [{{kind: deals, file: deals.jsonl, columns: {columns}}}]"
    lines = [
        '{"id": "D1", "company": {"name": "Northwind"}, "value": 1.234}',
        '{"id": "D2", "value": -5}',
        '{"id": "D3", "value": 7',
    ]
    batch = bring_in(mapping, written(tmp_path, "\n".join(lines), "deals.jsonl"))
    assert list(batch.outcomes.values_list("outcome", flat=True)) == ["stored", "rejected", "rejected"]
    (path,) = reject_files(batch)
    assert path.name == "deals.rejected.jsonl"
    negative, broken = map(json.loads, path.read_text().splitlines())
    assert (negative["id"], negative["value"]) == ("D2", -5)
    assert broken["the line as it was"] == lines[2]
    mended = path.read_text().replace("-5", "5").replace('\\"value\\": 7"', '\\"value\\": 7}"')
    again = bring_in(mapping, written(tmp_path, mended, "deals.rejected.jsonl"))
    assert set(again.outcomes.values_list("outcome", flat=True)) == {"stored"}
    assert set(Deal.objects.values_list("name", "amount_minor")) == {
        ("Northwind", 123),
        ("D2", 500),
        ("D3", 700),
    }


def test_the_same_lines_twice_change_nothing(bring_in: BringIn, tmp_path: Path) -> None:
    mapping = "files: [{kind: people, columns: {email: mail, name: name, account: firm.name}}]"
    path = written(
        tmp_path, '{"mail": "maya@northwind.example", "name": "Maya", "firm": {"name": "Northwind"}}\n'
    )
    bring_in(mapping, path)
    again = bring_in(mapping, path)
    assert list(again.outcomes.values_list("outcome", flat=True)) == ["merged"]
    assert (Person.objects.get().account, Account.objects.count()) == (Account.objects.get(), 1)
