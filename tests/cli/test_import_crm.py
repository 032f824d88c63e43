"""`detente import crm` brings an export in as it was downloaded, once a person has confirmed its stages."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.crm.models import Account, Deal, Event, ImportBatch, Lead
from tests.intake.exports.test_real_exports import DATA
from tests.intake.exports.written import hubspot, salesforce, written


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


def test_ones_own_audit_knows_of_an_import_what_the_export_told(detente, words, tmp_path):
    """Calls without a result are work, words are reasons, and an end without a date came with the last work."""
    contacts = (
        "ID de registro,Nombre,Apellidos,Correo,Estado del lead,Etapa del ciclo de vida,Fecha de creación,"
        "Fuente original\n"
        "101,Maya,Okafor,maya@halden.com,No calificado,Lead,31/01/2024 09:00,Ferias\n"
        "102,Jonas,Weber,jonas@halden.com,Negocio abierto,Oportunidad,31/01/2024 09:00,Ferias\n"
    )
    deals = (
        "ID de registro,Nombre del negocio,Etapa del negocio,Fecha de cierre,Fecha de creación,"
        "Motivo de negocio perdido,Associated Contact IDs\n"
        "501,Bombas,Cierre perdido,15/03/2024 10:00,01/02/2024 10:00,Faltaba una pieza,102\n"
    )
    calls = (
        "ID de registro,Tipo de actividad,Fecha de la actividad,Associated Contact IDs,Associated Deal IDs\n"
        "801,Llamada,31/01/2024 11:00,101,\n802,Llamada,14/02/2024 11:00,,501\n"
    )
    folder = str(written(tmp_path / "export", contacts=contacts, deals=deals, calls=calls))
    confirmed(detente, words, folder)
    assert detente("import", "crm", folder, *words, "--json").json["rejected"] == 0
    from detente.copy.records import own_records

    with own_records() as evidence:
        assert evidence.rows("SELECT kind, count(*) AS n FROM activities GROUP BY kind") == [
            {"kind": "call", "n": 2}
        ]
        assert [row["reason"] for row in evidence.rows("SELECT reason FROM deals")] == ["Faltaba una pieza"]
        ended = evidence.rows("SELECT closed_at::VARCHAR AS at FROM leads WHERE exit = 'disqualified'")
    assert [row["at"] for row in ended] == ["2024-01-31 11:00:00"]
