"""`detente tables` publishes the contract between the CRM, foreign data and the reports."""

from __future__ import annotations

import json

from detente.analytics.tables import TABLES, VERSION
from detente.cli.app import run


def test_every_column_is_published_with_type_unit_and_meaning(capsys):
    assert run(["tables", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["version"] == VERSION
    published = {(table["name"], column["name"]) for table in answer["tables"] for column in table["columns"]}
    assert published == {(table.name, column.name) for table in TABLES for column in table.columns}
    for table in answer["tables"]:
        assert set(table["key"]) <= {column["name"] for column in table["columns"]}
        assert all(column["type"] and column["meaning"] for column in table["columns"])


def test_money_says_that_it_is_in_minor_units(capsys):
    run(["tables", "--json"])
    tables = {table["name"]: table for table in json.loads(capsys.readouterr().out)["tables"]}
    units = {column["name"]: column["unit"] for column in tables["deals"]["columns"]}
    assert units["amount_minor"] == "minor units"
    assert units["opened_at"] == "UTC"


def test_a_person_reads_a_line_a_column(capsys):
    run(["tables"])
    lines = capsys.readouterr().out.splitlines()
    line = next(line for line in lines if line.startswith("arrived_at"))
    assert line.split() == ["arrived_at", "TIMESTAMP", "UTC", "when", "the", "person", "first", "responded"]
