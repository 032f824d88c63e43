"""`detente init`: an empty company, or an older database brought up to date."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from detente.cli.company import is_begun, missing_migrations, ready, said_in_words, where
from detente.cli.mistakes import Mistake
from detente.cli.passwords import new_password

AdminEmail = Annotated[
    str | None, typer.Option("--admin-email", help="The first administrator; else asked for.")
]


def init(admin_email: AdminEmail = None) -> None:
    """An empty company and its first administrator.

    On an older database: its tables are brought up to date.
    """
    ready()
    if is_begun() and missing_migrations():
        _bring_up_to_date()
        print(f"The database {where()} is up to date.")
        return
    if is_begun() and _has_admin():
        raise Mistake(
            f"A company exists already in {where()}; nothing was changed. Start it with `detente serve`."
        )
    email, password = _first_admin(admin_email), new_password("DETENTE_ADMIN_PASSWORD")
    with said_in_words():
        _begin(email, password)
    print(f"An empty company is ready in {where()}. Start it with: detente serve")


def _has_admin() -> bool:
    from detente.crm.people.models import User

    return User.objects.filter(role="admin").exists()


def _first_admin(given: str | None) -> str:
    email = (
        given or os.environ.get("DETENTE_ADMIN_EMAIL") or typer.prompt("E-mail of the first administrator")
    )
    if "@" not in email:
        raise Mistake(f"{email!r} is not an e-mail address.")
    return email


def _bring_up_to_date() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _begin(email: str, password: str) -> None:
    """Tables, then organisation, playbook and the first administrator, all or none."""
    from django.db import transaction

    from detente.crm.objections import check
    from detente.crm.people.actions import add_user, organisation, password_objections
    from detente.crm.playbook.actions import adopt_default

    check(password_objections(password))
    _bring_up_to_date()
    with transaction.atomic():
        organisation()
        adopt_default()
        add_user(email=email, name=email.partition("@")[0], role="admin", by=None, password=password)
