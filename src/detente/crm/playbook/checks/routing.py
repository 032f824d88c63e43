"""Routing: round robin comes last, and only it may be randomised. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.crm.objections import N_
from detente.crm.playbook.faults import Fault, fault

LAST = "round_robin"


def faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the section `routing`."""
    routing = document.get("routing")
    if not routing:
        return
    order = routing["order"]
    if LAST in order[:-1]:
        text = N_("Put round_robin last: it finds somebody for every lead, so nothing after it is asked.")
        yield fault(("routing", "order"), text)
    if routing.get("randomised_share") and LAST not in order:
        text = N_("Only round robin is randomised: add round_robin to order, or set randomised_share to 0.")
        yield fault(("routing", "randomised_share"), text)
