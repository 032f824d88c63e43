"""`detente import csv` accounts for every line, and says what is open before anything is stored."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from detente.crm.models import ImportBatch, Lead

MAP = """
name: Fair
system: fair
files:
- kind: leads
  file: fair*.csv
  columns:
    external_id: id
    name: name
    email: email
    arrived_at: {column: met_on, format: YYYY-MM-DD}
  constants:
    source: trade_show
"""
FAIR = """id,name,email,met_on
1,Maya Lindqvist,maya@northwind.example,2026-03-02
2,Tomas Ek,tomas@fabrikam.example,2026-03-02
3,Nobody,nobody@contoso.example,last Tuesday
"""


@pytest.fixture
def fair(tmp_path: Path) -> tuple[str, str, str]:
    """The words of the command: file and map."""
    (tmp_path / "fair.csv").write_text(FAIR)
    (tmp_path / "fair.yaml").write_text(MAP)
    return str(tmp_path / "fair.csv"), "--map", str(tmp_path / "fair.yaml")


def accounting(answer: dict) -> tuple[int, ...]:
    return tuple(answer[word] for word in ("read", "stored", "merged", "rejected"))


def test_every_line_is_accounted_for(detente, fair):
    answer = detente("import", "csv", *fair, "--json").json
    assert accounting(answer) == (3, 2, 0, 1)
    assert answer["is_closed"] is True
    assert sorted(Lead.objects.values_list("person__name", "source")) == [
        ("Maya Lindqvist", "trade_show"), ("Tomas Ek", "trade_show"),
    ]  # fmt: skip


def test_a_dry_run_says_the_same_and_stores_nothing(detente, fair):
    answer = detente("import", "csv", *fair, "--dry-run", "--json").json
    assert accounting(answer) == (3, 2, 0, 1)
    assert answer["dry_run"] is True
    assert not Lead.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_same_file_twice_changes_nothing(detente, fair):
    detente("import", "csv", *fair)
    again = detente("import", "csv", *fair, "--json").json
    assert (again["stored"], again["merged"]) == (0, 2)
    assert Lead.objects.count() == 2


def test_rejected_lines_can_be_mended_and_imported_again(detente, fair, tmp_path):
    answer = detente("import", "csv", *fair, "--json").json
    (path,) = map(Path, answer["rejects"])
    with path.open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line["name"] == "Nobody"
    mended = tmp_path / "fair.rejected.csv"
    mended.write_text(path.read_text(encoding="utf-8-sig").replace("last Tuesday", "2026-03-03"))
    assert accounting(detente("import", "csv", str(mended), *fair[1:], "--json").json) == (1, 1, 0, 0)
    assert Lead.objects.count() == 3


def test_a_person_reads_the_accounting_first(detente, fair):
    said = detente("import", "csv", *fair).out.splitlines()
    assert said[0] == "3 lines read = 2 stored + 0 merged + 1 rejected"
    assert any("fair.csv" in line and "last Tuesday" in line for line in said)


def test_what_a_column_leaves_open_is_asked_with_its_choices(detente, fair, tmp_path):
    (tmp_path / "fair.csv").write_text("id,name,email,met_on\n1,Maya,maya@northwind.example,03/04/2026\n")
    (tmp_path / "fair.yaml").write_text(MAP.replace("{column: met_on, format: YYYY-MM-DD}", "met_on"))
    done = detente("import", "csv", *fair)
    assert done.code == 1
    assert "day first or month first" in done.err
    assert "2026-04-03" in done.err
    assert "2026-03-04" in done.err
    assert "Nothing was stored" in done.err
    assert not ImportBatch.objects.exists()


def test_an_import_that_was_stopped_goes_on_in_its_own_batch(detente, fair):
    detente("import", "csv", *fair)
    batch = ImportBatch.objects.get()
    ImportBatch.objects.update(state="running")
    answer = detente("import", "csv", *fair, "--json").json
    assert answer["batch"] == str(batch.uuid)
    assert accounting(answer) == (3, 2, 0, 1)
    assert ImportBatch.objects.get().state == "done"


def test_without_a_map_the_columns_are_guessed_but_not_the_kind(detente, fair):
    refused = detente("import", "csv", fair[0])
    assert refused.code == 1
    assert "--as KIND" in refused.err
    assert "leads" in refused.err
    assert detente("import", "csv", fair[0], "--as", "leads", "--dry-run", "--json").json["read"] == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.csv", "--as", "leads"], "nowhere.csv"),
        (["FAIR", "--as", "cows"], "There is no kind 'cows'"),
        (["FAIR", "--map", "MAP", "--as", "deals"], "nothing of kind 'deals'"),
    ],
)
def test_a_mistake_says_what_would_be_right(detente, fair, words, said):
    known = {"FAIR": fair[0], "MAP": fair[2]}
    done = detente("import", "csv", *(known.get(word, word) for word in words))
    assert done.code != 0
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_wrong_map_is_named_with_its_key(detente, fair, tmp_path):
    (tmp_path / "fair.yaml").write_text(MAP.replace("met_on,", "met_when,").replace("source:", "sauce:"))
    done = detente("import", "csv", *fair)
    assert done.code == 1
    assert "fair.yaml" in done.err
    assert "sauce" in done.err
