"""Which tables a company's export holds, and their values as plain JSON that both databases share."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import models

LEFT_OUT = {"Outbox", "ApiToken", "Invitation"}
"""Messages that were meant for others then, and what opens doors: not the company's facts."""

Model = type[models.Model]


def exported() -> list[Model]:
    """The models of an export, in a fixed order."""
    found = [model for model in apps.get_app_config("crm").get_models() if model.__name__ not in LEFT_OUT]
    return sorted(found, key=lambda model: model._meta.db_table)


def columns_of(model: Model) -> dict[str, models.Field[Any, Any]]:
    """The fields of a model by their attribute's name (`owner_id`), in the model's order."""
    return {field.attname: field for field in model._meta.concrete_fields}


def _instant(value: Any) -> str:
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _uuid(value: Any) -> str:
    return str(value if isinstance(value, UUID) else UUID(value))


_PLAIN: tuple[tuple[type[models.Field[Any, Any]], Callable[[Any], Any]], ...] = (
    (models.DateTimeField, _instant),
    (models.DateField, lambda value: value.isoformat() if isinstance(value, date) else value),
    (models.DecimalField, lambda value: str(value if isinstance(value, Decimal) else Decimal(repr(value)))),
    (models.UUIDField, _uuid),
    (models.JSONField, lambda value: json.loads(value) if isinstance(value, str) else value),
    (models.BooleanField, bool),
    (models.GenericIPAddressField, str),
)
_BACK: tuple[tuple[type[models.Field[Any, Any]], Callable[[Any], Any]], ...] = (
    (models.DateTimeField, datetime.fromisoformat),
    (models.DateField, date.fromisoformat),
    (models.DecimalField, Decimal),
    (models.UUIDField, UUID),
)


def to_plain(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How a stored value of this field stands in the export."""
    if field.model.__name__ == "User" and field.attname == "password":
        return lambda value: make_password(None)
    return _chosen(_PLAIN, field)


def from_plain(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """The value to store for what stands in the export."""
    return _chosen(_BACK, field)


def _chosen(table: Any, field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    convert = next((found for kind, found in table if isinstance(field, kind)), None)
    return (
        (lambda value: value) if convert is None else lambda value: None if value is None else convert(value)
    )
