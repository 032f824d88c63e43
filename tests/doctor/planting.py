"""Faults as they come about outside Detente: raw SQL, the guards taken off and put back."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection

from detente.crm.history import triggers


@contextmanager
def guards_off():
    """Without triggers and without SQLite's check of references."""
    triggers.remove(connection)
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            connection.enable_constraint_checking()
        triggers.install(connection)


def run(sql, *parameters):
    """Run a statement behind Detente's back."""
    with guards_off(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def one(sql, *parameters):
    """The first value of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]
