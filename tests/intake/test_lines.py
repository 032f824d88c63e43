"""A line says everything that is wrong with it at once; what can be kept is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from detente.crm.people.contacts import Contact
from detente.intake.cells import country_of, domain_of
from detente.intake.lines import LineReader, Reading
from detente.intake.mapping import MappingError, from_document
from detente.intake.settings import Settings

CODES = {
    "stages": {"mql": "mql", "sal": "sal", "rejected": "rejected"},
    "reasons": {},
    "touches": {"form": "form"},
    "deal_stages": {"won": "won"},
    "deal_types": {},
}
SETTINGS = Settings(
    ZoneInfo("Europe/Berlin"), "EUR", datetime(2026, 1, 1, tzinfo=UTC), "DE", frozenset({"select"}), CODES
)


def read(kind: str, uses: dict[str, Any], cells: dict[str, str], **more: Any) -> Reading:
    mapping = from_document({"system": "old", "files": [{"kind": kind, "columns": uses, **more}]})
    return LineReader(mapping.files[0], list(cells), SETTINGS).read(list(cells.values()))


def test_values_by_field() -> None:
    found = read(
        "leads",
        {
            "external_id": "Id",
            "email": "Mail",
            "phone": "Tel",
            "arrived_at": {"column": "At", "format": "DD/MM/YYYY"},
            "stage": {"column": "Status", "values": {"Contacted": "sal"}},
            "country": "Land",
            "note": "Note",
        },
        {
            "Id": " 17 ",
            "Mail": "Maya@Northwind.com",
            "Tel": "030 901820",
            "At": "03/04/2021 10:00",
            "Status": "contacted",
            "Land": "Deutschland",
            "Note": "one\r\ntwo",
        },
    )
    assert found.problems == []
    assert found.values == {
        "external_id": "17",
        "email": Contact("Maya@northwind.com", "maya@northwind.com"),
        "phone": Contact("+49 30 901820", "+4930901820"),
        "arrived_at": datetime(2021, 4, 3, 8, tzinfo=UTC),
        "stage": "sal",
        "country": "DE",
        "note": "one\ntwo",
    }


def test_everything_wrong_is_said_at_once() -> None:
    found = read(
        "leads",
        {"external_id": "Id", "arrived_at": {"column": "At", "format": "DD/MM/YYYY"}, "stage": "Status"},
        {"Id": "x" * 201, "At": "2021-04-03", "Status": "warm"},
    )
    assert [str(problem) for problem in found.rejections] == [
        "Id: is longer than 200 characters",
        "At: `2021-04-03` is not a date written as DD/MM/YYYY",
        "Status: `warm` is not one of mql, sal, rejected; translate it in the mapping",
    ]


def test_bad_contact_data_is_a_defect_not_a_lost_lead() -> None:
    found = read("leads", {"email": "Mail", "phone": "Tel"}, {"Mail": "maya@", "Tel": "ask Tom"})
    assert found.rejections == []
    assert [problem.code for problem in found.defects] == ["email_invalid", "phone_invalid"]
    assert found.values["email"].text == "maya@"


def test_a_mappings_own_word_for_nothing() -> None:
    found = read(
        "leads",
        {"email": "Mail", "source": "Source", "last_name": "Name"},
        {"Mail": "n/a", "Source": "Select", "Name": "Null"},
    )
    assert found.values == {"last_name": "Null"}


def test_custom_columns_and_dated_stages() -> None:
    found = read(
        "leads",
        {"external_id": "Id"},
        {"Id": "1", "Size": "9", "Mql on": "2021-04-15", "Sal on": ""},
        custom={"shoe size": "Size"},
        constants={"source": "Fair"},
        moves={
            "mql": {"column": "Mql on", "format": "YYYY-MM-DD"},
            "sal": {"column": "Sal on", "format": "YYYY-MM-DD"},
        },
    )
    assert found.custom == {"shoe size": "9"}
    assert found.moves == {"mql": datetime(2021, 4, 14, 22, tzinfo=UTC)}
    assert found.values["source"] == "Fair"


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("1.200,50", 120050, "EUR"),
        ("R$ 1.200,50", 120050, "BRL"),
        ("€ 5", 500, "EUR"),
        ("500 JPY", 500, "JPY"),
    ],
)
def test_an_amount_in_minor_units_of_its_currency(text: str, minor: int, currency: str) -> None:
    found = read("deals", {"amount": {"column": "Value", "decimal": ","}}, {"Value": text})
    assert (found.values["amount"], found.values["amount_currency"]) == (minor, currency)


def test_the_currency_column_decides_and_a_dollar_sign_does_not_contradict_it() -> None:
    found = read("deals", {"amount": "Value", "currency": "Cur"}, {"Value": "$5.00", "Cur": "CAD"})
    assert (found.values["amount"], found.values["amount_currency"]) == (500, "CAD")


def test_a_sign_of_several_currencies_is_not_guessed() -> None:
    found = read("deals", {"amount": "Value"}, {"Value": "$5.00"})
    assert "can be USD, AUD" in str(found.rejections[0])


def test_rounding_is_said() -> None:
    found = read("deals", {"amount": "Value"}, {"Value": "5.005"})
    assert [(problem.code, problem.weight) for problem in found.problems] == [("rounded", "note")]


def test_a_required_field_and_a_blank_line() -> None:
    uses = {"name": "Name", "industry": "Industry"}
    assert [str(p) for p in read("accounts", uses, {"Name": "", "Industry": "Food"}).rejections] == [
        "Name: is missing"
    ]
    assert [p.code for p in read("accounts", uses, {"Name": "", "Industry": ""}).rejections] == ["blank"]


def test_the_future_is_refused_where_something_happened() -> None:
    uses = {
        "arrived_at": {"column": "At", "format": "YYYY-MM-DD"},
        "recycle_on": {"column": "On", "format": "YYYY-MM-DD"},
    }
    found = read("leads", uses, {"At": "2031-01-01", "On": "2031-01-01"})
    assert [p.code for p in found.rejections] == ["in_future"]
    assert found.values["recycle_on"] == date(2031, 1, 1)


def test_a_constant_that_cannot_be_is_said_of_the_mapping() -> None:
    with pytest.raises(MappingError, match=r"constants.stage: stage: `warm` is not one of"):
        read("leads", {"external_id": "Id"}, {"Id": "1"}, constants={"stage": "warm"})


def test_countries_and_domains() -> None:
    assert [country_of(text) for text in ("DE", "germany", "Brasil", "USA", "Atlantis", "XX")] == [
        "DE",
        "DE",
        "BR",
        "US",
        None,
        None,
    ]
    assert [
        domain_of(text)
        for text in ("https://www.Northwind.com/a?b", "northwind.com", "WWW.x.co.uk", "soon", "[::1]")
    ] == ["northwind.com", "northwind.com", "x.co.uk", None, None]
