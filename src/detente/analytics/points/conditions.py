"""Conditions of a playbook on columns: each is asked once for every distinct value, not for every lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any

import numpy as np

from detente.analytics.points.columns import Leads, Mask

Condition = Mapping[str, Any]
Holds = Callable[[Condition, Mapping[str, Any]], bool]
"""Whether a condition holds for what is known of one lead; `detente.crm.playbook.conditions.holds` is one."""


def fulfilled(condition: Condition, leads: Leads, holds: Holds) -> Mask:
    """For which of the leads a condition holds; `holds` answers questions about single fields."""
    if "all" in condition:
        return _joined(np.logical_and, condition["all"], leads, holds, start=True)
    if "any" in condition:
        return _joined(np.logical_or, condition["any"], leads, holds, start=False)
    if "not" in condition:
        return ~fulfilled(condition["not"], leads, holds)
    name = condition["field"]
    column = leads.columns.get(name)
    if column is None:
        return np.full(leads.count, holds(condition, {}))
    truth = np.array([holds(condition, {name: value}) for value in column.values], dtype=bool)
    return truth[column.codes] if len(truth) else np.zeros(leads.count, dtype=bool)


def _joined(by: Any, parts: Any, leads: Leads, holds: Holds, *, start: bool) -> Mask:
    found: Mask = reduce(by, (fulfilled(part, leads, holds) for part in parts), np.full(leads.count, start))
    return found


def fields_of(condition: Condition) -> Iterator[str]:
    """The fields that a condition asks about."""
    if "field" in condition:
        yield condition["field"]
        return
    parts = condition.get("all") or condition.get("any") or ([condition["not"]] if "not" in condition else [])
    for part in parts:
        yield from fields_of(part)


def fields_asked(scoring: Any, readiness: Any) -> frozenset[str]:
    """Every field that these points, and what makes a lead sales-ready, ask about."""
    rules = [rule for group in scoring.fit.groups for rule in group.rules]
    exclusions = readiness.exclusions if readiness else ()
    return frozenset(name for one in (*rules, *exclusions) for name in fields_of(one.when))
