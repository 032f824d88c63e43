"""`detente score`: the points of every open lead, reckoned anew by the playbook in effect."""

from __future__ import annotations

from dataclasses import asdict

import typer

from detente.cli.company import open_company
from detente.cli.options import AsJson
from detente.cli.printing import print_json


def score(as_json: AsJson = False) -> None:
    """Reckon the points of every open lead anew.

    Points follow by themselves; this is for a company that was restored, or when doctor asks for it. Who becomes
    sales-ready by it is handed over.
    """
    open_company()
    from detente.crm.playbook.actions import current
    from detente.crm.scoring.actions import rescore_all

    if current().scoring is None:
        typer.echo("The playbook has no points: propose the section scoring (detente playbook).", err=True)
        raise typer.Exit(1)
    found = rescore_all(cause="anew")
    if as_json:
        print_json(asdict(found))
    else:
        print(
            f"{found.leads:,} open leads scored: {found.changed:,} changed, {found.crossed:,} of them by a band."
        )
