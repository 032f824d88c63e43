"""`detente search`: the index by which people, accounts, deals and campaigns are found."""

from __future__ import annotations

import typer

from detente.cli.company import open_company

app = typer.Typer(help="The index of the search.", epilog="Example: detente search rebuild")


@app.callback()
def begin() -> None:
    """Keep the group a group while it has one command."""


@app.command("rebuild", epilog="Example: detente search rebuild")
def rebuild() -> None:
    """Make the index anew from the tables, with its triggers; nothing else is touched."""
    open_company()
    from django.db import connection

    from detente.crm.search import index

    index.make_tables(connection)
    index.install_triggers(connection)
    index.fill(connection)
    print("The index of the search is made anew.")
