"""Saved views: the questions of lists that people and programs keep, share and pin."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpResponse
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from detente.api.etags import expected_version
from detente.api.gate import Asked, Strict, operation
from detente.api.kept_questions import inside, objections_to_columns, outside
from detente.api.lists import Subject
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Reference, Shape, made, show
from detente.api.values import Code, Line, Word
from detente.crm.lists.models import SavedView
from detente.crm.lists.registry import registry
from detente.crm.lists.views import archive_view, change_view, make_default, pin, save_view, seen_by
from detente.crm.objections import check
from detente.crm.people.models import User

router = Router(tags=["Lists"])
MOST_COLUMNS = 60
Audience = Literal["private", "team", "everyone"]


class Asks(Schema):
    """What a view asks: simple `params` of the list's address, and a `where`; records stand by their UUIDs."""

    params: dict[str, str]
    where: dict[str, Any] | None


class ViewOut(Schema):
    """A question asked of a list often enough to keep; columns and sort are fields of /api/lists/<subject>."""

    id: UUID
    version: int
    subject: str
    name: str
    owner: Reference
    audience: str
    team: str | None
    question: Asks
    columns: list[str]
    sort: str
    changed_at: datetime


class AsksIn(Strict):
    """Parameters as the list's address takes them, and a `where`."""

    params: dict[Code, Line] = {}
    where: dict[str, Any] | None = None


class ViewChange(Strict):
    """What a view gets anew."""

    name: Word = Field("", min_length=1)
    audience: Audience = "private"
    question: AsksIn = AsksIn()
    columns: Annotated[list[Code], Field(max_length=MOST_COLUMNS)] = []
    sort: Code = ""


class ViewIn(ViewChange):
    """A question to keep."""

    subject: Subject
    name: Word


class PinIn(Strict):
    """Whether it stands above the list, and whether the list opens with it (it is pinned then)."""

    is_pinned: bool
    is_default: bool = False


VIEW = Shape(
    {
        "id": "uuid", "version": "version", "subject": "subject", "name": "name", "owner.id": "owner__uuid",
        "owner.name": "owner__name", "audience": "audience", "team": "team__name", "question": "question",
        "columns": "columns", "sort": "sort", "changed_at": "changed_at",
    }
)  # fmt: skip


@router.get("/views", response=Listed[ViewOut], operation_id="list_views")
@operation("read")
@keyed
def list_views(request: Asked) -> Any:
    """The saved views that you see: your own, your team's, and everyone's."""
    found = page_of(request, seen_by(request.user), VIEW)
    return found | {"items": [_outside(one) for one in found["items"]]}


@router.post("/views", response={201: ViewOut}, operation_id="add_view")
@operation("read")
def post_view(request: Asked, response: HttpResponse, body: ViewIn) -> Status[Any]:
    """Keep a question of a list."""
    given = _fields(body, body.subject, request.user)
    return made(
        response, _shown(save_view(body.subject, given.pop("name"), by=request.user, **given)), "views"
    )


@router.get("/views/{uuid:key}", response=ViewOut, operation_id="get_view")
@operation("read")
def get_view(request: Asked, response: HttpResponse, key: UUID) -> Any:
    """One view."""
    return show(request, response, _shown(_seen(key, request.user)))


@router.patch("/views/{uuid:key}", response=ViewOut, operation_id="change_view")
@operation("read", takes_version=True)
def patch_view(request: Asked, response: HttpResponse, key: UUID, body: ViewChange) -> Any:
    """Another name, audience, question, columns or sort; its owner's to change, everyone's also operations'."""
    view, version = _seen(key, request.user), expected_version(request)
    given = _fields(body, view.subject, request.user)
    return show(request, response, _shown(change_view(view, by=request.user, version=version, **given)))


@router.delete("/views/{uuid:key}", response={204: None}, operation_id="remove_view")
@operation("read")
def delete_view(request: Asked, key: UUID) -> Any:
    """Put a view away; its owner can bring it back in Detente."""
    archive_view(_seen(key, request.user), by=request.user)


@router.put("/views/{uuid:key}/pin", response={204: None}, operation_id="pin_view")
@operation("read")
def put_pin(request: Asked, key: UUID, body: PinIn) -> Any:
    """Keep a view above its list, or no longer, for the token's user."""
    view = _seen(key, request.user)
    pin(view, by=request.user, is_pinned=body.is_pinned)
    if body.is_default or not body.is_pinned:
        make_default(view, by=request.user, is_default=body.is_default)


def _seen(key: UUID, user: User) -> SavedView:
    found = seen_by(user).filter(uuid=key).first()
    if found is None:
        raise Http404
    return found


def _fields(body: ViewChange, subject: str, user: User) -> dict[str, Any]:
    given = body.model_dump(exclude_unset=isinstance(body, ViewChange) and not isinstance(body, ViewIn))
    given.pop("subject", None)
    known = registry(subject, user)
    check(objections_to_columns(known, given.get("columns", []), given.get("sort", "")))
    if "question" in given:
        given["question"] = inside(known, body.question.params, body.question.where)
    return given


def _shown(view: SavedView) -> dict[str, Any]:
    return _outside(VIEW.one(view))


def _outside(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"question": outside(registry(row["subject"]), row["question"])}
