"""The columns of a list: chosen in the address, else those that the list has from the start."""

from __future__ import annotations

from collections.abc import Iterable

from detente.crm.lists.fields import Field
from detente.crm.lists.registry import Registry

MOST = 40


def offered(registry: Registry, figures: tuple[Field, ...] = ()) -> dict[str, Field]:
    """Every field that can be a column, and the figures that the page computes for its rows."""
    return {field.key: field for field in (*registry.columns, *figures)}


def shown_of(
    registry: Registry, asked: str, defaults: Iterable[str] = (), figures: tuple[Field, ...] = ()
) -> tuple[Field, ...]:
    """The columns in their order: the first names the record and always stands first; unknown ones are left out."""
    known = offered(registry, figures)
    first = registry.columns[0].key
    wanted = [key for key in asked.split(",") if key in known] or list(defaults)
    wanted = wanted or [field.key for field in registry.columns if field.shown]
    keys = dict.fromkeys([first, *wanted])
    return tuple(known[key] for key in keys if key in known)[:MOST]


def paths_of(registry: Registry, fields: Iterable[Field]) -> dict[str, str]:
    """What is read for these columns: paths by the names that a row carries; `id` is always there."""
    found = {"id": "pk", **registry.more}
    for field in fields:
        if field.column:
            found[field.key] = field.column
        if field.currency:
            found[f"{field.key}:currency"] = field.currency
    return found
