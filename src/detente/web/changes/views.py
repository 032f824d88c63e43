"""`/leads/<id>/history/` and its like: every change of a record by day, with who, when and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from detente.crm.history.changes import ERASED
from detente.crm.models import Campaign, User
from detente.crm.people.naming import tidy
from detente.web.access import Request, View, needs, open_record
from detente.web.changes.reading import SUBJECTS, Told, changes_of
from detente.web.changes.values import Values
from detente.web.merging.following import following
from detente.web.records.kinds import KINDS, name_of

HOW: dict[str, str | Promise] = {
    "import": _("by an import"), "bulk_edit": _("in a bulk edit"), "merge": _("by a merge"), "api": _("by a program"),
}  # fmt: skip
PLACES: dict[str, tuple[str, str | Promise]] = {
    "lead": ("leads", _("Leads")), "deal": ("deals", _("Deals")), "person": ("people", _("People")),
    "account": ("accounts", _("Accounts")), "campaign": ("campaigns", _("Campaigns")),
}  # fmt: skip
AT_ONCE = 200


@dataclass(frozen=True)
class Line:
    """One change as it stands on the page."""

    label: str
    old: str
    new: str
    is_old_erased: bool
    is_new_erased: bool
    at: datetime
    by: str
    how: str | Promise
    of: str


def changes_page(code: str) -> View:
    """The page of one kind of record."""

    @needs("read" if code == "lead" else "see_changes")
    @require_safe
    @following(SUBJECTS[code].model)
    def page(request: Request, pk: int) -> HttpResponse:
        rows = Campaign.objects.filter(is_archived=False) if code == "campaign" else KINDS[code].rows.all()
        record = open_record(rows, request.user, pk)
        return render(request, "changes/changes.html", _shown(request, code, record))

    return page


def _shown(request: Request, code: str, record: Any) -> dict[str, Any]:
    found, values = changes_of(code, record), Values(code, request.user)
    fields = sorted({change.field for change, _of in found}, key=values.label)
    wanted = tidy(request.GET.get("field", ""))
    wanted = wanted if wanted in fields else ""
    chosen = [told for told in found if not wanted or told[0].field == wanted]
    is_whole = request.GET.get("all") == "1"
    cut = chosen if is_whole else chosen[:AT_ONCE]
    place, place_label = PLACES[code]
    return {
        "record": record, "name": name_of(record), "code": code, "place": place, "place_label": place_label,
        "days": _by_day(_lines(cut, values)), "total": len(found), "left": len(chosen) - len(cut),
        "fields": [(field, values.label(field)) for field in fields], "field": wanted,
    }  # fmt: skip


def _lines(found: list[Told], values: Values) -> list[Line]:
    values.prepare((change.field, value) for change, _of in found for value in (change.old, change.new))
    actors = User.objects.in_bulk({change.actor_id for change, _of in found if change.actor_id})
    return [
        Line(
            label=values.label(change.field), old=values.text(change.field, change.old),
            new=values.text(change.field, change.new), is_old_erased=change.old is ERASED,
            is_new_erased=change.new is ERASED, at=change.at,
            by=actors[change.actor_id].name if change.actor_id in actors else "", how=HOW.get(change.how, ""), of=of,
        )
        for change, of in found
    ]  # fmt: skip


def _by_day(lines: list[Line]) -> list[tuple[Any, list[Line]]]:
    return [(day, list(group)) for day, group in groupby(lines, key=lambda line: timezone.localdate(line.at))]
