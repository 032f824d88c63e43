"""`detente erase`: forget a person for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.company import open_company, said_in_words
from detente.cli.mistakes import Mistake

if TYPE_CHECKING:
    from detente.crm.people.models import Person

Who = Annotated[str, typer.Argument(metavar="EMAIL|UUID", help="The person's address, or their uuid.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def erase(who: Who, yes: Yes = False) -> None:
    """Erase a person on request: contact data and all words about them, for good. Numbers stay as they are."""
    open_company()
    from detente.crm.erasure.actions import erase_person

    person = _found(who)
    if not yes:
        typer.confirm(f"Erase {person.label} for good? Not even a backup brings them back.", abort=True)
    with said_in_words():
        erase_person(person, by=None)
    print(
        f"Erased. Their history stays as numbers; their record is now called {type(person).objects.get(pk=person.pk)}."
    )


def _found(who: str) -> Person:
    from uuid import UUID

    from detente.crm.people.contacts import read_email
    from detente.crm.people.models import Person

    try:
        asked: dict[str, Any] = {"uuid": UUID(who)}
    except ValueError:
        asked = {"email_key": read_email(who).key or who}
    found = Person.objects.filter(**asked, merged_into=None).first()
    if found is None:
        raise Mistake(f"Nobody has the address or uuid {who}.")
    return found
