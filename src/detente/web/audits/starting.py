"""Beginning an audit: of the own records, or of an export that somebody brings."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from detente.crm.audits.actions import start
from detente.crm.objections import Refused
from detente.web.access import Request, needs
from detente.web.audits.work import begin, folder_of
from detente.web.imports.uploads import kept_name
from detente.web.toasts import toast
from detente.web.words import said

MEGABYTES = 200
FILES = 40
NAMED = 4
"""Files that the title of an audit names."""


@needs("audit")
@require_POST
def audit_new(request: Request) -> HttpResponse:
    """Look through the company's own records."""
    try:
        with transaction.atomic():
            audit = start(by=request.user)
            begin(audit, get_language() or "en")
    except Refused as refused:
        toast(request, said(refused), tone="failed")
        return redirect("audits")
    return redirect("audit", audit.uuid)


@needs("audit")
@require_POST
def audit_files(request: Request) -> HttpResponse:
    """Look through the files of an export, without bringing them in."""
    given = request.FILES.getlist("files")
    if mistake := _mistake(given):
        toast(request, mistake, tone="failed")
        return redirect("audits")
    with transaction.atomic():
        names = [Path((file.name or "").replace("\\", "/")).name for file in given]
        audit = start(by=request.user, subject="files", title=named(names))
        _keep(given, folder_of(audit))
        begin(audit, get_language() or "en")
    return redirect("audit", audit.uuid)


def named(names: list[str]) -> str:
    """The files of an export as a title: the first of them, and how many more."""
    first = ", ".join(names[:NAMED])
    if more := len(names[NAMED:]):
        return ngettext("%(first)s and %(n)s more", "%(first)s and %(n)s more", more) % {
            "first": first,
            "n": more,
        }
    return first


def _mistake(given: list[UploadedFile]) -> str:
    if not given:
        return str(
            _("Choose the files of the export first: CSV, XLSX, JSON lines, or the zip as it was downloaded.")
        )
    if len(given) > FILES:
        return str(_("At most %(files)s files at once; put them into one zip.") % {"files": FILES})
    if sum(file.size or 0 for file in given) > MEGABYTES * 1_000_000:
        text = _("Together the files are larger than %(size)s MB. Run detente audit where they lie instead.")
        return str(text % {"size": MEGABYTES})
    return ""


def _keep(given: list[UploadedFile], place: Path) -> None:
    place.mkdir(parents=True, mode=0o700)
    taken: set[str] = set()
    for file in given:
        with (place / kept_name(file.name or "file.csv", taken)).open("wb") as stream:
            for chunk in file.chunks():
                stream.write(chunk)
