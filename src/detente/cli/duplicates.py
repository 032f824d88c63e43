"""`detente duplicates`: who is likely known twice."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.company import open_company
from detente.cli.options import AsJson
from detente.cli.printing import print_json

People = Annotated[bool, typer.Option("--people", help="Only persons.")]
Accounts = Annotated[bool, typer.Option("--accounts", help="Only accounts.")]

app = typer.Typer(
    help="Likely duplicates: found here, judged in the browser.",
    epilog="Example: detente duplicates find --people",
)


@app.callback()
def _group() -> None:
    """Keeps `find` a command of its own."""


@app.command("find", epilog="Example: detente duplicates find --people")
def find_duplicates(people: People = False, accounts: Accounts = False, as_json: AsJson = False) -> None:
    """Look at all persons and accounts for likely duplicates; nothing is merged. Old decisions stay."""
    open_company()
    from detente.crm.capture.duplicates import OBJECTS, find

    asked = [name for name, is_asked in zip(OBJECTS, (people, accounts), strict=True) if is_asked]
    found = [find(name) for name in asked or OBJECTS]
    if as_json:
        print_json([vars(row) | {"seconds": round(row.seconds, 1)} for row in found])
        return
    for row in found:
        records = "persons" if row.object == "person" else "accounts"
        print(f"{row.looked:,} {records} looked at in {row.seconds:.1f} s: {row.new:,} new likely pairs.")
    print("Work through them in the browser under Accounts > Duplicates (/duplicates/).")
