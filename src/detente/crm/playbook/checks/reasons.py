"""Reasons why a lead leaves: what each counts as, and when a recycled lead comes back. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.crm.history.stages import JOINED, RECYCLED
from detente.crm.objections import N_
from detente.crm.playbook.faults import Fault, fault


def faults(document: Mapping[str, Any]) -> list[Fault]:
    """Reasons that do not say what they count as, and exits that offer none."""
    return [*_offered(document), *_sides(document), *_attempts(document)]


def _offered(document: Mapping[str, Any]) -> Iterator[Fault]:
    for number, row in enumerate(document["exits"]):
        if row["code"] != JOINED and not any(not reason.get("retired") for reason in row["reasons"]):
            text = N_("{name} needs a reason that can be chosen: add one.")
            yield fault(("exits", number, "reasons"), text, name=row["name"])


def _sides(document: Mapping[str, Any]) -> Iterator[Fault]:
    for number, row in enumerate(document["exits"]):
        for place, reason in enumerate(row["reasons"]):
            path = ("exits", number, "reasons", place)
            if "side" not in reason:
                text = N_("{name} does not say what it counts as: add side: quality, sales or unknown.")
                yield fault((*path, "side"), text, name=reason["name"])
            if row["code"] == RECYCLED and "days" not in reason:
                text = N_("{name} does not say after how many days the lead comes back: add days.")
                yield fault((*path, "days"), text, name=reason["name"])


def _attempts(document: Mapping[str, Any]) -> Iterator[Fault]:
    agreed = document.get("slas", {}).get("sales", {}).get("attempts")
    for number, row in enumerate(document["exits"]):
        if agreed and row.get("attempts", agreed) != agreed and row["code"] == "unreached":
            text = N_(
                "{name} asks for {one} attempts, the promises of sales for {other}: agree on one number."
            )
            yield fault(
                ("exits", number, "attempts"), text, name=row["name"], one=row["attempts"], other=agreed
            )
