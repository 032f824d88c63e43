"""Points, bands and the threshold: in order, and within reach of each other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.crm.objections import N_
from detente.crm.playbook.checks.codes import codes_of, named
from detente.crm.playbook.faults import Fault, fault
from detente.crm.playbook.reading import Path

Document = Mapping[str, Any]


def faults(document: Document) -> list[Fault]:
    """What is wrong with the sections `scoring` and `sales_ready`."""
    scoring, ready = document.get("scoring"), document.get("sales_ready")
    if ready and not scoring:
        return [
            fault(
                ("sales_ready",), N_("Without points nothing reaches a threshold: add the section scoring.")
            )
        ]
    if not scoring:
        return []
    found = [
        *_bands("bands", scoring["bands"]),
        *_bands("fit_bands", scoring["fit_bands"]),
        *_touches(document),
    ]
    return found + (list(_ready(document, scoring, ready)) if ready else [])


def _bands(section: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        path: Path = ("scoring", section, number)
        if (number == len(rows) - 1) != ("from" not in row):
            text = N_("The last band has no from, and every other has one: {name} is whatever is left below.")
            yield fault(path, text, name=rows[-1]["name"])
        elif (
            number
            and "from" in row
            and "from" in rows[number - 1]
            and row["from"] >= rows[number - 1]["from"]
        ):
            text = N_("Bands go from the highest down: {name} must begin below {most} points.")
            yield fault((*path, "from"), text, name=row["name"], most=rows[number - 1]["from"])


def _touches(document: Document) -> Iterator[Fault]:
    known, text = codes_of(document, "touches"), N_("There is no kind of touch {code}. Known are: {known}.")
    for place, group in enumerate(document["scoring"]["engagement"]["groups"]):
        for number, rule in enumerate(group["rules"]):
            path = ("scoring", "engagement", "groups", place, "rules", number, "touches")
            yield from named(path, rule["touches"], known, text)
    requests = document.get("sales_ready", {}).get("requests", ())
    yield from named(("sales_ready", "requests"), requests, known, text)


def _ready(document: Document, scoring: Mapping[str, Any], ready: Mapping[str, Any]) -> Iterator[Fault]:
    most = min(scoring["limit"], scoring["fit"]["limit"] + scoring["engagement"]["limit"])
    if ready["threshold"] > most:
        text = N_("No lead can have more than {most} points, so none would reach {threshold}: lower it.")
        yield fault(("sales_ready", "threshold"), text, most=most, threshold=ready["threshold"])
    text = N_("There is no fit band {code}. Known are: {known}.")
    known = {row["code"] for row in scoring["fit_bands"]}
    yield from named(("sales_ready", "fit_bands"), ready.get("fit_bands", ()), known, text)
