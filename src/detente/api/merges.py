"""Merges: two persons or two accounts become one, and two again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from ninja import Router, Schema

from detente.api.finding import needed, opened
from detente.api.gate import Asked, Strict, operation
from detente.crm.capture.merging import merge_accounts, merge_people, undo_merge
from detente.crm.capture.models import Merge
from detente.crm.people.models import Account, Person

router = Router(tags=["Merges"])


class MergeIn(Strict):
    """`other` lives on in the addressed record; `chosen` says by field whose value stays."""

    other: UUID
    chosen: dict[str, Literal["survivor", "other"]] = {}


class MergeOut(Schema):
    """Two records that became one, and whether that was taken back."""

    object: str
    survivor: UUID
    other: UUID
    merged_at: datetime
    undone_at: datetime | None


def _shown(merge: Merge) -> dict[str, Any]:
    model: Any = Person if merge.object == "person" else Account
    keys = dict(model.objects.filter(pk__in=(merge.survivor_id, merge.merged_id)).values_list("pk", "uuid"))
    return {
        "object": merge.object, "survivor": keys[merge.survivor_id], "other": keys[merge.merged_id],
        "merged_at": merge.merged_at, "undone_at": merge.undone_at,
    }  # fmt: skip


@router.post("/people/{uuid:key}/merges", response={201: MergeOut}, operation_id="merge_people")
@operation("edit_people")
def post_people(request: Asked, key: UUID, body: MergeIn) -> Any:
    """Another person is this one: all that belongs to them goes over, nothing is lost."""
    person, other = opened(Person, key, request.user), needed(Person, body.other, request.user, "other")
    return _shown(merge_people(person, other, by=request.user, chosen=body.chosen))


@router.post("/accounts/{uuid:key}/merges", response={201: MergeOut}, operation_id="merge_accounts")
@operation("edit_people")
def post_accounts(request: Asked, key: UUID, body: MergeIn) -> Any:
    """Another account is this one: all that belongs to it goes over, nothing is lost."""
    account, other = opened(Account, key, request.user), needed(Account, body.other, request.user, "other")
    return _shown(merge_accounts(account, other, by=request.user, chosen=body.chosen))


@router.delete(
    "/people/{uuid:key}/merges/{uuid:other}", response=MergeOut, operation_id="undo_merge_of_people"
)
@operation("edit_people")
def delete_people(request: Asked, key: UUID, other: UUID) -> Any:
    """Take a merge back: both persons are as before, but for what was touched since."""
    return _undone(request, opened(Person, key, request.user), Person.objects.filter(uuid=other))


@router.delete(
    "/accounts/{uuid:key}/merges/{uuid:other}", response=MergeOut, operation_id="undo_merge_of_accounts"
)
@operation("edit_people")
def delete_accounts(request: Asked, key: UUID, other: UUID) -> Any:
    """Take a merge back: both accounts are as before, but for what was touched since."""
    return _undone(request, opened(Account, key, request.user), Account.objects.filter(uuid=other))


def _undone(request: Asked, survivor: Person | Account, other: QuerySet[Any]) -> Any:
    kind, merged = survivor._meta.model_name, other.values_list("pk", flat=True).first()
    living = Merge.objects.filter(object=kind, survivor_id=survivor.pk, undone_at=None)
    merge = living.filter(merged_id=merged).first() if merged else None
    if merge is None:
        raise Http404
    undo_merge(merge, by=request.user)
    merge.refresh_from_db()
    return _shown(merge)
