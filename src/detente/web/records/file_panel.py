"""The panel of files on a record's page: attach, fetch, take away, bring back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from detente.crm.files import storage
from detente.crm.files.actions import attach, files_of, remove, restore
from detente.crm.files.models import File
from detente.crm.files.rules import KINDS as FILE_KINDS
from detente.crm.files.rules import SAID
from detente.crm.objections import Refused
from detente.web.access import Request, View, needs
from detente.web.records.kinds import KINDS, RecordKind, kind_of
from detente.web.toasts import toast
from detente.web.words import said

AT_ONCE = 20
# Nothing in a file may run, whatever a browser takes it for.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def files_panel(record: Any, user: Any) -> dict[str, Any]:
    """What the panel shows: the files, and where to send more."""
    kind = kind_of(record)
    return {
        "files": files_of(record), "may_edit": user.may(kind.ability), "kinds": SAID,
        "attach_url": reverse(f"{kind.code}_files", args=[record.pk]), "limit": settings.FILE_LIMIT // 1_000_000,
        "accept": ",".join(f".{ending}" for ending in FILE_KINDS),
    }  # fmt: skip


def files_of_kind(code: str) -> View:
    """The view that takes files for one kind of record; a request that is too large is refused before it is read."""
    kind = KINDS[code]

    @csrf_protect
    def take(request: Request, record: Any) -> HttpResponse:
        return _take(request, kind, record)

    @csrf_exempt
    @needs("read", write=kind.ability)
    @require_POST
    def view(request: Request, pk: int) -> HttpResponseBase:
        record = kind.opened(request.user, pk)
        if _length(request) > settings.FILE_LIMIT * AT_ONCE + 1_000_000:
            text = _("All files together are too large. Attach them one after another.")
            return _back(request, kind, record, text, tone="failed")
        return take(request, record)

    return view


def _length(request: Request) -> int:
    text = request.headers.get("Content-Length") or "0"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _take(request: Request, kind: RecordKind, record: Any) -> HttpResponse:
    sent = request.FILES.getlist("files")
    if not sent:
        return _back(request, kind, record, _("Choose a file first."), tone="failed")
    kept, refusals = [], list(_too_many(len(sent)))
    for one in sent[:AT_ONCE]:
        try:
            stream: Any = one.file
            kept.append(attach(record, stream, name=one.name or "", size=one.size or 0, by=request.user))
        except Refused as refused:
            refusals.append(said(refused))
    if refusals:
        toast(request, " ".join(refusals), tone="failed")
    if not kept:
        return _back(request, kind, record)
    text = ngettext("%(name)s is attached.", "%(count)s files are attached.", len(kept))
    undo = reverse("file_removal", args=[kept[0].uuid]) if len(kept) == 1 else None
    return _back(request, kind, record, text % {"name": kept[0].name, "count": len(kept)}, undo=undo)


def _too_many(count: int) -> Iterator[str]:
    if count > AT_ONCE:
        yield _("At most %(most)s files at once; the others were left out.") % {"most": AT_ONCE}


def _back(
    request: Request,
    kind: RecordKind,
    record: Any,
    text: str = "",
    *,
    tone: str = "done",
    undo: str | None = None,
) -> HttpResponse:
    if text:
        toast(request, text, tone=tone, undo_url=undo)
    return HttpResponseRedirect(kind.address(record) + "#files", status=303)


def _opened(request: Request, key: UUID, *, is_archived: bool | None = False) -> tuple[File, RecordKind, Any]:
    """A file that stands beside a record which this user may open."""
    file = File.objects.filter(uuid=key).first()
    if file is None or (is_archived is not None and file.is_archived != is_archived):
        raise Http404(_("There is no such file, or it was taken away."))
    kind = KINDS[file.object]
    return file, kind, kind.opened(request.user, file.record_id)


@needs("read")
@require_safe
def file(request: Request, key: UUID) -> HttpResponseBase:
    """`/files/<key>/`: the bytes, always to be saved and never to be shown; a page that says so when they are gone."""
    found, kind, record = _opened(request, key)
    if storage.size_of(found.uuid) is None:
        shown = {"file": found, "page": kind.address(record)}
        return render(request, "records/file_missing.html", shown, status=404)
    stream = storage.place_of(found.uuid).open("rb")
    response = FileResponse(stream, as_attachment=True, filename=found.name, content_type=found.type)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


@needs("read", write="work_leads")
@require_POST
def file_removal(request: Request, key: UUID) -> HttpResponse:
    """`/files/<key>/removal/`: the file is taken away; undo brings it back."""
    found, kind, record = _opened(request, key, is_archived=None)
    _check_ability(request, kind)
    text = _("%(name)s is taken away.") % {"name": found.name}
    return _act(request, kind, record, lambda: remove(found, by=request.user), text,
                reverse("file_return", args=[key]))  # fmt: skip


@needs("read", write="work_leads")
@require_POST
def file_return(request: Request, key: UUID) -> HttpResponse:
    """`/files/<key>/return/`: a file that was taken away is there again."""
    found, kind, record = _opened(request, key, is_archived=None)
    _check_ability(request, kind)
    text = _("%(name)s is there again.") % {"name": found.name}
    return _act(request, kind, record, lambda: restore(found, by=request.user), text)


def _check_ability(request: Request, kind: RecordKind) -> None:
    if not request.user.may(kind.ability):
        raise PermissionDenied(_("Your role does not include this. An administrator can change your role."))


def _act(
    request: Request, kind: RecordKind, record: Any, act: Any, text: str, undo: str | None = None
) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return _back(request, kind, record, said(refused), tone="failed")
    return _back(request, kind, record, text, undo=undo)
