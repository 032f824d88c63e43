"""The path to won: stages in the order of the milestones, leads before deals, won at its end. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.crm.history.stages import MILESTONES, WON
from detente.crm.objections import N_
from detente.crm.playbook.checks.codes import codes_of
from detente.crm.playbook.faults import Fault, fault

Rows = Sequence[Mapping[str, Any]]


def faults(document: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the stages."""
    stages = document["stages"]
    return [*_order(stages), *_milestones(stages), *_deals(stages), *_letters(stages), *_owners(document)]


def _order(stages: Rows) -> Iterator[Fault]:
    for number, (one, after) in enumerate(itertools.pairwise(stages), 1):
        if MILESTONES.index(after["milestone"]) < MILESTONES.index(one["milestone"]):
            text = N_(
                "{name} counts as {milestone} and stands after {other}: stages follow the order {order}."
            )
            yield fault(
                ("stages", number, "milestone"),
                text,
                name=after["name"],
                milestone=after["milestone"],
                other=one["name"],
                order=", ".join(MILESTONES),
            )


def _milestones(stages: Rows) -> Iterator[Fault]:
    found = [row["milestone"] for row in stages]
    for milestone in ("inquiry", "mql", "sql"):
        if milestone not in found:
            text = N_("No stage counts as {milestone}: reports need one that does.")
            yield fault(("stages",), text, milestone=milestone)
    last = stages[-1]
    if last["code"] != WON or last["milestone"] != WON or found.count(WON) != 1:
        text = N_("The path ends with one stage whose code and milestone are won: put it last.")
        yield fault(("stages", len(stages) - 1), text)


def _deals(stages: Rows) -> Iterator[Fault]:
    are_deals = [row.get("is_deal", False) for row in stages]
    if are_deals != sorted(are_deals) or sum(are_deals) < 2 or all(are_deals):
        text = N_("First come the stages of leads, then those of deals (is_deal), at least one before won.")
        yield fault(("stages",), text)


def _letters(stages: Rows) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for number, row in enumerate(stages):
        letter = row.get("key", "")
        if letter and letter in seen:
            text = N_("{name} and {other} have the same letter {letter}: give one of them another.")
            yield fault(("stages", number, "key"), text, name=row["name"], other=seen[letter], letter=letter)
        seen.setdefault(letter, row["name"])


def _owners(document: Mapping[str, Any]) -> Iterator[Fault]:
    roles = codes_of(document, "roles")
    for number, row in enumerate(document["stages"]):
        if row.get("role") and roles and row["role"] not in roles:
            text = N_("There is no role {code}. Known are: {known}.")
            yield fault(("stages", number, "role"), text, code=row["role"], known=", ".join(sorted(roles)))
