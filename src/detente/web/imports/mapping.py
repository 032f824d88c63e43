"""The wizard's second page: for each file, what its columns become."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from detente.crm.people.actions import organisation
from detente.intake.mapping import FileMapping, Mapping
from detente.intake.mapping.checks import FORMATS
from detente.intake.problems import IntakeError
from detente.intake.reading import sheets_of
from detente.intake.sources import open_as
from detente.web import world
from detente.web.access import Request, needs
from detente.web.imports.drafts import Draft, find_draft
from detente.web.imports.first_mapping import guessed_entry
from detente.web.imports.missing import cautions
from detente.web.imports.offering import constant_fields, joins, uses_offered
from detente.web.imports.parsing import Sent, read_entry, read_settings
from detente.web.imports.review import Review, review
from detente.web.imports.saving import saving_form
from detente.web.imports.upload import next_step
from detente.web.imports.words import format_said, kinds, said
from detente.web.toasts import toast

MOST_ROWS = 1_048_577


def gone(request: Request) -> HttpResponse:
    """Where a draft leads that was started or discarded meanwhile."""
    toast(request, _("This import was started or discarded already."), tone="note")
    return redirect("imports")


@needs("import")
def import_mapping(request: Request, draft: UUID, no: int) -> HttpResponse:
    """One file: its columns and what they become; POST keeps them and goes on when nothing is open."""
    found = find_draft(draft)
    if found is None:
        return gone(request)
    if no >= len(found.mapping.files):
        raise Http404(_("This import has no such file."))
    act = request.POST.get("act", "continue")
    if request.method == "POST" and act != "continue":
        return _changed(request, found, no, act)
    if request.method == "POST":
        return _sent(request, found, no)
    return _page(request, found, no, review(found.path_of(no), found.mapping, no, others=found.paths))


def _sent(request: Request, draft: Draft, no: int) -> HttpResponse:
    """Keep what the form says; questions that it leaves open are put again."""
    path, before = draft.path_of(no), draft.mapping.files[no]
    headers = open_as(path, before).headers
    sent = read_entry(request.POST, headers, before)
    mapping = replace(draft.mapping, **read_settings(request.POST))
    seen = review(path, mapping, no, sent=sent, post=request.POST, others=draft.paths)
    draft.confirmed = sorted({*draft.confirmed, no} if seen.is_settled else {*draft.confirmed} - {no})
    files = list(mapping.files)
    files[no] = seen.entry
    draft.write(replace(mapping, files=tuple(files)))
    if seen.is_settled:
        return redirect(next_step(draft))
    return _page(request, draft, no, seen, sent=sent)


def _changed(request: Request, draft: Draft, no: int, act: str) -> HttpResponse:
    """Read the file as another kind, as a second kind too, or not at all."""
    kind, files = request.POST.get("kind", ""), list(draft.mapping.files)
    here = no
    if act == "leave_out" and len(files) > 1:
        del files[no]
        here = min(no, len(files) - 1)
    elif act == "sheet":
        files[no] = _another_sheet(draft, no, request.POST)
    elif act in ("kind", "also") and kind in dict(kinds()):
        here = no + (act == "also")
        files[here : no + 1] = [guessed_entry(draft.path_of(no), kind, files[no].sheet)]
    draft.confirmed = []
    draft.write(replace(draft.mapping, files=tuple(files)))
    return redirect("import_mapping", draft.key, here)


def _another_sheet(draft: Draft, no: int, post: QueryDict) -> FileMapping:
    """The entry guessed anew for another sheet, or for another row of column names."""
    path, entry = draft.path_of(no), draft.mapping.files[no]
    sheet, row = post.get("sheet", ""), post.get("header", "")
    if sheet not in sheets_of(path):
        return entry
    header = int(row) if row.isdecimal() and 0 < int(row) < MOST_ROWS and sheet == entry.sheet else None
    try:
        return guessed_entry(path, entry.kind, sheet, header)
    except IntakeError:
        return entry


def _page(request: Request, draft: Draft, no: int, seen: Review, sent: Sent | None = None) -> HttpResponse:
    mapping: Mapping = draft.mapping
    kind, chosen = seen.entry.kind, {column.chosen for column in seen.columns}
    shown: dict[str, Any] = {
        "draft": draft, "no": no, "review": seen, "mapping": mapping, "label": draft.label_of(no), "kinds": kinds(),
        "steps": steps(draft, no), "uses": uses_offered(kind), "formats": [(f, format_said(f)) for f in FORMATS],
        "constants": constant_fields(seen.entry, chosen), "joins": joins(draft, no), "ours": organisation(),
        "zones": world.zones(mapping.zone or ""), "currencies": world.currencies(mapping.currency or ""),
        "countries": world.countries(), "cautions": cautions(seen.entry), "is_sent": sent is not None,
        "saving": saving_form(mapping.name),
    }  # fmt: skip
    return render(request, "imports/mapping.html", shown, status=422 if sent is not None else 200)


def steps(draft: Draft, here: int | str) -> list[dict[str, Any]]:
    """The way through the wizard: files sent, each file's columns, the preview."""
    found: list[dict[str, Any]] = [{"label": _("Files"), "href": None, "is_done": True, "is_here": False}]
    for no, entry in enumerate(draft.mapping.files):
        label = dict(kinds())[entry.kind]
        found.append({
            "label": label, "note": draft.label_of(no), "href": reverse("import_mapping", args=[draft.key, no]),
            "is_done": no in draft.confirmed, "is_here": here == no,
        })  # fmt: skip
    is_ready = len(draft.confirmed) == len(draft.mapping.files)
    preview = reverse("import_preview", args=[draft.key]) if is_ready else None
    return [*found, {"label": _("Preview"), "href": preview, "is_done": False, "is_here": here == "preview"}]


@needs("import")
@require_POST
def import_discard(request: Request, draft: UUID) -> HttpResponse:
    """Throw a draft away; nothing of it was stored."""
    found = find_draft(draft)
    if found is None:
        return gone(request)
    found.discard()
    toast(request, _("The import is discarded. Nothing was stored."))
    return redirect("imports")


def mistaken(request: Request, draft: Draft, wrong: IntakeError) -> HttpResponse:
    """A draft whose files or mapping cannot be used together goes back to its columns."""
    toast(request, said(wrong), tone="failed")
    draft.confirmed = []
    draft.write(draft.mapping)
    return redirect(next_step(draft))
