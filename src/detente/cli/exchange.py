"""`detente export` and `detente import export`: a whole company as one readable file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.company import is_begun, open_company, ready, where
from detente.cli.mistakes import Mistake
from detente.cli.options import AsJson
from detente.cli.printing import print_json

To = Annotated[Path, typer.Argument(metavar="FILE.zip", dir_okay=False, help="The file to write.")]
From = Annotated[Path, typer.Argument(metavar="FILE.zip", exists=True, dir_okay=False, help="An export.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


def export(file: To, force: Force = False, as_json: AsJson = False) -> None:
    """Everything of the company in one file that anybody can read: JSON lines and attached files in a zip.

    It holds no passwords, keys or sessions; `detente backup` does.
    """
    open_company()
    from detente.crm.people.security import note
    from detente.exchange import export_company

    if file.exists() and not force:
        raise Mistake(f"{file} is there already; nothing was written. Give another name, or add --force.")
    try:
        manifest = export_company(file)
    except OSError as wrong:
        raise Mistake(f"Nothing was written: {wrong}") from None
    note("company_exported", rows=manifest.rows)
    if as_json:
        print_json({"file": str(file), "rows": {name: part.rows for name, part in manifest.tables.items()}})
        return
    print(
        f"{file}: {manifest.rows:,} rows of {len(manifest.tables)} tables, {len(manifest.files):,} attached files."
    )


def load(file: From) -> None:
    """A company from its export, into an empty home or database; its reports say the same numbers."""
    ready()
    from django.core.management import call_command

    from detente import copy, doctor
    from detente.exchange import Unreadable, load_company

    if not is_begun():
        call_command("migrate", interactive=False, verbosity=0)
    try:
        manifest = load_company(file)
    except Unreadable as wrong:
        raise Mistake(str(wrong)) from None
    copy.rebuild()
    print(
        f"{manifest.company or 'The company'} is in {where()}: {manifest.rows:,} rows as of {manifest.as_of}."
    )
    findings = [finding for finding in doctor.check() if not finding.is_green]
    for finding in findings:
        print(finding)
    print("Nobody has a password here yet. A link to set one: detente user link EMAIL")
    if findings:
        raise typer.Exit(1)
