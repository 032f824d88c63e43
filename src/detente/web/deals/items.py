"""What is sold on a deal: the panel of its lines, and the page that edits them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from detente.crm.deals.items import items_of, line_of, objections_to_items, set_items
from detente.crm.deals.lines import total_of
from detente.crm.deals.models import Deal
from detente.crm.models import Product
from detente.crm.objections import Refused, Stale
from detente.web.access import Request, needs
from detente.web.deals.item_rows import (
    Row,
    currency_of,
    priced,
    products_for,
    read_rows,
    rearranged,
    rows_of,
    written_rows,
)
from detente.web.records.kinds import KINDS
from detente.web.toasts import toast
from detente.web.words import said, why


def items_panel(deal: Deal, user: Any) -> dict[str, Any]:
    """The lines with what each comes to, and why they can't be changed now, if they can't."""
    items = items_of(deal)
    lines = [line_of(item) for item in items]
    reads_only = None if user.may("work_deals") else _("Your role reads deals; it doesn’t change them.")
    return {
        "rows": [{"item": item, "total": line.total_minor} for item, line in zip(items, lines, strict=True)],
        "total": total_of(lines), "currency": currency_of(deal),
        "reason": reads_only or why(objections_to_items(deal)),
        "is_sold": bool(items) or Product.objects.filter(is_archived=False).exists(),
    }  # fmt: skip


@needs("read", write="work_deals")
@require_http_methods(["GET", "HEAD", "POST"])
def deal_items(request: Request, pk: int) -> HttpResponse:
    """`/deals/<id>/items/`: the lines as a form; POST `act` save keeps them, any other only rearranges the form."""
    deal = KINDS["deal"].opened(request.user, pk)
    if request.method != "POST":
        rows = rows_of(deal)
        return _editor(request, deal, rows or [Row()], takes_amount=_follows(deal))
    rows, act = written_rows(request.POST), request.POST.get("act", "")
    products = {str(product.pk): product for product in products_for(rows)}
    priced(rows, products, currency_of(deal))
    takes_amount = "takes_amount" in request.POST
    if act == "save":
        return _save(request, deal, rows, takes_amount=takes_amount)
    rows = rearranged(rows, act)
    version = _version(request)
    if act:
        return _editor(request, deal, rows, takes_amount=takes_amount, version=version)
    return _editor(request, deal, rows, takes_amount=takes_amount, version=version, is_reckoning=True)


def _version(request: Request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _follows(deal: Deal) -> bool:
    """Whether the amount has followed the lines so far; a deal without lines begins so."""
    lines = [line_of(item) for item in items_of(deal)]
    return not lines or deal.amount_minor == total_of(lines)


def _save(request: Request, deal: Deal, rows: list[Row], *, takes_amount: bool) -> HttpResponse:
    kept = [row for row in rows if not row.is_blank]
    lines = read_rows(kept, currency_of(deal))
    if any(row.errors for row in kept):
        return _editor(request, deal, kept, takes_amount=takes_amount, version=_version(request), status=422)
    try:
        set_items(deal, lines, by=request.user, version=_version(request), takes_amount=takes_amount)
    except Stale as stale:
        deal.refresh_from_db()
        return _editor(
            request, deal, kept, takes_amount=takes_amount, wrong=said(stale), theirs=True, status=422
        )
    except Refused as refused:
        version = _version(request)
        return _editor(
            request, deal, kept, takes_amount=takes_amount, version=version, wrong=said(refused), status=422
        )
    toast(request, _("The products are saved."))
    page = reverse("deal", args=[deal.pk])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": page})
    return HttpResponseRedirect(page, status=303)


def _editor(
    request: Request, deal: Deal, rows: list[Row], *, takes_amount: bool, version: int | None = None, wrong: str = "",
    theirs: bool = False, is_reckoning: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    lines = read_rows(rows, currency_of(deal))
    panel = items_panel(deal, request.user)
    shown = {
        "deal": deal, "rows": rows, "products": products_for(rows), "currency": currency_of(deal), "wrong": wrong,
        "total": total_of(lines), "takes_amount": takes_amount, "reason": panel["reason"],
        "version": deal.version if version is None else version, "theirs": panel if theirs else None,
        "has_errors": status == 422 and any(row.errors for row in rows),
    }  # fmt: skip
    if is_reckoning:
        return render(request, "deals/parts/items_totals.html", shown)
    template = "deals/parts/items_form.html" if request.headers.get("HX-Request") else "deals/items.html"
    return render(request, template, shown, status=status)
