"""Lists described: what each can be asked, and the views that people saved of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from ninja import Router, Schema

from detente.api.gate import Asked, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Reference, Shape
from detente.crm.lists.fields import Field
from detente.crm.lists.models import SavedView
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


class ViewOut(Schema):
    """A question asked of a list often enough to keep. `question` is a `where`; columns and sort are fields."""

    id: UUID
    version: int
    subject: str
    name: str
    owner: Reference
    audience: str
    team: str | None
    question: dict[str, Any]
    columns: list[str]
    sort: str
    changed_at: datetime


VIEW = Shape(
    {
        "id": "uuid", "version": "version", "subject": "subject", "name": "name", "owner.id": "owner__uuid",
        "owner.name": "owner__name", "audience": "audience", "team": "team__name", "question": "question",
        "columns": "columns", "sort": "sort", "changed_at": "changed_at",
    }
)  # fmt: skip


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


@router.get("/views", response=Listed[ViewOut], operation_id="list_views")
@operation("read")
@keyed
def list_views(request: Asked) -> Any:
    """The saved views that you see: your own, your team's, and everyone's."""
    user = request.user
    seen = Q(owner=user) | Q(audience="everyone") | Q(audience="team", team=user.team_id, team__isnull=False)
    return page_of(request, SavedView.objects.filter(seen, is_archived=False), VIEW)
