"""Exports of CRMs whose users read them in another language, and lists as people keep them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from detente.intake import exports
from detente.intake.exports.languages import words_of
from detente.intake.exports.stages import meaning
from tests.intake.exports.written import written
from tests.intake.sheets import workbook

LANGUAGES = {
    "es": (
        "ID de registro,Nombre,Apellidos,Correo,Propietario del contacto,Estado del lead,Etapa del ciclo de vida,"
        "Fecha de creación,Fuente original,País/región\n"
        "101,Maya,Okafor,maya@halden.com,Sin propietario,No calificado,Lead,31/01/2024 09:12,Ferias,España\n",
        "ID de registro,Nombre del negocio,Etapa del negocio,Valor,Fecha de cierre,Fecha de creación,"
        "Propietario del negocio,Associated Contact IDs\n"
        '501,Bombas,Cierre ganado,"1.234,50",15/03/2024 10:00,01/02/2024 10:00,Priya Nair,101\n',
    ),
    "fr": (
        "ID de fiche d'informations,Prénom,Nom,Adresse e-mail,Propriétaire du contact,Statut du lead,"
        "Phase du cycle de vie,Date de création,Source d'origine,Pays/région\n"
        "101,Maya,Okafor,maya@halden.com,Aucun propriétaire,Non qualifié,Lead,31/01/2024 09:12,Salons,Espagne\n",
        "ID de fiche d'informations,Nom de la transaction,Phase de la transaction,Montant,Date de fermeture,"
        "Date de création,Propriétaire de la transaction,Associated Contact IDs\n"
        '501,Bombas,Fermée gagnée,"1\u202f234,50",15/03/2024 10:00,01/02/2024 10:00,Priya Nair,101\n',
    ),
    "nl": (
        "Record-ID,Voornaam,Achternaam,E-mail,Eigenaar contactpersoon,Leadstatus,Levenscyclusfase,Aanmaakdatum,"
        "Oorspronkelijke bron,Land/regio\n"
        "101,Maya,Okafor,maya@halden.com,Geen eigenaar,Niet gekwalificeerd,Lead,31-01-2024 09:12,Beurzen,Spanje\n",
        "Record-ID,Dealnaam,Dealfase,Bedrag,Sluitingsdatum,Aanmaakdatum,Dealeigenaar,Associated Contact IDs\n"
        '501,Bombas,Gesloten gewonnen,"1.234,50",15-03-2024 10:00,01-02-2024 10:00,Priya Nair,101\n',
    ),
    "pt": (
        "ID do registro,Nome,Sobrenome,E-mail,Proprietário do contato,Status do lead,Fase do ciclo de vida,"
        "Data de criação,Fonte original,País/Região\n"
        "101,Maya,Okafor,maya@halden.com,Sem proprietário,Não qualificado,Lead,31/01/2024 09:12,Feiras,Espanha\n",
        "ID do registro,Nome do negócio,Etapa do negócio,Valor,Data de fechamento,Data de criação,"
        "Proprietário do negócio,Associated Contact IDs\n"
        '501,Bombas,Fechado ganho,"1.234,50",15/03/2024 10:00,01/02/2024 10:00,Priya Nair,101\n',
    ),
    "it": (
        "ID record,Nome,Cognome,E-mail,Proprietario del contatto,Stato del lead,Fase del ciclo di vita,"
        "Data di creazione,Fonte originale,Paese/Regione\n"
        "101,Maya,Okafor,maya@halden.com,Nessun proprietario,Non qualificato,Lead,31/01/2024 09:12,Fiere,Spagna\n",
        "ID record,Nome trattativa,Fase trattativa,Importo,Data di chiusura,Data di creazione,"
        "Proprietario trattativa,Associated Contact IDs\n"
        '501,Bombas,Chiusa vinta,"1.234,50",15/03/2024 10:00,01/02/2024 10:00,Priya Nair,101\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_of_hubspot_means_the_same_in_every_language(tmp_path: Path, language: str) -> None:
    contacts, deals = LANGUAGES[language]
    with exports.read([written(tmp_path, contacts=contacts, deals=deals)]) as reading:
        assert reading.questions == (), "the contacts prove that the day comes first in the deals too"
        assert not any(file.not_understood for file in reading.picture.files)
        lead = reading.evidence.rows(
            "SELECT name, email, owner, exit, created_at, deal, source IS NULL AS no_source FROM leads"
        )
        deal = reading.evidence.rows("SELECT name, status, amount, closed_at, owner, lead FROM deals")
    assert [tuple(row.values()) for row in lead] == [
        ("Maya Okafor", "maya@halden.com", None, "disqualified", datetime(2024, 1, 31, 9, 12), "501", False)
    ]
    assert [tuple(row.values()) for row in deal] == [
        ("Bombas", "won", 1234.5, datetime(2024, 3, 15, 10), "Priya Nair", "101")
    ]


def test_a_header_is_read_in_the_language_of_its_file() -> None:
    spanish = words_of(["Nombre", "Apellidos", "Correo", "Número de empleados"])
    assert (spanish["firstname"], spanish["lastname"], "name" in spanish) == ("Nombre", "Apellidos", False)
    assert words_of(["Nombre", "Correo", "Empresa"])["name"] == "Nombre", (
        "without a last name it is the whole"
    )
    french = words_of(["Nom", "Société", "Nombre d'employés", "Adresse e-mail"])
    assert (french["name"], french["numberofemployees"]) == ("Nom", "Nombre d'employés")
    assert words_of(["Nome", "Plan", "Seats"]).keys() == {"nome", "plan", "seats"}, "one word is no language"


@pytest.mark.parametrize(
    ("stage", "means"),
    [("Accompagnement", None), ("Gagné - renouvellement", "won"), ("Contrat perdu", "exit"), ("Deadline set", None),
     ("Vertragsverhandlung", "proposal"), ("Won back", "won"), ("Wonder", None), ("Descartado", "exit")],
)  # fmt: skip
def test_a_stage_is_known_by_whole_words_and_by_its_end_first(stage: str, means: str | None) -> None:
    found = meaning("deals", stage)
    assert (found.milestone if found else None) == means


def test_a_list_kept_by_hand_has_leads_and_their_deals(tmp_path: Path) -> None:
    head = ["Nr.", "Firma", "Ansprechpartner", "E-Mail", "Quelle", "Status", "Eingangsdatum", "Angebotswert",
            "Abschluss am"]  # fmt: skip
    rows = [
        ["Interessenten 2024"], [], head,
        [1, "Halden AG", "Maya Okafor", "maya@halden.com", "Messe", "gewonnen", date(2024, 1, 31), 800,
         date(2024, 3, 1)],
        [2, "Ferngrove", "Jonas Weber", "jonas@ferngrove.com", "Web", "kontaktiert", date(2024, 2, 1)],
        [], ["Summe", None, None, None, None, None, None, 800], ["grün = heiß"],
    ]  # fmt: skip
    with exports.read([workbook(tmp_path / "Liste.xlsx", {"Tabelle1": rows})]) as reading:
        assert reading.evidence.filled("leads") == 2
        deals = reading.evidence.rows("SELECT status, amount, lead = deal AS own FROM deals")
        assert deals == [{"status": "won", "amount": 800.0, "own": True}]
        assert reading.evidence.rows("SELECT name FROM leads WHERE is_converted") == [{"name": "Maya Okafor"}]


def test_a_board_in_groups_has_its_headers_titles_and_sums_left_out(tmp_path: Path) -> None:
    head = ["Name", "Owner", "Stage", "Deal Value", "Close Date"]
    rows = [
        ["Deals"], [], ["Open"], head, ["Pumps", "Priya Nair", "Proposal", 500, None], [None, None, None, 500], [],
        ["Won"], head, ["Valves", "Tom Berg", "Won", 700, date(2024, 3, 1)], [None, None, None, 700],
    ]  # fmt: skip
    with exports.read([workbook(tmp_path / "board.xlsx", {"board": rows})]) as reading:
        names = reading.evidence.rows("SELECT name, amount FROM deals ORDER BY name")
    assert [tuple(row.values()) for row in names] == [("Pumps", 500.0), ("Valves", 700.0)]


def test_leads_and_opportunities_of_odoo_are_one_table_and_what_is_archived_is_lost(tmp_path: Path) -> None:
    text = (
        "External ID,Type,Opportunity,Contact Name,Email,Salesperson,Stage,Expected Revenue,Created on,Active\n"
        "l1,Lead,Halden's request,Maya Okafor,maya@halden.com,Tom Berg,New,0,2024-01-03 09:00:00,True\n"
        "l2,Opportunity,Pumps,Jonas Weber,jonas@ferngrove.com,Tom Berg,Proposition,500,2024-01-04 09:00:00,False\n"
    )
    with exports.read([written(tmp_path, crm=text)]) as reading:
        assert reading.evidence.rows("SELECT deal, name, status, lead FROM deals") == [
            {"deal": "l2", "name": "Pumps", "status": "lost", "lead": "l2"}
        ]
        exits = reading.evidence.rows("SELECT name, exit FROM leads ORDER BY lead")
    assert [tuple(row.values()) for row in exits] == [("Maya Okafor", None), ("Jonas Weber", "lost")]


def test_activities_of_pipedrive_lead_to_their_leads_and_opportunities_of_close_are_no_leads(
    tmp_path: Path,
) -> None:
    leads = (
        "Lead - ID,Lead - Title,Lead - Owner,Lead - Lead created,Person - Name,Lead - Source\n"
        "x1,Halden,Tom Berg,2024-01-03 09:00:00,Maya Okafor,Web\n"
    )
    done = (
        "Activity - ID,Activity - Subject,Activity - Type,Activity - Due date,Activity - Done,Activity - Lead ID\n"
        "7,Call,Call,2024-01-04,Done,x1\n"
    )
    close = (
        "id,lead_id,lead_name,status_label,status_type,value,value_formatted,value_currency,date_created,date_won\n"
        "o1,l1,Halden,Won,won,50000,€500.00,EUR,2024-01-03T09:00:00Z,2024-02-03\n"
    )
    with exports.read([written(tmp_path, leads=leads, done=done, close=close)]) as reading:
        assert reading.evidence.rows("SELECT lead, is_done, kind FROM activities") == [
            {"lead": "x1", "is_done": True, "kind": "call"}
        ]
        assert reading.evidence.rows("SELECT lead, name FROM leads") == [
            {"lead": "x1", "name": "Maya Okafor"}
        ]
        assert reading.evidence.rows("SELECT status, amount FROM deals") == [
            {"status": "won", "amount": 500.0}
        ]
