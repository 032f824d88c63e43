"""`detente doctor`: does everything still add up?"""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.company import open_company
from detente.cli.options import AsJson
from detente.cli.printing import print_json

Deep = Annotated[bool, typer.Option("--deep", help="Look at everything, however long it takes.")]


def doctor(as_json: AsJson = False, deep: Deep = False) -> None:
    """Does everything still add up?

    Checks the promises on your own data. It reads only, names the rows and the repair, and ends with 1
    on a finding.
    """
    open_company()
    from detente.doctor import check

    findings = check(deep=deep)
    is_green = all(finding.is_green for finding in findings)
    if as_json:
        print_json({"ok": is_green, "deep": deep, "findings": [finding.plain() for finding in findings]})
    else:
        for finding in findings:
            print(finding)
    if not is_green:
        raise typer.Exit(1)
