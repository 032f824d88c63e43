"""Merging two records, choosing the second one, and taking a merge back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from detente.crm.capture.merging import undo_merge
from detente.crm.models import DuplicatePair, Merge
from detente.crm.objections import Refused
from detente.crm.people.naming import tidy
from detente.crm.search.finding import find
from detente.web.access import Request, View, needs, open_record
from detente.web.merging.following import following
from detente.web.merging.kinds import KINDS, Kind
from detente.web.merging.page import shown
from detente.web.merging.words import left_in_words
from detente.web.merging.worklist import next_address
from detente.web.onward import see_other
from detente.web.toasts import toast
from detente.web.words import said

_FOUND = 20


def merge_page(code: str) -> View:
    """`/people/<id>/merge/<other>/`: both side by side; POST merges the second into the first."""
    kind = KINDS[code]

    @needs("edit_people")
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: Request, pk: int, other: int) -> HttpResponse:
        if pk == other:
            raise Http404(_("A record can't be merged with itself."))
        both = [open_record(kind.living, request.user, key) for key in (pk, other)]
        pair = _pair(kind, request, pk, other)
        if request.method != "POST":
            return render(
                request,
                "merging/merge.html",
                shown(kind, both[0], both[1], request.user, chosen={}, pair=pair),
            )
        return _merge(request, kind, both[0], both[1], pair)

    return page


def _pair(kind: Kind, request: Request, one: int, two: int) -> DuplicatePair | None:
    """The pair on the list; only with `pair` in the address one goes on to the next afterwards."""
    return DuplicatePair.objects.filter(
        object=kind.code, first_id=min(one, two), second_id=max(one, two), state="open"
    ).first()


def _merge(
    request: Request, kind: Kind, survivor: Any, other: Any, pair: DuplicatePair | None
) -> HttpResponse:
    chosen = {
        name.removeprefix("choice-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("choice-")
    }
    there = next_address(pair, request.user) if pair and request.POST.get("pair") else ""
    try:
        merge = kind.merge(
            survivor, other, by=request.user, chosen=chosen, version=_number(request, "version"),
            other_version=_number(request, "other_version"),
        )  # fmt: skip
    except Refused as refused:
        survivor.refresh_from_db()
        other.refresh_from_db()
        what = shown(kind, survivor, other, request.user, chosen=chosen, pair=pair) | {
            "refused": said(refused)
        }
        return render(request, "merging/merge.html", what, status=422)
    text = _("%(other)s and %(survivor)s are one now.") % {"other": str(other), "survivor": str(survivor)}
    toast(request, text, undo_url=reverse("merge_undo", args=[merge.pk]))
    return see_other(there or reverse(kind.code, args=[survivor.pk]))


def _number(request: Request, name: str) -> int:
    """A version that the form was read at; 0, which no record has, when it does not say."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def choice_page(code: str) -> View:
    """`/people/<id>/merge/`: search for the record that is the same as this one."""
    kind = KINDS[code]

    @needs("edit_people")
    @require_safe
    @following(kind.model)
    def page(request: Request, pk: int) -> HttpResponse:
        record = open_record(kind.living, request.user, pk)
        words = tidy(request.GET.get("q", ""))[:200]
        groups = [group for group in find(words, request.user, most=_FOUND + 1) if group.kind == kind.code]
        ids = [row["id"] for group in groups for row in group.rows if row["id"] != pk]
        rows = {row["pk"]: row for row in kind.living.filter(pk__in=ids).values(*kind.columns)}
        found = [rows[key] for key in ids if key in rows]
        return render(
            request, "merging/choice.html", {"kind": kind, "record": record, "words": words, "found": found}
        )

    return page


@needs("edit_people")
@require_POST
def merge_undo(request: Request, pk: int) -> HttpResponse:
    """`/merges/<id>/undo/`: two records again."""
    merge = get_object_or_404(Merge, pk=pk)
    kind = KINDS[merge.object]
    survivor = open_record(kind.model.objects.filter(is_archived=False), request.user, merge.survivor_id)
    try:
        undone = undo_merge(merge, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        text = _("%(survivor)s and %(other)s are two again.") % {
            "survivor": str(undone.survivor), "other": str(undone.other)
        }  # fmt: skip
        toast(request, " ".join(filter(None, (text, left_in_words(kind.code, undone.left, request.user)))))
    return see_other(reverse(kind.code, args=[survivor.pk]))
