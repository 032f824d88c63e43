"""A mapping is proposed from headers and values; real exports come out right."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.intake.guess import guess, guess_mapping, plain
from detente.intake.mapping import from_document, to_document
from detente.intake.reading import open_csv

DATA = Path(__file__).resolve().parents[3] / "shared/data"


def written(tmp_path: Path, text: str, name: str = "export.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def proposed(path: Path, kind: str | None = None) -> tuple[str, dict[str, str]]:
    found = guess(open_csv(path), kind=kind)
    return found.kind, {proposal.field: proposal.column for proposal in found.proposals}


def test_headers_of_any_spelling_are_the_same_words() -> None:
    assert plain("LeadSource") == plain("lead_source") == plain(" Lead-Source: ") == "lead source"
    assert plain("Fälligkeit") == "falligkeit"


def test_a_contact_list(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Vorname;Nachname;E-Mail-Adresse;Telefon;Firma;Quelle\n"
        "Maya;Lindqvist;maya@northwind.com;030 901820;Northwind;Messe\n",
    )
    kind, fields = proposed(path)
    assert kind == "leads"
    assert fields == {
        "first_name": "Vorname",
        "last_name": "Nachname",
        "email": "E-Mail-Adresse",
        "phone": "Telefon",
        "account": "Firma",
        "source": "Quelle",
    }


def test_addresses_are_recognised_under_any_header(tmp_path: Path) -> None:
    path = written(tmp_path, "wer,x17\nMaya,maya@northwind.com\nTom,tom@initech.com\n")
    assert proposed(path, "leads")[1] == {"email": "x17"}


def test_values_overrule_a_header(tmp_path: Path) -> None:
    path = written(tmp_path, "Email,Date,Lead Source\nyes,soon,Web\nno,later,Web\n")
    assert proposed(path, "leads")[1] == {"source": "Lead Source"}


def test_what_is_not_used_is_listed_with_its_values(tmp_path: Path) -> None:
    found = guess(open_csv(written(tmp_path, "email,Shoe size\nmaya@northwind.com,38\n")), kind="leads")
    assert [(sample.header, sample.values) for sample in found.unused] == [("Shoe size", ("38",))]


def test_a_guess_is_a_mapping(tmp_path: Path) -> None:
    file = open_csv(written(tmp_path, "Name,Email\nMaya,maya@northwind.com\n"))
    mapping = guess_mapping([file], kind="leads")
    assert from_document(to_document(mapping)) == mapping


@pytest.mark.skipif(not DATA.exists(), reason="the data is not here")
@pytest.mark.parametrize(
    ("file", "kind", "some"),
    [
        (
            "olist/olist_marketing_qualified_leads_dataset.csv",
            "leads",
            {
                "external_id": "mql_id",
                "arrived_at": "first_contact_date",
                "source": "origin",
                "landing_page": "landing_page_id",
            },
        ),
        (
            "olist/olist_closed_deals_dataset.csv",
            "deals",
            {"lead": "mql_id", "sdr": "sdr_id", "owner": "sr_id", "closed_at": "won_date"},
        ),
        (
            "zoho_demo/Leads.csv",
            "leads",
            {
                "external_id": "LEADID",
                "last_name": "Last Name",
                "account": "Company",
                "owner": "Lead Owner",
                "email": "Email",
                "phone": "Mobile",
                "source": "Lead Source",
                "stage": "Lead Status",
                "arrived_at": "Created Time",
            },
        ),
        (
            "zoho_demo/Campaigns.csv",
            "campaigns",
            {
                "external_id": "CAMPAIGNID",
                "name": "Campaign Name",
                "starts_on": "Start Date",
                "ends_on": "End Date",
                "cost": "Actual Cost",
            },
        ),
        (
            "zoho_demo/Potentials.csv",
            "deals",
            {"amount": "Amount", "stage": "Stage", "lead": "LEADID", "closed_at": "Closing Date"},
        ),
        ("zoho_demo/Calls.csv", "activities", {"lead": "LEADID", "at": "Call Start Time"}),
        ("zoho_demo/Users.csv", "users", {"external_id": "USER_ID", "email": "Email"}),
        (
            "zoho_demo/Accounts.csv",
            "accounts",
            {"external_id": "ACCOUNTID", "name": "Account Name", "industry": "Industry"},
        ),
        (
            "maven_crm/sales_pipeline.csv",
            "deals",
            {
                "external_id": "opportunity_id",
                "owner": "sales_agent",
                "product": "product",
                "account": "account",
                "stage": "deal_stage",
                "opened_at": "engage_date",
                "closed_at": "close_date",
                "amount": "close_value",
            },
        ),
        (
            "maven_crm/accounts.csv",
            "accounts",
            {"name": "account", "industry": "sector", "employees": "employees"},
        ),
        (
            "salesforce_workshop/data/Lead.csv",
            "leads",
            {
                "external_id": "Id",
                "email": "Email",
                "source": "LeadSource",
                "arrived_at": "CreatedDate",
                "account": "Company",
            },
        ),
        (
            "salesforce_workshop/data/Opportunity.csv",
            "deals",
            {"stage": "StageName", "amount": "Amount", "closed_at": "CloseDate"},
        ),
    ],
)
def test_real_exports_come_out_right(file: str, kind: str, some: dict[str, str]) -> None:
    found, fields = proposed(DATA / file)
    assert found == kind
    assert {name: fields.get(name) for name in some} == some
