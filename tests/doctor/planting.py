"""Faults as they come about outside Detente: raw SQL, the guards taken off and put back."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection

from detente.crm.history import triggers


@contextmanager
def guards_off():
    """Without the triggers, which are put back afterwards."""
    _settle()
    triggers.remove(connection)
    try:
        yield
    finally:
        _settle()
        triggers.install(connection)


def _settle():
    """PostgreSQL changes no trigger of a table whose references are still to be checked."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def run(sql, *parameters):
    """Run a statement behind Detente's back."""
    with guards_off(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def one(sql, *parameters):
    """The first value of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]
