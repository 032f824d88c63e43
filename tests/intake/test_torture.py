"""Hostile words through every format: what is stored is exactly what stood there, and every line is accounted for."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from detente.analytics.render import safe_text
from detente.crm.capture.models import Lead
from detente.crm.history.models import Event
from detente.crm.imports.models import ImportBatch
from detente.crm.people.contacts import read_email
from detente.intake.batches import accounting
from detente.intake.contacts import tidy_words
from detente.intake.reading import open_file
from tests.intake.sheets import json_lines, workbook

DATA = Path(__file__).resolve().parents[3] / "shared/data/torture"
BringIn = Callable[..., ImportBatch]
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the hostile data is not here")
MAPPING = """
system: x
files: [{kind: leads, columns: {external_id: Id, name: Name, email: Mail, note: Note}, guarded: %s}]
"""
Writer = Callable[[Path, Sequence[Sequence[str]]], Path]


def as_sheet(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    return workbook(folder / "a.xlsx", {"Sheet": rows})


def as_json(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    return json_lines(folder / "a.jsonl", [dict(zip(rows[0], row, strict=True)) for row in rows[1:]])


def as_csv(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    path = folder / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def naughty() -> list[str]:
    """Each string once as it comes to rest: no control characters, nothing but blanks."""
    with (DATA / "naughty_strings/blns.json").open(encoding="utf-8") as stream:
        return [text for text in json.load(stream) if tidy_words(text)]


@pytest.mark.parametrize("write", [as_sheet, as_json, as_csv])
@pytest.mark.parametrize("is_guarded", [False, True])
def test_naughty_strings_are_stored_as_they_stand(
    bring_in: BringIn, tmp_path: Path, write: Writer, is_guarded: bool
) -> None:
    """Guarded, as Detente's own exports are, they come back exactly; unguarded, nothing is taken off."""
    strings = naughty()
    guard: Callable[[str], str] = safe_text if is_guarded else str
    rows = [
        ["Id", "Name", "Mail", "Note"],
        *([f"L{no}", "Maya", "", guard(text)] for no, text in enumerate(strings)),
    ]
    batch = bring_in(MAPPING % str(is_guarded).lower(), write(tmp_path, rows))
    account = accounting(batch)
    assert account.is_closed and account.rejected == 0 and account.read == len(strings)
    captured = Event.objects.filter(kind="captured").order_by("lead_id")
    found = [event.detail.words["note"] for event in captured if hasattr(event, "detail")]
    wanted = [tidy_words(text) for text in strings]
    assert found == [text for text in wanted if not is_nothing(text)]


def is_nothing(text: str) -> bool:
    """Words that the intake reads as an empty cell."""
    from detente.intake.values.blanks import is_blank_name

    return is_blank_name(text)


@pytest.mark.parametrize("write", [as_sheet, as_json])
def test_every_verdict_on_an_address_is_the_same_in_every_format(
    bring_in: BringIn, tmp_path: Path, write: Writer
) -> None:
    addresses = [
        one.findtext("address") or "" for one in ET.parse(DATA / "isemail/test/tests.xml").iter("test")
    ]
    rows = [
        ["Id", "Name", "Mail", "Note"],
        *([f"L{no}", "Maya", text, ""] for no, text in enumerate(addresses)),
    ]
    batch = bring_in(MAPPING % "false", write(tmp_path, rows))
    assert accounting(batch).is_closed and accounting(batch).read == len(addresses)
    good = {contact.key for text in addresses if (contact := read_email(text)).key}
    assert (
        set(Lead.objects.exclude(person__email_key=None).values_list("person__email_key", flat=True)) >= good
    )


@pytest.mark.parametrize("write", [as_sheet, as_json])
def test_csv_spectrum_reads_the_same_in_every_format(tmp_path: Path, write: Writer) -> None:
    for path in sorted((DATA / "csv_spectrum/json").glob("*.json")):
        said: Any = json.loads(path.read_text(encoding="utf-8"))
        truth: list[dict[str, str]] = said if isinstance(said, list) else [said]
        rows = [list(truth[0]), *(list(row.values()) for row in truth)]
        table = open_file(write(tmp_path, rows))
        wanted = [row for row in rows[1:] if any(row)]
        assert [line.cells for line in table.lines()] == wanted, path.name
