"""Single values of a playbook set by their place: `sales_ready.threshold=60`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from detente.crm.objections import N_, Objection, Refused
from detente.crm.playbook.paths import find, value_at
from detente.crm.playbook.reading import read
from detente.crm.playbook.schema import schema_at


def with_values(document: Mapping[str, Any], changes: Iterable[str]) -> dict[str, Any]:
    """The document with each `place=value` set; values are written as in the file. `Refused` names an unknown place."""
    found = deepcopy(dict(document))
    for change in changes:
        place, equals, text = change.partition("=")
        path = find(found, place.strip())
        if not equals or path is None or schema_at(path) is None:
            words = N_(
                "{place} is no place in the playbook. Write sections and codes with dots between them, "
                "like scoring.fit.limit=60; the file has them all."
            )
            raise Refused(Objection("place_unknown", words, None, {"place": place.strip()}))
        value_at(found, path[:-1])[path[-1]] = read(f"value: {text.strip()}").document["value"]
    return found
