"""Lists described: what each can be asked."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Router, Schema

from detente.api.gate import Asked, operation
from detente.crm.lists.fields import Field
from detente.crm.lists.registry import registry

router = Router(tags=["Lists"])
Subject = Literal["leads", "deals", "accounts", "people", "campaigns"]


class ListField(Schema):
    """A field of a list: by which names an address filters by it, and which operators `where` takes."""

    key: str
    label: str
    kind: str
    is_sortable: bool
    filters: list[str]
    operators: list[str]


@router.get("/lists/{subject}", response=list[ListField], operation_id="describe_list")
@operation("read")
def describe_list(request: Asked, subject: Subject) -> Any:
    """Everything that a list can be filtered and sorted by, added fields included."""
    found = registry(subject, request.user)
    return [_field(one) for one in found.filters]


def _field(one: Field) -> dict[str, Any]:
    filters = [name for name in one.names if name not in one.aliases] if _is_simple(one) else []
    return {
        "key": one.key, "label": str(one.label), "kind": one.kind, "is_sortable": one.is_sortable,
        "filters": filters, "operators": list(one.operators),
    }  # fmt: skip


def _is_simple(one: Field) -> bool:
    return one.options is not None or one.kind in ("instant", "day")
