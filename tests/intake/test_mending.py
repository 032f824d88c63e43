"""Likely misspellings are found in any file, offered, and never mended in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detente.crm.capture.models import Lead
from detente.crm.imports.models import ImportBatch
from detente.crm.people.actions import add_account
from detente.crm.people.models import User
from detente.intake.mapping import MappingError, from_yaml, to_yaml
from detente.intake.planning import plan
from detente.intake.spelling import slips

Write = Callable[[str, str], Path]
BringIn = Callable[..., ImportBatch]


@pytest.mark.parametrize(
    ("said", "known", "like"),
    [
        ("GTXPro", ["GTX Pro", "GTX Plus Pro"], "GTX Pro"), ("Philipines", ["Philippines"], "Philippines"),
        ("north-wind", ["Northwind"], "Northwind"), ("Müller AG", ["Muller AG"], "Muller AG"),
        ("GTX Basic", ["GTX Plus Basic"], None), ("Spring 2025", ["Spring 2026"], None),
        ("gtx  pro", ["GTX Pro"], None),
        ("Ann", ["Anne"], None), ("MG Advanced", ["MG Special"], None), ("-", ["GTX Pro"], None), ("", ["x"], None),
    ],
)  # fmt: skip
def test_what_is_very_like_a_known_value(said: str, known: list[str], like: str | None) -> None:
    assert [slip.like for slip in slips({said: 3}, known)] == ([like] if like else [])


def test_in_one_column_a_rare_value_is_a_slip_of_one_that_is_much_commoner() -> None:
    said = {
        "Trade show": 400,
        "Trade shwo": 2,
        "TradeShow": 30,
        "Webinar": 50,
        "Webinars": 40,
        "Direct": 5,
        "Direkt": 4,
    }
    found = {(slip.said, slip.like, slip.times) for slip in slips(said, [])}
    assert found == {("Trade shwo", "Trade show", 400), ("TradeShow", "Trade show", 400)}


MAPPING = "files: [{kind: leads, columns: {name: Name, account: Firm, source: Source}%s}]"
TEXT = "Name,Firm,Source\nMaya,Northwynd,fair\nTom,Initech,fair\n"


def test_an_account_that_is_nearly_known_is_offered_and_stored_as_it_stands(
    write: Write, bring_in: BringIn, ada: User
) -> None:
    add_account("Northwind", by=ada)
    found = plan([write("leads.csv", TEXT)], from_yaml(MAPPING % ""))
    assert [str(offer) for offer in found.offers] == ["Firm: Northwynd (1 line) looks like Northwind"]
    bring_in(MAPPING % "", write("leads.csv", TEXT))
    assert set(Lead.objects.values_list("account__name", flat=True)) == {"Northwynd", "Initech"}


@pytest.mark.parametrize(("meant", "stored"), [("Northwind", "Northwind"), ("Northwynd", "Northwynd")])
def test_what_the_mapping_mends_or_keeps_is_not_asked_again(
    write: Write, bring_in: BringIn, ada: User, meant: str, stored: str
) -> None:
    add_account("Northwind", by=ada)
    mapping = MAPPING % f", mend: {{account: {{Northwynd: {meant}}}}}"
    assert plan([write("leads.csv", TEXT)], from_yaml(mapping)).offers == []
    bring_in(mapping, write("leads.csv", TEXT))
    assert Lead.objects.get(person__name="Maya").account.name == stored


def test_mends_are_kept_in_the_mapping_and_a_wrong_field_is_named() -> None:
    mapping = from_yaml(MAPPING % ", sheet: Pipeline, header: 3, guarded: true, mend: {source: {fiar: fair}}")
    assert from_yaml(to_yaml(mapping)) == mapping
    assert (mapping.files[0].sheet, mapping.files[0].header, mapping.files[0].guarded) == (
        "Pipeline",
        3,
        True,
    )
    with pytest.raises(
        MappingError, match=r"files\[0\].mend: `sauce` is not known here.*Did you mean `source`"
    ):
        from_yaml(MAPPING % ", mend: {sauce: {a: b}}")
    with pytest.raises(MappingError, match=r"files\[0\].header: `third` is no row"):
        from_yaml(MAPPING % ", header: third")
