"""Past imports and one of them: progress, the accounting, what was rejected, what may be double, taking it back."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from detente.crm.imports.models import ImportBatch, ImportLine, ImportMapping
from detente.crm.models import Person
from detente.crm.people.permissions import openable
from detente.intake.batches import Accounting, accounting
from detente.intake.duplicates import Likely, likely_duplicates
from detente.intake.mapping import from_document, to_yaml
from detente.intake.rejects import reject_files
from detente.intake.signs import sign_of
from detente.web.access import Request, needs
from detente.web.imports.drafts import drafts
from detente.web.imports.records import href_of, name_of
from detente.web.imports.saving import saving_form
from detente.web.imports.words import STATES, meanings
from detente.web.imports.work import begin
from detente.web.query import whole, with_query
from detente.web.toasts import toast

PAGE = 25
LINES = 100
FEW = 10
KEPT = 24 * 3600
CONTENT = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jsonl": "application/x-ndjson", ".ndjson": "application/x-ndjson", ".json": "application/x-ndjson",
}  # fmt: skip


@needs("import")
@require_GET
def imports(request: Request) -> HttpResponse:
    """Every import, newest first, each with its accounting; what is being prepared; saved mappings."""
    before = whole(request.GET.get("before", ""))
    query = ImportBatch.objects.select_related("by").order_by("-pk")
    found = list((query if before is None else query.filter(pk__lt=before))[: PAGE + 1])
    rows = [{"batch": batch, "account": _account(batch), "sign": sign_of(batch)} for batch in found[:PAGE]]
    older = with_query(request, before=found[PAGE - 1].pk) if len(found) > PAGE else None
    shown = {
        "rows": rows, "older": older, "drafts": drafts(), "states": STATES, "meanings": meanings(),
        "mappings": ImportMapping.objects.select_related("by").order_by("name"), "is_first_page": not before,
    }  # fmt: skip
    return render(request, "imports/imports.html", shown)


def _account(batch: ImportBatch) -> Accounting:
    """The accounting; that of an import that is over does not change any more."""
    if batch.state not in ("done", "undone"):
        return accounting(batch)
    key = f"import-account-{batch.uuid}-{batch.state}-{batch.lines}"
    kept: Accounting = cache.get_or_set(key, lambda: accounting(batch), KEPT)  # type: ignore[assignment]
    return kept


@needs("import")
@require_GET
def import_batch(request: Request, pk: int) -> HttpResponse:
    """One import."""
    batch = get_object_or_404(ImportBatch.objects.select_related("by"), pk=pk)
    return render(request, "imports/batch.html", standing(batch) | around(batch, request))


@needs("import")
@require_GET
def import_progress(request: Request, pk: int) -> HttpResponse:
    """The moving part of the page, asked for every second while it moves; the whole page when it is over."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if "HX-Request" not in request.headers:
        return redirect("import_batch", batch.pk)
    shown = standing(batch)
    if not shown["is_working"]:
        answer = HttpResponse(status=204)
        answer.headers["HX-Refresh"] = "true"
        return answer
    return render(request, "imports/parts/progress.html", shown)


def standing(batch: ImportBatch) -> dict[str, Any]:
    """How far a batch is, and what can be done with it now."""
    sign = sign_of(batch)
    is_working = bool(sign and sign.is_alive)
    batch.refresh_from_db()  # a worker that ended since the batch was read has kept how it ended
    account = accounting(batch)
    open_lines = _left(batch).count()
    handled = account.stored + account.merged + account.rejected
    return {
        "batch": batch, "account": account, "handled": handled, "is_working": is_working, "sign": sign,
        "is_stopped": not is_working and batch.state in ("waiting", "running", "failed"),
        "open_lines": open_lines, "taken_back": handled - account.rejected - open_lines,
        "percent": handled / account.read if account.read else None, "states": STATES,
    }  # fmt: skip


def _left(batch: ImportBatch) -> Any:
    """Lines of an import taken back that were not taken back."""
    query = batch.outcomes.filter(undone=False).exclude(outcome="rejected")
    return query if batch.state == "undone" else query.none()


def around(batch: ImportBatch, request: Request) -> dict[str, Any]:
    """What stands beside the accounting once it is over."""
    is_over = batch.state in ("done", "undone", "failed")
    mapping = from_document(batch.mapping, is_complete=False)
    rejected = batch.outcomes.filter(outcome="rejected")
    by_file = rejected.values_list("file_no").annotate(Count("id")).order_by("file_no")
    return {
        "rejects": [(no, _file_name(batch, no), count) for no, count in by_file] if is_over else [],
        "first_rejected": _lines(rejected.order_by("pk")[:FEW]) if is_over else [],
        "likely": _likely(batch, request) if batch.state == "done" else {"pairs": [], "hidden": 0},
        "left": _lines(_left(batch).order_by("pk")[:LINES]), "yaml": to_yaml(mapping), "mapping": mapping,
        "saving": saving_form(mapping.name),
        "saved": ImportMapping.objects.filter(document=batch.mapping).values_list("name", flat=True).first(),
    }  # fmt: skip


def _file_name(batch: ImportBatch, file_no: int) -> str:
    """The name of the file that is `file_no` in the order of reading."""
    from detente.intake.batches import batch_sources

    return batch_sources(batch)[1][file_no].name


def _lines(rows: Any) -> list[dict[str, Any]]:
    """Outcomes with what they led to."""
    return [
        {"line": row.line, "file_no": row.file_no, "outcome": row.outcome, "reason": row.reason, "undone": row.undone,
         "object": name_of(row.object), "href": href_of(row.object, row.record_id), "record": row.record_id}
        for row in rows
    ]  # fmt: skip


def _likely(batch: ImportBatch, request: Request) -> dict[str, Any]:
    """Pairs that this user may open, and how many more there are."""
    pairs: list[Likely] = likely_duplicates(batch, limit=200)
    keys = {pair.person_id for pair in pairs} | {pair.other_id for pair in pairs}
    allowed = set(openable(Person.objects.filter(pk__in=keys), request.user).values_list("pk", flat=True))
    shown = [pair for pair in pairs if {pair.person_id, pair.other_id} <= allowed]
    return {"pairs": shown, "hidden": len(pairs) - len(shown)}


@needs("import")
@require_GET
def import_lines(request: Request, pk: int) -> HttpResponse:
    """Every line of an import with its outcome and what it led to."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    outcome, after = request.GET.get("outcome", ""), request.GET.get("after", "")
    query = batch.outcomes.order_by("file_no", "line")
    if outcome in ImportLine.OUTCOMES:
        query = query.filter(outcome=outcome)
    file_no, line = (whole(part) for part in after.partition("-")[::2])
    if file_no is not None and line is not None:
        query = query.filter(file_no__gte=file_no).exclude(file_no=file_no, line__lte=line)
    rows = _lines(query[: LINES + 1])
    last = rows[LINES - 1] if len(rows) > LINES else None
    shown = {
        "batch": batch, "rows": rows[:LINES], "outcome": outcome, "account": accounting(batch),
        "names": _names(batch, rows),
        "older": with_query(request, after=f"{last['file_no']}-{last['line']}") if last else None,
    }  # fmt: skip
    return render(request, "imports/lines.html", shown)


def _names(batch: ImportBatch, rows: list[dict[str, Any]]) -> dict[int, str]:
    return {no: _file_name(batch, no) for no in {row["file_no"] for row in rows}}


@needs("import")
@require_GET
def import_rejects(request: Request, pk: int, file_no: int) -> FileResponse:
    """The rejected lines of one file with their reasons, to mend and import again."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    path = next((path for path in reject_files(batch) if path.parent.name == f"rejects-{file_no}"), None)
    if path is None:
        raise Http404(_("No line of this file was rejected."))
    kind = CONTENT.get(path.suffix, "text/csv; charset=utf-8")
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=kind)


@needs("import")
@require_POST
def import_continuing(request: Request, pk: int) -> HttpResponse:
    """Go on with an import that stopped; lines that have an outcome are not touched again."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if not begin(batch, "import", request.user):
        toast(request, _("This import is running or over already."), tone="note")
    return redirect("import_batch", batch.pk)


@needs("import")
@require_POST
def import_undo(request: Request, pk: int) -> HttpResponse:
    """Take back what an import brought."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if not begin(batch, "undo", request.user):
        toast(request, _("This import is still running. Take it back when it is over."), tone="failed")
    return redirect("import_batch", batch.pk)
