"""Files beside leads, people, accounts and deals."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from ninja import File as FileIn
from ninja import Router, Schema
from ninja.files import UploadedFile

from detente.api.errors import Problem
from detente.api.finding import opened
from detente.api.gate import Asked, operation
from detente.api.showing import Reference, Shape
from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.files import actions as files
from detente.crm.files import storage
from detente.crm.files.models import File
from detente.crm.people.models import Account, Person, User

router = Router(tags=["Files"])
Where = Literal["leads", "people", "accounts", "deals"]
MODELS: dict[str, Any] = {"leads": Lead, "people": Person, "accounts": Account, "deals": Deal}


class FileOut(Schema):
    """A file beside a record. `digest` is the SHA-256 of its bytes."""

    id: UUID
    object: str
    name: str
    type: str
    size: int
    digest: str
    by: Reference | None
    added_at: datetime


SHAPE = Shape(
    {
        "id": "uuid", "object": "object", "name": "name", "type": "type", "size": "size", "digest": "digest",
        "by.id": "by__uuid", "by.name": "by__name", "added_at": "added_at",
    }
)  # fmt: skip


@router.get("/{where}/{uuid:key}/files", response=list[FileOut], operation_id="list_files")
@operation("read")
def list_files(request: Asked, where: Where, key: UUID) -> Any:
    """The files of a record, the newest first."""
    found = opened(MODELS[where], key, request.user)
    rows = File.objects.filter(object=found._meta.model_name, record_id=found.pk, is_archived=False)
    return SHAPE.rows(rows.order_by("-added_at", "-pk"))


@router.post("/{where}/{uuid:key}/files", response={201: FileOut}, operation_id="attach_file")
@operation("edit_people", takes_files=True)
def post_file(request: Asked, where: Where, key: UUID, file: Annotated[UploadedFile, FileIn()]) -> Any:
    """Attach a file, if its name and its bytes agree on a kind that may be attached."""
    record = opened(MODELS[where], key, request.user)
    return SHAPE.one(files.attach(record, file, name=file.name or "", size=file.size or 0, by=request.user))


@router.get("/files/{uuid:key}", response=FileOut, operation_id="get_file")
@operation("read")
def get_file(request: Asked, key: UUID) -> Any:
    """What is known of a file."""
    return SHAPE.one(_opened(key, request.user))


@router.get("/files/{uuid:key}/content", operation_id="get_file_content")
@operation("read")
def get_content(request: Asked, key: UUID) -> HttpResponse | FileResponse:
    """The bytes of a file, to be kept and never to be run."""
    file = _opened(key, request.user)
    place = storage.place_of(file.uuid)
    if not place.is_file():
        raise Problem(
            404, "The bytes of this file are missing; detente doctor says more.", code="bytes_missing"
        )
    answer = FileResponse(place.open("rb"), as_attachment=True, filename=file.name, content_type=file.type)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@router.delete("/files/{uuid:key}", response={204: None}, operation_id="remove_file")
@operation("edit_people")
def delete_file(request: Asked, key: UUID) -> Any:
    """Take a file away; people can bring it back."""
    files.remove(_opened(key, request.user), by=request.user)


def _opened(key: UUID, user: User) -> File:
    """A living file of a record that this user may open."""
    file = File.objects.filter(uuid=key, is_archived=False).first()
    if file is None:
        raise Http404
    opened(type(files.record_of(file)), files.record_of(file).uuid, user)
    return file
