"""`/duplicates/`: likely pairs to work through, the most alike first."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from detente.crm.capture.duplicates import decide
from detente.crm.models import DuplicatePair, User
from detente.crm.objections import Refused
from detente.crm.people.permissions import openable
from detente.web.access import Request, needs, open_record
from detente.web.merging.kinds import KINDS, Kind
from detente.web.merging.words import reasons_in_words
from detente.web.onward import ours, see_other
from detente.web.toasts import toast
from detente.web.words import said

AT_ONCE = 30
MOST = 10_000
SAID = 99


def open_pairs(kind: Kind) -> QuerySet[DuplicatePair]:
    """Pairs of living records that nobody has decided."""
    return _with_both(DuplicatePair.objects.filter(object=kind.code, state="open"), kind.living)


def pairs_for(kind: Kind, user: User) -> QuerySet[DuplicatePair]:
    """Those of which the user may open both records."""
    return _with_both(open_pairs(kind), openable(kind.living, user))


def _with_both(pairs: QuerySet[DuplicatePair], rows: QuerySet[Any]) -> QuerySet[DuplicatePair]:
    return pairs.filter(
        Exists(rows.filter(pk=OuterRef("first_id"))), Exists(rows.filter(pk=OuterRef("second_id")))
    )


def after(pairs: QuerySet[DuplicatePair], place: tuple[int, int] | None) -> QuerySet[DuplicatePair]:
    """In the order of the list, from a place (likeness, key) on."""
    ordered = pairs.order_by("-likeness", "pk")
    if place is None:
        return ordered
    return ordered.filter(Q(likeness__lt=place[0]) | Q(likeness=place[0], pk__gt=place[1]))


@needs("edit_people")
@require_safe
def worklist(request: Request) -> HttpResponse:
    """The list of one kind (`?object=account`); `?after=` is the place of the last row before."""
    kind = KINDS.get(request.GET.get("object", ""), KINDS["person"])
    mine = pairs_for(kind, request.user)
    found = list(after(mine, _place(request.GET.get("after", "")))[: AT_ONCE + 1])
    rows = found[:AT_ONCE]
    total = mine.order_by()[:MOST].count()
    older = f"{rows[-1].likeness}-{rows[-1].pk}" if len(found) > AT_ONCE else ""
    shown = {
        "kind": kind, "tabs_of": _tabs(kind, request.user), "rows": _rows(kind, rows), "total": total, "most": MOST,
        "hidden": 0 if request.user.is_vendor else max(0, open_pairs(kind).order_by()[:MOST].count() - total),
        "older": older, "was_searched": DuplicatePair.objects.filter(object=kind.code).exists(),
        "decided": DuplicatePair.objects.filter(object=kind.code, state__in=("merged", "different")).count(),
    }  # fmt: skip
    return render(request, "merging/duplicates.html", shown)


def _place(text: str) -> tuple[int, int] | None:
    likeness, _dash, key = text.partition("-")
    is_one = likeness.isascii() and key.isascii() and likeness.isdigit() and key.isdigit()
    return (min(int(likeness), 100), int(key)) if is_one and len(text) < 22 else None


def _tabs(current: Kind, user: User) -> list[dict[str, Any]]:
    return [
        {
            "label": kind.many, "href": f"{reverse('duplicates')}?object={kind.code}", "current": kind is current,
            "count": pairs_for(kind, user).order_by()[:MOST].count(),
        }
        for kind in KINDS.values()
    ]  # fmt: skip


def _rows(kind: Kind, pairs: list[DuplicatePair]) -> list[dict[str, Any]]:
    ids = {key for pair in pairs for key in (pair.first_id, pair.second_id)}
    records = {row["pk"]: _brief(kind, row) for row in kind.living.filter(pk__in=ids).values(*kind.columns)}
    return [
        {
            "pair": pair, "first": records[pair.first_id], "second": records[pair.second_id],
            "reasons": reasons_in_words(pair.reasons), "href": side_by_side(kind, pair),
        }
        for pair in pairs
    ]  # fmt: skip


def _brief(kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    told = [row[name] for name in kind.columns[2:] if row[name] and name != "type"]
    return {"name": row[kind.name], "told": told}


def side_by_side(kind: Kind, pair: DuplicatePair) -> str:
    """The page where the two of a pair stand side by side."""
    return f"{reverse(kind.url_name, args=[pair.first_id, pair.second_id])}?pair={pair.pk}"


def next_address(pair: DuplicatePair, user: User) -> str:
    """The next pair after this one, else the list."""
    kind = KINDS[pair.object]
    following = after(pairs_for(kind, user), (pair.likeness, pair.pk)).first()
    return side_by_side(kind, following) if following else f"{reverse('duplicates')}?object={kind.code}"


@needs("edit_people")
@require_POST
def decision(request: Request, pk: int) -> HttpResponse:
    """`/duplicates/<id>/decision/`: these two are different, or (`open`) to be looked at again after all."""
    pair = get_object_or_404(DuplicatePair, pk=pk)
    kind, is_different = (
        KINDS[pair.object],
        "open" not in (request.POST.get("state"), request.GET.get("state")),
    )
    for key in (pair.first_id, pair.second_id):
        open_record(kind.model.objects.filter(is_archived=False), request.user, key)
    try:
        decide(pair, is_different=is_different, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        undo = f"{reverse('duplicate_decision', args=[pair.pk])}?state=open"
        text = _("They stay two. This pair is not shown again.")
        toast(request, text, undo_url=undo) if is_different else toast(
            request, _("The pair is on the list again.")
        )
    return see_other(_back(request) or f"{reverse('duplicates')}?object={kind.code}")


def _back(request: Request) -> str:
    return ours(request, request.POST.get("next", ""))


def likely_duplicates(object_: str, user: User) -> str:
    """ "12 likely duplicates" above a list; "" when there are none for this user to work through."""
    if not user.may("edit_people"):
        return ""
    count = pairs_for(KINDS[object_], user).order_by()[: SAID + 1].count()
    if count > SAID:
        return _("%(num)s+ likely duplicates") % {"num": SAID}
    text = ngettext("%(num)s likely duplicate", "%(num)s likely duplicates", count)
    return text % {"num": count} if count else ""
