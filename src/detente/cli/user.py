"""`detente user`: who may sign in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from detente.cli.company import open_company, said_in_words, user_named
from detente.cli.mistakes import Mistake
from detente.cli.options import AsJson
from detente.cli.passwords import new_password
from detente.cli.printing import print_json, print_table

if TYPE_CHECKING:
    from detente.crm.capture.models import Vendor
    from detente.crm.people.models import Team

Named = TypeVar("Named", "Team", "Vendor")
ROLES = "marketing, sdr, ae, manager, executive, operations, admin or vendor"
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Their e-mail address.")]
Name = Annotated[
    str | None, typer.Option("--name", help="How they are called; else the address's first part.")
]
Role = Annotated[str, typer.Option("--role", help=f"One of {ROLES}.")]
TeamName = Annotated[str | None, typer.Option("--team", help="Name of their team.")]
VendorName = Annotated[str | None, typer.Option("--vendor", help="For the role vendor: whom they work for.")]

app = typer.Typer(
    help="Who may sign in: add, list, disable, help back in.", epilog="Example: detente user list"
)


@app.command("add", epilog="Example: detente user add maya@example.com --role sdr --name 'Maya Lindqvist'")
def add(
    email: Email, role: Role, name: Name = None, team: TeamName = None, vendor: VendorName = None
) -> None:
    """Add a user; the password is asked for, or DETENTE_PASSWORD."""
    open_company()
    from detente.crm.capture.models import Vendor
    from detente.crm.people.actions import add_user, check_user
    from detente.crm.people.models import Team

    with said_in_words():
        check_user(email=email, role=role, password=None, scope=None)
        add_user(
            email=email, name=name or email.partition("@")[0], role=role, by=None,
            team=_named(Team.objects.all(), team, "team"), vendor=_named(Vendor.objects.all(), vendor, "vendor"),
            password=new_password("DETENTE_PASSWORD"),
        )  # fmt: skip
    print(f"{email} may sign in.")


@app.command("list", epilog="Example: detente user list --json")
def list_users(as_json: AsJson = False) -> None:
    """Everybody who may or might sign in."""
    open_company()
    from detente.crm.people.models import User

    columns = ("email", "name", "role", "team__name", "is_active")
    heads = ("email", "name", "role", "team", "active")
    rows = list(User.objects.order_by("email").values_list(*columns))
    if as_json:
        print_json([dict(zip(heads, row, strict=True)) for row in rows])
    else:
        print_table(heads, [[*row[:-1], "yes" if row[-1] else "no"] for row in rows])


@app.command("disable", epilog="Example: detente user disable maya@example.com")
def disable(email: Email) -> None:
    """Keep a user from signing in and end their sessions; what they did stays theirs."""
    open_company()
    from detente.crm.people.actions import change_user, end_sessions

    user = user_named(email)
    if not user.is_active and not end_sessions(user):
        raise Mistake(f"{user.email} is disabled already.")
    with said_in_words():
        change_user(user, by=None, is_active=False)
    print(f"{user.email} may not sign in any more.")


@app.command("link", epilog="Example: detente user link maya@example.com")
def link(email: Email) -> None:
    """A link by which a user sets a password: it works once, for 24 hours."""
    open_company()
    from detente.web.session.resets import reset_link

    user = user_named(email)
    if not user.is_active:
        raise Mistake(f"{user.email} is disabled and could not sign in with a new password either.")
    print(reset_link(user, by=None))


@app.command("unlock", epilog="Example: detente user unlock maya@example.com")
def unlock(email: Email) -> None:
    """Remove the second factors of somebody who lost theirs, and end their sessions."""
    open_company()
    from detente.web.session.factors import unlock as unlock_user

    user = user_named(email)
    if not unlock_user(user, by=None):
        raise Mistake(f"{user.email} has no second factor.")
    print(f"{user.email} signs in by password alone until they set up a new factor.")


def _named(rows: Iterable[Named], name: str | None, word: str) -> Named | None:
    """The record of that name; a mistake lists the names that exist."""
    if name is None:
        return None
    by_name = {row.name: row for row in rows}
    if name not in by_name:
        known = f"One of: {', '.join(sorted(by_name))}." if by_name else "There is none yet."
        raise Mistake(f"There is no {word} {name!r}. {known}")
    return by_name[name]
