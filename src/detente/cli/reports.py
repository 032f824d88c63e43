"""`detente reports`: what can be asked."""

from __future__ import annotations

from detente.cli.options import AsJson
from detente.cli.printing import print_json, print_table


def reports(as_json: AsJson = False) -> None:
    """The reports, a line each, with its question."""
    from detente.analytics.reports import list_reports

    found = list_reports()
    if as_json:
        print_json([{"report": slug, "question": question} for slug, question in found])
    else:
        print_table(["report", "question"], found)
