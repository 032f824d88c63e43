"""Added fields in bodies and answers: as the CRM keeps them, except that a person is named by their key outside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from detente.api.finding import referred
from detente.crm.people.custom import change_custom
from detente.crm.people.models import CustomField, Person, User


def person_codes(kind: str) -> set[str]:
    """Codes of the fields of this kind of record whose values are persons."""
    return set(CustomField.objects.filter(object=kind, kind="person").values_list("code", flat=True))


def shown(kind: str, rows: list[dict[str, Any]]) -> None:
    """Put the keys that leave the database in the place of the inner ones, for all rows with one question."""
    codes = person_codes(kind) if any(row["custom"] for row in rows) else set()
    inner = {row["custom"][code] for row in rows for code in codes if code in row["custom"]}
    if not inner:
        return
    keys = dict(Person.objects.filter(pk__in=inner).values_list("pk", "uuid"))
    for row in rows:
        found = {code: str(keys[row["custom"][code]]) for code in codes if row["custom"].get(code) in keys}
        row["custom"] = row["custom"] | found


def change(record: Any, values: dict[str, Any], *, by: User, version: int | None = None) -> None:
    """Set added fields of a record; null takes a value away."""
    kind = record._meta.model_name
    codes = person_codes(kind) & {code for code, value in values.items() if value}
    read = {code: _inner(str(values[code]), by, code) for code in codes}
    change_custom(record, values | read, by=by, version=version)


def _inner(key: str, user: User, code: str) -> int | str:
    try:
        found = referred(Person, UUID(key), user, f"custom.{code}")
    except ValueError:
        return key  # no key: the field says in its own words what it wants
    return found.pk if found else key
