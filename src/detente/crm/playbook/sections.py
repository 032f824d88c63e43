"""Which parts a playbook has, under which topic people find them, and what is a row of what. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.crm.objections import N_

Document = Mapping[str, Any]
Row = Mapping[str, Any]
Found = Iterator[tuple[Any, Row]]

TOPICS = (
    "roles",
    "path",
    "exits",
    "ready",
    "points",
    "promises",
    "cadences",
    "routing",
    "targets",
    "words",
    "signing",
)
"""The pages of the playbook, in order."""
SECTIONS = {
    "roles": ("roles",), "path": ("stages",), "exits": ("exits", "won_reasons", "reopen_reasons", "back_reasons"),
    "ready": ("sales_ready",), "points": ("scoring",), "promises": ("slas", "calendars"), "cadences": ("cadences",),
    "routing": ("routing",), "targets": ("targets",),
    "words": ("touches", "channels", "dispositions", "outcomes", "defects"), "signing": ("signing",),
}  # fmt: skip
"""The sections of the document that a topic shows."""


HALVES = {"fit": N_("Who they are"), "engagement": N_("What they did")}
TIMES = {
    "answer": N_("Answering a handoff"), "first_attempt": N_("The first attempt"),
    "passed_answer": N_("Answering what was passed on"),
}  # fmt: skip
TEAM_NAMES = {"marketing": N_("Marketing"), "inside_sales": N_("Inside sales"), "sales": N_("Sales")}


@dataclass(frozen=True)
class Rows:
    """A list of rows of one kind: how to find them by a key that stays, and what each is called."""

    topic: str
    kind: str
    of: Callable[[Document], Found]
    label: Callable[[Any, Row], str] = lambda _key, row: str(row["name"])
    is_ordered: bool = False


def _list(*path: str, key: str = "code") -> Callable[[Document], Found]:
    def of(document: Document) -> Found:
        part: Any = document
        for step in path:
            part = part.get(step) or {}
        for row in part or ():
            yield row[key], row

    return of


def _reasons(document: Document) -> Found:
    """Reasons by exit and code, each with the name of its exit."""
    for row in document["exits"]:
        for reason in row["reasons"]:
            yield (row["code"], reason["code"]), {"exit": row["name"], **reason}


def _rules(half: str) -> Callable[[Document], Found]:
    def of(document: Document) -> Found:
        for group in document.get("scoring", {}).get(half, {}).get("groups", ()):
            for rule in group["rules"]:
                yield (group["code"], rule["code"]), rule

    return of


def _halves(document: Document) -> Found:
    for half in ("fit", "engagement"):
        if half in document.get("scoring", {}):
            yield half, {"name": HALVES[half], **document["scoring"][half]}


def _times(document: Document) -> Found:
    sales = document.get("slas", {}).get("sales", {})
    for name in ("answer", "first_attempt", "passed_answer"):
        if name in sales:
            yield name, {"name": TIMES[name], **sales[name]}


ROWS = (
    Rows("roles", "role", _list("roles")),
    Rows("path", "stage", _list("stages"), is_ordered=True),
    Rows("exits", "exit", _list("exits")),
    Rows("exits", "reason", _reasons, lambda _key, row: f"{row['exit']}: {row['name']}"),
    Rows("exits", "won_reason", _list("won_reasons")),
    Rows("exits", "reopen_reason", _list("reopen_reasons")),
    Rows("exits", "back_reason", _list("back_reasons")),
    Rows("ready", "exclusion", _list("sales_ready", "exclusions")),
    Rows("points", "half", _halves),
    Rows("points", "group", _list("scoring", "fit", "groups")),
    Rows("points", "fit_rule", _rules("fit")),
    Rows("points", "group", _list("scoring", "engagement", "groups")),
    Rows("points", "touch_rule", _rules("engagement")),
    Rows("points", "band", _list("scoring", "bands")),
    Rows("points", "fit_band", _list("scoring", "fit_bands")),
    Rows("promises", "promise", _list("slas", "marketing")),
    Rows("promises", "time", _times),
    Rows("promises", "calendar", _list("calendars", key="team"), lambda key, _row: TEAM_NAMES.get(key, key)),
    Rows("cadences", "cadence", _list("cadences"), is_ordered=True),
    Rows("routing", "territory", _list("routing", "territories"), is_ordered=True),
    Rows("targets", "target", _list("targets")),
    Rows("words", "touch", _list("touches")),
    Rows("words", "channel", _list("channels")),
    Rows("words", "disposition", _list("dispositions")),
    Rows("words", "outcome", _list("outcomes")),
    Rows("words", "defect", _list("defects")),
)
SINGLES = (
    ("ready", ("sales_ready",), "readiness"),
    ("points", ("scoring",), "scoring"),
    ("promises", ("slas", "sales"), "sales"),
    ("promises", ("slas", "sales", "urgent"), "urgent"),
    ("routing", ("routing",), "routing"),
    ("routing", ("routing", "capacity"), "capacity"),
    ("signing", ("signing",), "signing"),
)
"""Parts of which there is one: topic, path, kind."""
