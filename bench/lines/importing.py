"""An import, file to stored, against the serial sum of its unavoidable parts on the same lines.

The parts: email-validator and phonenumbers on every value, JSON and SHA-256 for every event, and
executemany of every row that was written into the same tables with the same indexes, points and search included.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import sqlite3
import tempfile
import time
from pathlib import Path

from bench.table import Line

LINES = 20_000
TABLES = (
    "crm_person", "crm_account", "crm_lead", "crm_event", "crm_stage_interval", "crm_import_line",
    "crm_external_id", "crm_lead_score", "crm_search_person", "crm_search_account",
)  # fmt: skip
DOMAINS = [f"company{number}.example.com" for number in range(LINES // 4)]


def measure(_leads: int) -> list[Line]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "leads.csv"
        values = written(path)
        before = highest()
        begun = time.perf_counter()
        bring_in(path)
        product = time.perf_counter() - begun
        limit = validated(values) + stored_bare(before, Path(place) / "bare.sqlite3")
    return [
        Line(
            "import",
            LINES / product,
            LINES / limit,
            "leads/s",
            at_least=0.5,
            limit_is="serial sum of the parts",
        )
    ]


def written(path: Path) -> list[tuple[str, ...]]:
    """A file of new people with addresses and numbers that pass."""
    chance = random.Random(11)
    sources = ("web", "fair", "referral")
    values = [
        (f"x{number}", f"Person {number}", f"new{number}@{chance.choice(DOMAINS)}",
         f"+49 30 {chance.randrange(10**6, 10**7)}", f"Firm {number % 5000}", chance.choice(sources),
         f"2026-0{chance.randrange(1, 6)}-1{chance.randrange(10)}")
        for number in range(LINES)
    ]  # fmt: skip
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name", "email", "phone", "company", "source", "arrived_at"))
        writer.writerows(values)
    return values


def bring_in(path: Path) -> None:
    from detente.intake.batches import run, start
    from detente.intake.guess import guess_mapping
    from detente.intake.planning import plan
    from detente.intake.reading import open_csv

    mapping = guess_mapping([open_csv(path)], kind="leads")
    planned = plan([path], mapping, check_lines=False)
    account = run(start([path], mapping, by=None, planned=planned))
    assert (account.stored, account.rejected) == (LINES, 0), account


def validated(values: list[tuple[str, ...]]) -> float:
    """Seconds of judging every address and number once."""
    import phonenumbers
    from email_validator import validate_email

    begun = time.perf_counter()
    for value in values:
        validate_email(value[2], check_deliverability=False, test_environment=True)
        phonenumbers.is_valid_number(phonenumbers.parse(value[3], "DE"))
    return time.perf_counter() - begun


def highest() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}")
            found[table] = cursor.fetchone()[0]
        return found


def stored_bare(before: dict[str, int], bare: Path) -> float:
    """Seconds of hashing the events and inserting every row that the import wrote, indexes included."""
    from django.conf import settings

    source = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    file = sqlite3.connect(bare, isolation_level=None)
    file.execute("PRAGMA journal_mode=WAL")
    taken = 0.0
    for table in TABLES:
        copy_schema(source, file, table)
        names = ", ".join(("rowid", *columns_of(source, table)))
        rows = source.execute(f"SELECT {names} FROM {table} WHERE rowid > ?", [before[table]]).fetchall()
        assert rows, f"An import wrote nothing into {table}."
        begun = time.perf_counter()
        if table == "crm_event":
            for row in rows:
                hashlib.sha256(json.dumps(row).encode()).hexdigest()
        file.execute("BEGIN")
        file.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(rows[0]))})", rows)
        file.execute("COMMIT")
        taken += time.perf_counter() - begun
    return taken


def copy_schema(source: sqlite3.Connection, file: sqlite3.Connection, table: str) -> None:
    """The table, empty, with its indexes."""
    found = (
        "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index') AND sql IS NOT NULL"
    )
    for (sql,) in source.execute(found, [table]):
        file.execute(sql)


def columns_of(source: sqlite3.Connection, table: str) -> list[str]:
    """All columns but a key that is the row's number anyway."""
    return [f'"{name}"' for _no, name, *_ in source.execute(f"PRAGMA table_info({table})") if name != "id"]
