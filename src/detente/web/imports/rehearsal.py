"""A rehearsal: the whole import in one transaction that is taken back, for an accounting that is exact beforehand."""

from __future__ import annotations

import json
from dataclasses import asdict
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from detente.intake.batches import Accounting, rehearse
from detente.intake.mapping import from_document
from detente.intake.planning import plan
from detente.intake.problems import IntakeError
from detente.web.access import Request, needs
from detente.web.imports.checking import key_of
from detente.web.imports.drafts import Draft, find_draft
from detente.web.imports.mapping import gone, mistaken
from detente.web.imports.upload import next_step
from detente.web.toasts import toast

# It holds the only writer of SQLite meanwhile, so that others wait for it.
MOST = 10_000


def rehearsed(draft: Draft) -> Accounting | None:
    """The accounting of a rehearsal of exactly these files and this mapping, if there was one."""
    path = draft.place / "rehearsal.json"
    if not path.is_file():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Accounting(**kept["account"]) if kept["of"] == key_of(draft) else None


@needs("import")
@require_POST
def import_rehearsal(request: Request, draft: UUID) -> HttpResponse:
    """Rehearse a draft; nothing of it stays."""
    found = find_draft(draft)
    if found is None:
        return gone(request)
    if len(found.confirmed) < len(found.mapping.files):
        return redirect(next_step(found))
    try:
        _rehearse(found, request)
    except IntakeError as wrong:
        return mistaken(request, found, wrong)
    return redirect("import_preview", found.key)


def _rehearse(draft: Draft, request: Request) -> None:
    mapping = from_document(draft.document)
    planned = plan(draft.paths, mapping, check_lines=False)
    if planned.lines > MOST:
        toast(request, _("Too many lines to rehearse; nothing was done."), tone="note")
        return
    account = rehearse(draft.paths, planned.mapping, by=request.user, planned=planned)
    kept = {"of": key_of(draft), "account": asdict(account)}
    (draft.place / "rehearsal.json").write_text(json.dumps(kept), encoding="utf-8")
