"""Any list as CSV or as a workbook: the same question, the shown or all columns, every openable row in its order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.lists import keyset
from detente.crm.lists.fields import Field
from detente.crm.lists.registry import registry
from detente.crm.people.actions import organisation
from detente.crm.people.money import to_amount
from detente.web.access import Request, needs
from detente.web.lists.columns import offered, paths_of
from detente.web.lists.desks import DESKS, Desk
from detente.web.lists.files import SHEET_ROWS, csv_file, xlsx_file
from detente.web.lists.page import Page
from detente.web.lists.parts import keys_in
from detente.web.lists.show import asked_page
from detente.web.toasts import toast

_CHUNK = 500


@needs("export")
@require_safe
def list_export(request: Request, subject: str, format: str) -> HttpResponseBase:
    """`/lists/<subject>/export.<format>`: `?fields=shown` for the columns that the page shows."""
    return list_file(request, subject, format)


def list_file(request: Request, subject: str, format: str) -> HttpResponse:
    """The rows that the address asks for, as a file."""
    desk, known = DESKS[subject], registry(subject, request.user)
    is_whole, rows_wanted = request.GET.get("fields") != "shown", request.GET.getlist("row")
    if "list" in request.GET:  # chosen rows of a list
        request.GET = QueryDict(request.GET["list"])
    page = asked_page(request, desk, known)
    if rows_wanted:
        page.allowed = page.allowed.filter(pk__in=keys_in(rows_wanted))
    fields = tuple(offered(known, desk.figures).values()) if is_whole else page.fields
    if format == "xlsx" and page.allowed.order_by()[: SHEET_ROWS + 1].count() > SHEET_ROWS:
        text = _("A workbook holds %(most)s rows. Filter the list, or export it as CSV, which has no limit.")
        toast(request, text % {"most": f"{SHEET_ROWS:,}"}, tone="failed")
        return redirect(f"/{subject}/?{request.GET.urlencode()}")
    heads = _heads(fields, is_whole=is_whole)
    rows = _lines(page, desk, fields, request.user)
    if format == "xlsx":
        return xlsx_file(subject, [(key, _zoned(key, fields)) for key in heads], rows)  # type: ignore[return-value]
    return csv_file(subject, heads, rows)  # type: ignore[return-value]


def _heads(fields: Iterable[Field], *, is_whole: bool) -> list[str]:
    """Column keys: those of the registry, money followed by its currency; with all columns the record's keys first."""
    found = ["id", "uuid"] if is_whole else []
    for field in fields:
        found.append(field.key)
        if field.kind == "money":
            found.append(_currency(field))
    return list(dict.fromkeys(found))


def _currency(field: Field) -> str:
    return "currency" if field.key in ("amount", "cost") else f"{field.key}_currency"


def _zoned(key: str, fields: Iterable[Field]) -> str:
    instants = {field.key for field in fields if field.kind == "instant"}
    return f"{key} (UTC)" if key in instants else key


def _lines(page: Page, desk: Desk, fields: tuple[Field, ...], user: Any) -> Iterator[dict[str, Any]]:
    columns = {"uuid": "uuid"} | paths_of(page.registry, fields)
    ours = organisation().currency
    found = keyset.walk(page.allowed, columns, page.order)
    needs_figures = any(field in desk.figures for field in fields)
    while chunk := list(islice(found, _CHUNK)):
        if needs_figures:
            desk.compute(chunk, user)
        for row in chunk:
            row["uuid"] = str(row["uuid"])
            for field in fields:
                if field.kind == "money":
                    _in_units(row, field, ours)
            yield row


def _in_units(row: dict[str, Any], field: Field, ours: str) -> None:
    """Amounts as decimals of their currency, as people and other programs read them."""
    currency = row.get(f"{field.key}:currency") if field.currency else ours
    minor = row[field.key]
    row[field.key] = to_amount(minor, currency) if minor is not None and currency else None
    row[_currency(field)] = currency if row[field.key] is not None else None
