"""Fields that the company adds: defined here; their values stand in each record's `custom`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field

from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Shape
from detente.api.values import Word
from detente.crm.people import custom_fields as acts
from detente.crm.people.models import CustomField

router = Router(tags=["Added fields"])
Kind = Literal["text", "number", "money", "date", "choice", "person"]
Object = Literal["person", "account", "lead", "deal"]
Names = Annotated[list[Word], Field(max_length=acts.MOST_CHOICES)]


class ChoiceOut(Schema):
    """What a field of choices offers; an archived one is offered no more, and values that have it keep it."""

    code: str
    name: str
    is_archived: bool = False


class FieldOut(Schema):
    """A field that this company added; values stand in a record's `custom` under its code."""

    object: str
    code: str
    name: str
    kind: str
    choices: list[ChoiceOut]
    position: int
    is_archived: bool


class FieldIn(Strict):
    """A new field. Without a `code` one is made of the name; `choices` are names, for the kind choice."""

    object: Object
    name: Word
    kind: Kind
    code: Annotated[str, Field(max_length=40)] = ""
    choices: Names = []


class FieldChange(Strict):
    """What a field gets anew. Its kind changes only as long as no record has a value."""

    name: Word = Field("", min_length=1)
    kind: Kind = "text"
    choices: Names = []
    is_archived: bool = False


class ChoicesIn(Strict):
    """Names of more choices."""

    choices: Names


class ChoiceChange(Strict):
    """Another name for a choice, or whether it is offered."""

    name: Word | None = None
    is_archived: bool | None = None


class PlaceIn(Strict):
    """Which way it goes among the fields that are shown."""

    to: Literal["up", "down"]


SHAPE = Shape(
    {name: name for name in ("object", "code", "name", "kind", "choices", "position", "is_archived")}
)


@router.get("/fields", response=Listed[FieldOut], operation_id="list_fields")
@operation("read")
@keyed
def list_fields(request: Asked) -> Any:
    """The fields that this company added to persons, accounts, leads and deals."""
    return page_of(request, CustomField.objects.all(), SHAPE)


@router.post("/fields", response={201: FieldOut}, operation_id="add_field")
@operation("settings", scope="settings")
def post_field(request: Asked, body: FieldIn) -> Any:
    """A new field on a kind of record."""
    return SHAPE.one(acts.add_field(by=request.user, **body.model_dump()))


@router.get("/fields/{object}/{slug:code}", response=FieldOut, operation_id="get_field")
@operation("read")
def get_field(request: Asked, object: Object, code: str) -> Any:
    """One field."""
    return SHAPE.one(_field(object, code))


@router.patch("/fields/{object}/{slug:code}", response=FieldOut, operation_id="change_field")
@operation("settings", scope="settings")
def patch_field(request: Asked, object: Object, code: str, body: FieldChange) -> Any:
    """Rename a field, change what an unused one holds, archive it with its values, or show it again."""
    field, by, given = _field(object, code), request.user, body.model_dump(exclude_unset=True)
    if "kind" in given:
        field = acts.change_kind(field, given["kind"], by=by, choices=body.choices)
    if "name" in given:
        field = acts.rename_field(field, given["name"], by=by)
    if "is_archived" in given:
        field = (acts.archive_field if given["is_archived"] else acts.restore_field)(field, by=by)
    return SHAPE.one(field)


@router.post("/fields/{object}/{slug:code}/choices", response={201: FieldOut}, operation_id="add_choices")
@operation("settings", scope="settings")
def post_choices(request: Asked, object: Object, code: str, body: ChoicesIn) -> Any:
    """More to choose from."""
    return SHAPE.one(acts.add_choices(_field(object, code), body.choices, by=request.user))


@router.patch(
    "/fields/{object}/{slug:code}/choices/{slug:choice}", response=FieldOut, operation_id="change_choice"
)
@operation("settings", scope="settings")
def patch_choice(request: Asked, object: Object, code: str, choice: str, body: ChoiceChange) -> Any:
    """Call a choice something else, offer it no more, or again."""
    field = acts.change_choice(
        _field(object, code), choice, by=request.user, name=body.name, archived=body.is_archived
    )
    return SHAPE.one(field)


@router.post("/fields/{object}/{slug:code}/moves", response={201: FieldOut}, operation_id="move_field")
@operation("settings", scope="settings")
def post_move(request: Asked, object: Object, code: str, body: PlaceIn) -> Any:
    """One place up or down."""
    return SHAPE.one(acts.move_field(_field(object, code), by=request.user, up=body.to == "up"))


def _field(object: str, code: str) -> CustomField:
    found = CustomField.objects.filter(object=object, code=code).first()
    if found is None:
        raise Http404
    return found
