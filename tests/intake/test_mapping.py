"""A mapping is a text people can read; a mistake in it is named by its key."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.intake.fields import KINDS, Type
from detente.intake.mapping import (
    ColumnUse,
    FileMapping,
    Mapping,
    MappingError,
    from_document,
    from_yaml,
    to_document,
    to_yaml,
)
from detente.intake.mapping.checks import FORMATS

NORTHWIND = """
name: Northwind export
system: oldcrm
zone: Europe/Berlin
currency: EUR
region: DE
blank: [Select]
files:
- kind: leads
  file: leads*.csv
  columns:
    external_id: Lead ID
    email: E-mail
    arrived_at: {column: Created, format: DD/MM/YYYY, zone: Europe/Paris}
    stage:
      column: Status
      values: {No: rejected, Contacted: sal}
  constants: {source: Trade fair}
  moves: {mql: MQL since}
- kind: deals
  file: deals*.csv
  columns:
    lead: Lead ID
    amount: {column: Value, decimal: ','}
"""


def test_a_mapping_reads_as_it_is_written() -> None:
    mapping = from_yaml(NORTHWIND)
    leads, deals = mapping.files
    assert (mapping.system, mapping.zone, mapping.blank) == ("oldcrm", "Europe/Berlin", ("Select",))
    assert leads.columns["arrived_at"] == ColumnUse("Created", formats=("DD/MM/YYYY",), zone="Europe/Paris")
    assert leads.columns["stage"].values == {"No": "rejected", "Contacted": "sal"}
    assert leads.moves == {"mql": ColumnUse("MQL since")}
    assert deals.columns["amount"].decimal == ","
    assert [file.fits("Leads-2024.CSV") for file in mapping.files] == [True, False]


def test_a_question_is_answered_in_the_mapping() -> None:
    mapping = from_yaml(NORTHWIND).answered(0, "moves.mql", "format", "MM/DD/YYYY")
    assert mapping.files[0].moves["mql"].formats == ("MM/DD/YYYY",)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "email: E-mail",
            "e_mail: E-mail",
            r"files\[0\].columns: `e_mail` is not known here.*Did you mean `email`",
        ),
        ("kind: deals", "kind: deal", r"files\[1\].kind: `deal` is not known.*Did you mean `deals`"),
        (
            "zone: Europe/Paris",
            "zone: Paris",
            r"files\[0\].columns.arrived_at.zone: `Paris` is not a time zone",
        ),
        ("format: DD/MM/YYYY", "format: dd.mm", r"arrived_at.format: `dd.mm` is not a date format"),
        ("format: DD/MM/YYYY", "format: [DD/MM/YYYY, MM/DD/YYYY]", "can be meant by the same text"),
        ("decimal: ','", "decimal: x", r"files\[1\].columns.amount.decimal: the decimal sign"),
        ("currency: EUR", "currency: EURO", "currency: `EURO` is not a currency"),
        ("region: DE", "region: Germany", "region: `Germany` is not a country"),
        ("system: oldcrm\n", "", "system is missing"),
        ("system: oldcrm", "system: oldcrm\nunknown_users: guess", "unknown_users: `guess` should be"),
        ("constants: {source: Trade fair}", "constants: {email: x}", "under columns and under constants"),
        ("email: E-mail", "email: E-mail\n    email: Mail", "line 14: `email` stands there a second time"),
        ("name: Northwind export", "name: [", "is not YAML"),
        ("name: Northwind export", "name: &a x\nsystem2: *a", "references"),
        (
            "columns:\n    external_id: Lead ID",
            "columns:\n    external_id: {format: x}",
            "external_id.column is missing",
        ),
        ("moves: {mql: MQL since}", "moves: [mql]", r"files\[0\].moves should be a list of `key: value`"),
    ],
)
def test_a_mistake_is_named_by_its_key(before: str, after: str, message: str) -> None:
    assert before in NORTHWIND
    with pytest.raises(MappingError, match=message):
        from_yaml(NORTHWIND.replace(before, after, 1))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "the mapping should be"),
        ("[]", "the mapping should be"),
        ("files: []", "files is missing"),
        ("files: [{kind: costs}]", "costs need the field `day`"),
        ("files: [{kind: touches, columns: {at: At}}]", "touches need `lead` or `email`"),
        ("files: [{}]", r"files\[0\].kind is missing"),
    ],
)
def test_what_is_missing_is_named(document: str, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        from_yaml(document)


TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=12)
USES = st.builds(
    ColumnUse,
    column=TEXTS,
    formats=st.sampled_from([(), ("DD/MM/YYYY",), ("YYYY-MM-DD", "D Month Y"), (FORMATS[-1],)]),
    decimal=st.sampled_from([None, ".", ","]),
    currency=st.sampled_from([None, "BRL"]),
    zone=st.sampled_from([None, "America/Sao_Paulo"]),
    values=st.dictionaries(TEXTS, TEXTS, max_size=3),
    blank=st.lists(TEXTS, max_size=2).map(tuple),
)
LEADS = st.builds(
    FileMapping,
    kind=st.just("leads"),
    file=TEXTS,
    columns=st.dictionaries(st.sampled_from(["external_id", "email", "arrived_at", "stage"]), USES),
    constants=st.dictionaries(st.sampled_from(["source", "medium"]), TEXTS),
    custom=st.dictionaries(TEXTS, USES, max_size=2),
    moves=st.dictionaries(st.sampled_from(["mql", "sal"]), USES),
    encoding=st.sampled_from([None, "cp1252"]),
    delimiter=st.sampled_from([None, ";"]),
)
MAPPINGS = st.builds(
    Mapping,
    files=st.lists(LEADS, min_size=1, max_size=2).map(tuple),
    name=TEXTS,
    system=TEXTS,
    zone=st.sampled_from([None, "UTC"]),
    currency=st.sampled_from([None, "EUR"]),
    region=st.sampled_from([None, "BR"]),
    blank=st.lists(TEXTS, max_size=2).map(tuple),
    unknown_users=st.sampled_from(["leave", "create"]),
)


@given(MAPPINGS)
def test_a_mapping_survives_its_text_and_its_document(mapping: Mapping) -> None:
    assert from_yaml(to_yaml(mapping)) == mapping
    assert from_document(to_document(mapping)) == mapping


def test_the_registry_has_no_field_twice_and_a_meaning_for_each() -> None:
    for kind in KINDS.values():
        assert len(kind.names) == len(set(kind.names))
        assert all(field.meaning for field in kind.fields)


def test_the_guides_and_the_examples_mappings_can_be_read() -> None:
    root = Path(__file__).resolve().parents[2]
    guide = (root / "docs/guides/bringing-data-in.md").read_text(encoding="utf-8")
    shown = from_yaml(guide.partition("```yaml\n")[2].partition("```")[0])
    assert [file.kind for file in shown.files] == ["leads", "deals"]
    assert all(
        f"`{name}`" in guide or "Y-" in name or "/" in name or "." in name or "-" in name for name in FORMATS
    )
    olist = from_yaml((root / "examples/olist/olist.yaml").read_text(encoding="utf-8"))
    assert [file.kind for file in olist.files] == ["leads", "deals"]


def test_every_type_in_the_registry_can_be_read_and_every_list_exists() -> None:
    known = set(get_args(Type))
    fields = [field for kind in KINDS.values() for field in kind.fields]
    assert {field.type for field in fields} <= known
    assert all(bool(field.choice) == (field.type == "code") for field in fields)
