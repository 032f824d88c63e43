"""A company leaves as one readable file and comes back whole: the same rows, hashes, files and report numbers."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.companies import Place

SAID = ("headline", "columns", "rows", "cautions")
FINGERPRINT = """
import django, hashlib, json; django.setup()
from detente.exchange.tables import columns_of, exported
from detente.crm.models import User
found = {}
for model in exported():
    rows = model._default_manager.order_by("pk").values_list(*[n for n in columns_of(model) if n != "password"])
    text = repr([[str(value) for value in row] for row in rows])
    found[model.__name__] = [len(rows), hashlib.sha256(text.encode()).hexdigest()]
print(json.dumps(found))
"""


@pytest.fixture
def answers() -> Callable[[Place], list[object]]:
    def ask(company: Place) -> list[object]:
        found = []
        for words in (("funnel",), ("funnel", "--by", "source"), ("funnel", "--by", "campaign")):
            done = company.run("report", *words, "--format", "json")
            assert done.returncode == 0, done.stderr
            said = json.loads(done.stdout)
            found.append({name: said[name] for name in SAID})
        return found

    return ask


def test_a_company_comes_back_with_equal_rows_and_equal_reports(
    grown: Place, place: Place, tmp_path, answers
) -> None:
    file = tmp_path / "company.zip"
    written = grown.run("export", str(file))
    assert written.returncode == 0, written.stderr
    loaded = place.run("import", "export", str(file))
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    before, after = (json.loads(one.python(FINGERPRINT)) for one in (grown, place))
    del before["SecurityEntry"], after["SecurityEntry"]  # the export itself was noted
    assert after == before
    assert all(after[name][0] for name in ("TeamCost", "Audit", "FoundRecord", "BlindAudit", "Judgement"))
    assert answers(place) == answers(grown)
    assert place.run("doctor", "--deep").returncode == 0
    (kept,) = [path for path in (place.home / "files").rglob("*") if path.is_file()]
    assert kept.read_bytes() == b"The terms that were agreed."
    assert place.run("import", "export", str(file)).stderr.startswith(
        "detente: There is a company here already"
    )


@pytest.mark.sqlite
def test_what_opens_doors_stays_behind(grown: Place, tmp_path) -> None:
    file = tmp_path / "company.zip"
    grown.run("export", str(file))
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        users = [json.loads(line) for line in archive.read("tables/crm_user.jsonl").splitlines()]
    assert "tables/crm_api_token.jsonl" not in names
    assert not any("session" in name or "secret" in name for name in names)
    assert all(user["password"].startswith("!") for user in users)
    assert grown.run("export", str(file)).stderr.endswith("Give another name, or add --force.\n")


def damaged(file: Path, damage: str) -> Path:
    """A copy of an export that was cut off, in which a row was changed, or that came from elsewhere."""
    broken = file.with_name(f"{damage}.zip")
    if damage == "cut":
        broken.write_bytes(file.read_bytes()[:20_000])
        return broken
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            said = old.read(name)
            if damage == "changed" and name == "tables/crm_lead.jsonl":
                said = said.replace(b'"stage":"won"', b'"stage":"mql"', 1)
            if damage == "changed" or name != "manifest.json":
                new.writestr(name, said)
    return broken


@pytest.mark.sqlite
def test_a_damaged_export_loads_nothing(grown: Place, place: Place, tmp_path) -> None:
    file = tmp_path / "company.zip"
    grown.run("export", str(file))
    for damage in ("cut", "changed", "foreign"):
        done = place.run("import", "export", str(damaged(file, damage)))
        assert done.returncode == 1, damage
        assert len(done.stderr.splitlines()) == 1, damage
        assert "There is a company here already" not in done.stderr, damage
    assert set(json.loads(place.python(FINGERPRINT))["Lead"][:1]) == {0}
