"""The wizard's last page before anything is stored: the accounting so far, every problem, the first rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from detente.intake.batches import start
from detente.intake.mapping import from_document
from detente.intake.problems import IntakeError
from detente.intake.sources import sources_of
from detente.web.access import Request, needs
from detente.web.imports.checking import Check, checked
from detente.web.imports.drafts import Draft, find_draft
from detente.web.imports.first_rows import FirstRows, first_rows
from detente.web.imports.mapping import gone, mistaken, steps
from detente.web.imports.rehearsal import MOST, rehearsed
from detente.web.imports.saving import saving_form
from detente.web.imports.upload import next_step
from detente.web.imports.words import WEIGHTS
from detente.web.imports.work import begin
from detente.web.query import whole, with_query

PAGE = 100


@needs("import")
@require_GET
def import_preview(request: Request, draft: UUID) -> HttpResponse:
    """What would happen. Nothing is stored."""
    found = find_draft(draft)
    if found is None:
        return gone(request)
    if len(found.confirmed) < len(found.mapping.files):
        return redirect(next_step(found))
    try:
        check = checked(found)
        rows = _first_rows(found)
    except IntakeError as wrong:
        return mistaken(request, found, wrong)
    shown = {
        "draft": found, "check": check, "rows": rows, "steps": steps(found, "preview"), "weights": WEIGHTS,
        "exact": rehearsed(found), "most_rehearsed": MOST,
        "saving": saving_form(found.mapping.name), **_problems(request, check),
    }  # fmt: skip
    return render(request, "imports/preview.html", shown)


def _first_rows(draft: Draft) -> list[FirstRows]:
    mapping = from_document(draft.document)
    sources = sources_of(draft.paths, mapping)
    return [first_rows(source, mapping, draft.label_of(source.entry)) for source in sources]


def _problems(request: Request, check: Check) -> dict[str, Any]:
    """The problems that the address asks for, a page of them, and the filters that make sense."""
    weight, file, code = (request.GET.get(name, "") for name in ("weight", "file", "code"))
    found = [
        one for one in check.problems
        if (not weight or one["weight"] == weight) and (not file or one["file"] == file)
        and (not code or one["code"] == code)
    ]  # fmt: skip
    first = whole(request.GET.get("after", "")) or 0
    kinds = {one["code"]: one["text"] for one in reversed(check.problems)}
    return {
        "problems": found[first : first + PAGE], "found": len(found), "first": first,
        "older": with_query(request, after=first + PAGE) if first + PAGE < len(found) else None,
        "newer": with_query(request, after=max(0, first - PAGE)) if first else None,
        "chosen": {"weight": weight, "file": file, "code": code},
        "files": [(file, file) for file in sorted({one["file"] for one in check.problems})],
        "codes": [(code, f"{text} ({check.counts[code]})") for code, text in sorted(kinds.items())],
    }  # fmt: skip


@needs("import")
@require_POST
def import_start(request: Request, draft: UUID) -> HttpResponse:
    """Make the batch and start bringing it in; the draft is not needed any more."""
    found = find_draft(draft)
    if found is None:
        return gone(request)
    if len(found.confirmed) < len(found.mapping.files):
        return redirect(next_step(found))
    try:
        name = found.mapping.name if len(found.files) > 1 and found.mapping.name else found.labels
        batch = start(found.paths, from_document(found.document), by=request.user, name=name[:200])
    except IntakeError as wrong:
        return mistaken(request, found, wrong)
    begin(batch, "import", request.user)
    found.discard()
    return redirect("import_batch", batch.pk)
