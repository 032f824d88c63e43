"""Open the company that the environment names, or say in one line why that is not possible."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from detente.cli.mistakes import Mistake

if TYPE_CHECKING:
    from detente.crm.people.models import User


def ready() -> None:
    """Make Django ready; needed before anything of the CRM is imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, OSError) as wrong:
        raise Mistake(str(wrong)) from None


def where() -> str:
    """The database in words that a person recognises; no password."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    host = f" on {database['HOST']}" if database.get("HOST") else ""
    return f"{database['NAME']}{host}"


def missing_migrations() -> list[str]:
    """Names of the migrations that this Detente has and the database has not."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def is_begun() -> bool:
    """Whether `detente init` has been here, however old the database is."""
    from django.db import connection
    from django.db.utils import OperationalError

    path = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(str(path)).exists():
        return False
    try:
        return "crm_organisation" in connection.introspection.table_names()
    except OperationalError as wrong:
        raise Mistake(f"The database {where()} does not answer: {wrong}") from None


def open_company() -> None:
    """Ready to work with the company of this environment; a `Mistake` says what is missing."""
    ready()
    if not is_begun():
        raise Mistake(
            f"There is no company in {where()} yet. Begin one with `detente init`, or look at `detente demo`."
        )
    if missing := missing_migrations():
        count = f"{len(missing)} migration" + "s" * (len(missing) > 1)
        raise Mistake(
            f"The database {where()} is older than this Detente ({count}). Back it up, then run `detente init`."
        )


@contextmanager
def said_in_words() -> Iterator[None]:
    """What an operation refuses is the user's mistake, in the operation's own words."""
    from detente.crm.objections import Refused

    try:
        yield
    except Refused as refused:
        raise Mistake(str(refused)) from None


def user_named(email: str) -> User:
    """The user with this e-mail address in any case."""
    from detente.crm.people.models import User

    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise Mistake(f"There is no user {email}. `detente user list` names them.")
    return found
