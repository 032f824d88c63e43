"""Records as they are shown: columns read by name, references as {"id", "name"}, one way for lists and single ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from ninja import Schema
from ninja.responses import Status

from detente.api import custom
from detente.api.etags import with_etag


class Reference(Schema):
    """Another record: its key and what people call it."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Shape:
    """How records of one kind are shown. `columns` are paths by name; a name "owner.id" stands inside "owner".

    `page` is where people see the record, with its key inside.
    """

    columns: dict[str, str]
    page: str | None = None

    def rows(self, queryset: QuerySet[Any]) -> list[dict[str, Any]]:
        """Records of `queryset` as they are shown, in its order."""
        names = ("pk", *self.columns)
        found = queryset.values_list("pk", *self.columns.values())
        return self.read(queryset.model, [dict(zip(names, row, strict=True)) for row in found])

    def read(self, model: type[Model], found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows that were read by name, with "pk" beside the columns."""
        rows = [self.shown(row["pk"], [row[name] for name in self.columns]) for row in found]
        if "custom" in self.columns:
            custom.shown(str(model._meta.model_name), rows)
        return rows

    def shown(self, pk: int, values: Iterable[Any]) -> dict[str, Any]:
        """One row; a reference whose id is empty is null."""
        found: dict[str, Any] = {}
        for name, value in zip(self.columns, values, strict=True):
            outer, _, inner = name.partition(".")
            if not inner:
                found[outer] = value
            elif inner == "id":
                found[outer] = None if value is None else {"id": value}
            elif found[outer] is not None:
                found[outer][inner] = value
        if self.page:
            found["url"] = settings.BASE_URL + self.page.format(pk)
        return found

    def of(self, record: Model) -> dict[str, Any]:
        """A record at hand, with what it refers to, not read anew: for one that was made just now."""
        row: dict[str, Any] = {"pk": record.pk}
        for name, path in self.columns.items():
            value: Any = record
            for part in path.split("__"):
                value = getattr(value, part) if value is not None else None
            row[name] = value
        return self.read(type(record), [row])[0]

    def one(self, record: Model) -> dict[str, Any]:
        """A record as it stands now."""
        return self.rows(type(record)._default_manager.filter(pk=record.pk))[0]


def show(request: HttpRequest, response: HttpResponse, shown: dict[str, Any]) -> Any:
    """One record with its ETag; 304 when the reader has it already."""
    if with_etag(request, response, shown):
        return HttpResponseNotModified(headers={"ETag": response.headers["ETag"]})
    return shown


def made(response: HttpResponse, shown: dict[str, Any], where: str, *, status: int = 201) -> Status[Any]:
    """A record that was made, with its ETag and its address."""
    with_etag(HttpRequest(), response, shown)
    response.headers["Location"] = f"{settings.BASE_URL}/api/{where}/{shown['id']}"
    return Status(status, shown)


def changes(given: Schema, **names: Callable[[Any], tuple[str, Any]]) -> dict[str, Any]:
    """What a PATCH says: only the fields that it names; `names` turn one into the act's own."""
    found = given.model_dump(exclude_unset=True)
    for name, turn in names.items():
        if name in found:
            key, value = turn(found.pop(name))
            found[key] = value
    return found
