"""The result as a file: to print, to send, to compare."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from detente.analytics.audit.result import Document, to_json, to_text
from detente.crm.audits.models import Audit
from detente.web.access import Request, needs
from detente.web.audits.kept import readable

TYPES = {
    "html": "text/html; charset=utf-8", "pdf": "application/pdf", "json": "application/json",
    "txt": "text/plain; charset=utf-8",
}  # fmt: skip


@needs("audit", write="export")
@require_GET
def audit_export(request: Request, uuid: Any, suffix: str) -> HttpResponse:
    """`result.html`, `result.pdf`, `result.json` or `result.txt`, always as a download."""
    found = get_object_or_404(Audit, uuid=uuid, state="done")
    document = readable(found)
    if suffix not in TYPES or document is None:
        raise Http404
    answer = HttpResponse(_written(document, suffix), content_type=TYPES[suffix])
    name = f"audit-{found.started_at:%Y-%m-%d}.{suffix}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _written(document: Document, suffix: str) -> str | bytes:
    if suffix == "html":
        from detente.analytics.audit.result.html import to_html

        return to_html(document)
    if suffix == "pdf":
        from detente.analytics.audit.result.pdf import to_pdf

        return to_pdf(document)
    return (
        json.dumps(to_json(document), ensure_ascii=False, indent=1) if suffix == "json" else to_text(document)
    )
