"""I15: the database itself: references, uniqueness, its file, its migrations."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from detente.crm.history.models import Event
from detente.doctor.constraints import Guarded, guarded
from detente.doctor.looking import Look

NUMBER = "I15"
TITLE = "References lead somewhere, what must be unique is, the file is sound, migrations are applied"
REPAIR = (
    "Unapplied migrations: detente init. Anything else: the database was changed outside Detente or its disk fails; "
    "restore the named rows, or the whole, from a backup."
)


def faults(look: Look) -> Iterator[str]:
    """Everything that is wrong with the database as such."""
    yield from _migrations(look)
    yield from _unsound(look)
    yield from _broken_references(look)
    yield from _lost_references_of_events(look)
    yield from _missing_constraints(look)


def _migrations(look: Look) -> Iterator[str]:
    applied = MigrationRecorder(look.snapshot.connection).applied_migrations()
    yield from (
        f"migration {app}.{name} is not applied" for app, name in _known() if (app, name) not in applied
    )


@cache
def _known() -> list[tuple[str, str]]:
    return sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _unsound(look: Look) -> Iterator[str]:
    if look.snapshot.vendor == "sqlite":
        pragma = "integrity_check" if look.is_whole else "quick_check"
        yield from (
            f"the database's file: {text}" for (text,) in look.sql(f"PRAGMA {pragma}") if text != "ok"
        )
    else:
        invalid = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE NOT convalidated"
        yield from (f"{table}: constraint {name} was never validated" for table, name in look.sql(invalid))


def _broken_references(look: Look) -> Iterator[str]:
    """PostgreSQL refuses a broken reference at any time; SQLite only while its checks are on."""
    if look.snapshot.vendor == "sqlite":
        for table, row, parent, _number in look.sql("PRAGMA foreign_key_check"):
            yield f"{table}, row {row}: refers to a row of {parent} that does not exist"


def _lost_references_of_events(look: Look) -> Iterator[str]:
    """Events name other rows without a constraint, which keeps writing cheap."""
    for field in Event._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            target = field.related_model._meta.db_table
            yield from _lost(look, field.column, target)
    yield from _lost(look, "reverses_id", "crm_event")


def _lost(look: Look, column: str, target: str) -> Iterator[str]:
    lost = f"""
    SELECT e.id, e.{column} FROM crm_event AS e LEFT JOIN {target} AS t ON t.id = e.{column}
    WHERE e.{column} IS NOT NULL AND t.id IS NULL AND e.id > %s ORDER BY e.id
    """
    for event, key in look.sql(lost, [look.first_event]):
        yield f"event {event}: {column} {key} does not exist"


def _missing_constraints(look: Look) -> Iterator[str]:
    """What makes doubles impossible must be there; that it holds is the database's own work."""
    kept = guarded(look.snapshot)
    for model in apps.get_app_config("crm").get_models():
        table = model._meta.db_table
        here = kept.get(table, Guarded())
        for constraint in model._meta.constraints:
            if constraint.name not in here.names:
                yield f"{table}: constraint {constraint.name} is missing"
        for field in model._meta.concrete_fields:
            # A SQLite rowid is unique without an index.
            if field.unique and not field.primary_key and field.column not in here.unique:
                yield f"{table}: {field.column} is no longer unique"
