"""A person says what files, columns and stages are; the guess is written down for them to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.analytics.audit.tables import RECORDS
from detente.intake import exports
from tests.intake.exports.written import hubspot, salesforce, table, written


@pytest.mark.parametrize("system", [hubspot, salesforce])
def test_the_written_guess_reads_as_the_guess(tmp_path: Path, system: object) -> None:
    folder = system(tmp_path / "export")  # type: ignore[operator]
    path = tmp_path / "map.yaml"
    with exports.read([folder]) as guessed:
        exports.write_mapping(guessed, path)
        assert not exports.read_map(path).is_confirmed
        with exports.read([folder], mapping=path) as mapped:
            for record in RECORDS:
                asked = f'SELECT * FROM "{record.name}" ORDER BY ALL'
                assert guessed.evidence.rows(asked) == mapped.evidence.rows(asked)
            assert all(stage.is_confirmed for stage in mapped.picture.stages)
        with pytest.raises(FileExistsError):
            exports.write_mapping(guessed, path)


def test_files_that_nobody_knows_are_read_as_a_person_says(tmp_path: Path) -> None:
    rows = [
        ["1", "Maya Okafor", "3/4/2024", "1.500", "heiß"],
        ["2", "Jonas Weber", "5/6/2024", "2.000", "kalt"],
    ]
    people = table(tmp_path / "Kunden 2024.csv", ["Nr", "Wer", "Seit", "Wert", "Phase"], rows)
    with exports.read([people]) as reading:
        assert not reading.is_understood
    path = tmp_path / "map.yaml"
    path.write_text("""
files:
  - file: "kunden*.csv"
    object: deals
    columns:
      deal: Nr
      name: Wer
      created_at: {column: Seit, order: dmy}
      amount: {column: Wert, decimal: ","}
      stage: Phase
stages:
  deals:
    heiß: proposal
    kalt: exit:lost
""")
    with exports.read([people], mapping=path) as reading:
        rows = reading.evidence.rows(
            "SELECT name, created_at::DATE::TEXT AS day, amount, status FROM deals ORDER BY deal"
        )
    assert [tuple(row.values()) for row in rows] == [
        ("Maya Okafor", "2024-04-03", 1500, "open"), ("Jonas Weber", "2024-06-05", 2000, "lost"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "files:\n  - file: a.csv\n    objekt: leads\n",
            "line 3: `objekt` is not known here (did you mean `object`?)",
        ),
        (
            "files:\n  - file: a.csv\n    object: lead\n",
            "line 3: `lead` is not known here (did you mean `leads`?)",
        ),
        (
            "files:\n  - file: a.csv\n    object: leads\n    columns:\n      emial: Mail\n",
            "line 5: `emial` is not known",
        ),
        ("stages:\n  leads:\n    New: mqls\n", "line 3: `mqls` is not known here (did you mean `mql`?)"),
        ("files: leads\n", "line 1: here should stand a list"),
        ("files:\n\t- x\n", "line 2: this is not YAML"),
        ("zone: Mars/Base\n", "line 1: `Mars/Base` is no time zone"),
        ("zone: UTC\nzone: UTC\n", "line 2: `zone` stands here for the second time"),
        ("a: &x [1]\nb: [*x, *x]\n", "line 1: `a` is not known here"),
    ],
)
def test_a_mistake_in_a_mapping_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(text)
    with pytest.raises(exports.IntakeError) as wrong:
        exports.read_map(path)
    assert said in str(wrong.value)


def test_a_column_that_a_file_lacks_is_named_with_the_one_that_is_like_it(tmp_path: Path) -> None:
    folder = written(tmp_path / "x", a="Mail,Name\nmaya@ferngrove.example,Maya\n")
    path = tmp_path / "map.yaml"
    path.write_text("files:\n  - file: a.csv\n    object: leads\n    columns:\n      email: Email\n")
    with pytest.raises(
        exports.MapError, match=r"a.csv has no column `Email` .did you mean `Mail`.. .line 5 of"
    ):
        exports.read([folder], mapping=path)
