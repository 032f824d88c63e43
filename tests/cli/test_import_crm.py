"""`detente import crm` brings an export in as it was downloaded, once a person has confirmed its stages."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.crm.models import Account, Deal, Event, ImportBatch, Lead
from tests.intake.exports.test_real_exports import DATA
from tests.intake.exports.written import hubspot, salesforce


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    """`--map` with a file that is not there yet."""
    return "--map", str(tmp_path / "map.yaml")


def confirmed(detente, words: tuple[str, ...], *paths: str) -> Path:
    """The mapping that the first run writes, confirmed."""
    assert "Nothing is stored yet" in detente("import", "crm", *paths, *words).err
    path = Path(words[1])
    assert "not confirmed" in detente("import", "crm", *paths, *words).err
    path.write_text(path.read_text().replace("confirmed: false", "confirmed: true"))
    assert not ImportBatch.objects.exists()
    return path


def test_an_export_of_salesforce_becomes_leads_and_deals_once(detente, words, tmp_path):
    folder = str(salesforce(tmp_path / "export"))
    confirmed(detente, words, folder)
    checked = detente("import", "crm", folder, *words, "--check", "--json").json
    assert not Lead.objects.exists() and checked["dry_run"]
    answer = detente("import", "crm", folder, *words, "--json").json
    assert (answer["read"], answer["rejected"]) == (checked["read"], checked["rejected"]) == (5, 0)
    told = Lead.objects.order_by("person__name").values_list("person__name", "stage", "source")
    assert list(told) == [("Jonas Weber", "won", "Partner"), ("Maya Okafor", "sal", "Web")]
    assert sorted(Deal.objects.values_list("name", "status", "amount_minor")) == [
        ("Halden extras", "open", None), ("Halden pilot", "won", 80050),
    ]  # fmt: skip
    accepted = Event.objects.get(lead__person__name="Maya Okafor", to_stage="sal")
    assert str(accepted.at) == "2024-01-04 10:00:00+00:00"
    again = detente("import", "crm", folder, *words, "--json").json
    assert (again["stored"], again["merged"]) == (0, 5)
    assert (Lead.objects.count(), Deal.objects.count()) == (2, 2)


def test_what_a_person_says_of_a_stage_counts_and_undoing_takes_all_back(detente, words, tmp_path):
    folder = str(hubspot(tmp_path / "export"))
    path = confirmed(detente, words, folder)
    path.write_text(
        path.read_text().replace('"Unqualified": exit:disqualified', '"Unqualified": exit:recycled')
    )
    answer = detente("import", "crm", folder, *words, "--json").json
    assert answer["rejected"] == 0, answer["lines"]
    assert Account.objects.get(name="Ferngrove Ltd").employees == 1250
    assert set(Lead.objects.values_list("person__name", flat=True)) == {
        "Maya Okafor", "Jonas Weber", "Lena Null", "Ade Bello",
    }  # fmt: skip
    from detente.intake.undoing import undo

    assert undo(ImportBatch.objects.get(), by=None).left == []
    assert not Lead.objects.filter(is_archived=False).exists()
    assert not Deal.objects.filter(is_archived=False).exists()


def test_a_real_export_is_accounted_for_line_by_line(detente, words):
    folder = DATA / "salesforce_workshop"
    if not folder.exists():
        pytest.skip("the shared data are not here")
    path = confirmed(detente, words, str(folder))
    said = detente("import", "crm", str(folder), *words).err
    assert "like 5987002803, name no country" in said and "like `region: " in said
    path.write_text(path.read_text().replace("# region: DE", "region: US"))
    answer = detente("import", "crm", str(folder), *words, "--json").json
    assert answer["is_closed"]
    assert (Lead.objects.count(), Deal.objects.count(), Account.objects.count()) == (60, 50, 23)
    assert Deal.objects.filter(status="won").count() == 12
