"""Search on PostgreSQL at a million leads: `DATABASE_URL=postgres://... python -m bench.on_postgres`.

Into an empty database go the people, accounts, deals, leads and campaigns that search looks at, in one statement
for each table, with the names of the company that `make bench` builds; then the index is filled as after a restore.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator

from bench.company import people_who_work

FIRST = "timestamptz '2025-01-01'"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    wanted = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "detente.config.settings"
    import django

    django.setup()
    from django.db import connection

    from detente.crm.models import Person

    if connection.vendor != "postgresql":
        raise SystemExit("Give the address of an empty PostgreSQL database in DATABASE_URL.")
    if "crm_person" not in connection.introspection.table_names() or not Person.objects.exists():
        begun = time.perf_counter()
        build(wanted.leads)
        print(f"{wanted.leads:,} leads built in {time.perf_counter() - begun:.0f} s", flush=True)
    from bench.lines.searching import measure

    for line in measure(wanted.leads):
        print(" | ".join(line.cells()), flush=True)


def build(leads: int) -> None:
    """Tables, users, rows, and the index at the end."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from detente.crm.people.actions import organisation
    from detente.crm.playbook.actions import adopt_default
    from detente.crm.search import index

    call_command("migrate", verbosity=0)
    organisation()
    adopt_default()
    reps = people_who_work()
    index.remove_triggers(connection)
    with transaction.atomic(), connection.cursor() as cursor:
        for table, values in rows(leads, reps[0], len(reps)):
            columns = ", ".join(values)
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {', '.join(values.values())} {count(table, leads)}"
            )
    index.install_triggers(connection)
    index.fill(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def count(table: str, leads: int) -> str:
    """How many rows a table gets; `n` is their number."""
    many = {"crm_campaign": 30, "crm_account": leads // 3 + 1, "crm_deal": leads * 28 // 100}.get(
        table, leads
    )
    return f"FROM generate_series(0, {many - 1}) AS n"


def rows(leads: int, first_rep: int, reps: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Table by table, the expression of each column that a row needs, by the number `n`."""
    rep = f"{first_rep} + mod(n * 31, {reps})"
    made = {"uuid": "gen_random_uuid()", "is_archived": "false", "version": "1"}
    yield (
        "crm_campaign",
        made | {"id": "n + 1", "name": "'Campaign ' || n", "note": "''", "created_at": FIRST},
    )
    yield "crm_account", made | {
        "id": "n + 1", "name": "'Company ' || n * 3", "name_key": "'company ' || n * 3", "type": "'prospect'",
        "created_at": FIRST, "custom": "'{}'", "is_named": "false",
    }  # fmt: skip
    yield "crm_person", made | {
        "id": "n + 1", "name": "'Person ' || n", "label": "'Person ' || n", "created_at": FIRST, "custom": "'{}'",
        "email": "'person' || n || '@company' || n / 3 || '.example'",
        "email_key": "'person' || n || '@company' || n / 3 || '.example'",
        "account_id": "CASE WHEN mod(n, 3) = 0 THEN n / 3 + 1 END",
    }  # fmt: skip
    yield "crm_deal", made | {
        "id": "n + 1", "name": "'Deal'", "person_id": "n + 1", "owner_id": rep, "type": "'new'", "status": "'open'",
        "stage": "'proposal'", "stage_since": FIRST, "opened_at": FIRST, "amount_minor": "500000",
        "currency": "'EUR'", "playbook": "1", "custom": "'{}'", "slips": "0", "next_step": "''",
    }  # fmt: skip
    del made["version"]
    yield "crm_lead", made | {
        "id": "n + 1", "person_id": "n + 1", "account_id": "CASE WHEN mod(n, 3) = 0 THEN n / 3 + 1 END",
        "utm": "'{}'", "custom": "'{}'", "playbook": "1", "is_targeted": "false", "stage": "'inquiry'",
        "stage_since": FIRST, "arrived_at": f"{FIRST} + n * interval '1 minute'", "status": "'new'",
        "owner_id": rep, "attempts": "0", "touches": "0", "defects": "'[]'", "last_seq": "0",
        "source": "(ARRAY['webinar', 'referral', 'direct'])[mod(n, 3) + 1]", "campaign_id": "mod(n, 30) + 1",
    }  # fmt: skip


if __name__ == "__main__":
    main()
