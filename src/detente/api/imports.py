"""Imports: files come in by a mapping, and every line is accounted for."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from detente.api.errors import Problem
from detente.api.gate import Asked, operation
from detente.api.paging import NEWEST, Listed, keyed, page_of
from detente.api.showing import Reference, Shape
from detente.crm.imports.models import ImportBatch
from detente.crm.objections import N_, Objection, check
from detente.intake.batches import accounting, start
from detente.intake.fields import KINDS
from detente.intake.mapping import Mapping, from_document
from detente.web.imports.first_mapping import guessed
from detente.web.imports.uploads import FILES, keep
from detente.web.imports.work import begin

router = Router(tags=["Imports"])


class ImportOut(Schema):
    """An import. `read` are the lines of its files; each ends stored, merged or rejected."""

    id: UUID
    name: str
    state: str
    error: str
    created_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    by: Reference | None
    mapping: dict[str, Any]
    url: str


class ImportCounted(ImportOut):
    """An import with its accounting so far."""

    read: int
    stored: int
    merged: int
    rejected: int


class RejectOut(Schema):
    """A line that was not stored, and why; the cells are as they stood in the file."""

    file_no: int
    line: int
    reason: str | None
    cells: Any


SHAPE = Shape(
    {
        "id": "uuid", "name": "name", "state": "state", "error": "error", "created_at": "created_at",
        "finished_at": "finished_at", "undone_at": "undone_at", "by.id": "by__uuid", "by.name": "by__name",
        "mapping": "mapping",
    },
    page="/import/{}/",
)  # fmt: skip
REJECT = Shape({"file_no": "file_no", "line": "line", "reason": "reason", "cells": "cells"})


def _batch(key: UUID) -> ImportBatch:
    found = ImportBatch.objects.filter(uuid=key).first()
    if found is None:
        raise Http404
    return found


def _counted(batch: ImportBatch) -> dict[str, Any]:
    so_far = accounting(batch)
    return SHAPE.one(batch) | {
        "read": so_far.read, "stored": so_far.stored, "merged": so_far.merged, "rejected": so_far.rejected
    }  # fmt: skip


@router.get("/imports", response=Listed[ImportOut], operation_id="list_imports")
@operation("import", scope="import")
@keyed
def list_imports(request: Asked) -> Any:
    """Imports, the newest first."""
    return page_of(request, ImportBatch.objects.all(), SHAPE, order=NEWEST)


@router.post("/imports", response={202: ImportCounted}, operation_id="start_import")
@operation("import", scope="import", takes_files=True)
def post_import(
    request: Asked, response: HttpResponse, files: Annotated[list[UploadedFile], File()],
    mapping: Annotated[str, Form()] = "", kind: Annotated[str, Form()] = "",
    name: Annotated[str, Form(max_length=200)] = "",
) -> Any:  # fmt: skip
    """Bring files in. `mapping` is the JSON of a mapping; without one the columns are guessed (`kind` helps).

    It runs on after the answer: ask for the import until its state is done.
    """
    check(_objections_to_kind(kind))
    if len(files) > FILES:
        raise Problem(422, f"At most {FILES} files at once.", code="too_many_files")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        paths = [place / str(one["name"]) for one in keep(list(files), place)]
        chosen = _mapping(mapping) if mapping else guessed(paths, kind or None)
        batch = start(paths, chosen, by=request.user, name=name)
    begin(batch, "import", request.user)
    return _counted(batch)


def _objections_to_kind(kind: str) -> list[Objection]:
    if not kind or kind in KINDS:
        return []
    text = N_("What each line is must be one of {known}.")
    return [Objection("kind_unknown", text, "kind", {"known": ", ".join(KINDS)})]


def _mapping(text: str) -> Mapping:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise Problem(400, f"mapping is not JSON: {wrong}", code="bad_json") from None
    return from_document(found)


@router.get("/imports/{uuid:key}", response=ImportCounted, operation_id="get_import")
@operation("import", scope="import")
def get_import(request: Asked, key: UUID) -> Any:
    """One import with its accounting so far."""
    return _counted(_batch(key))


@router.get("/imports/{uuid:key}/rejects", response=Listed[RejectOut], operation_id="list_rejects")
@operation("import", scope="import")
@keyed
def list_rejects(request: Asked, key: UUID) -> Any:
    """The lines that were rejected, each with its reason."""
    return page_of(request, _batch(key).outcomes.filter(outcome="rejected"), REJECT)
