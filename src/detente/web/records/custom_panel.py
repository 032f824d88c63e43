"""The panel of added fields on a record's page, and the form that edits them where they stand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from detente.crm.models import CustomField, Person
from detente.crm.objections import Refused, Stale
from detente.crm.people.custom import change_custom, custom_fields, shown_value
from detente.crm.people.permissions import openable
from detente.web.access import Request, View, needs
from detente.web.moments import day
from detente.web.money import money
from detente.web.records.custom_forms import CustomForm
from detente.web.records.kinds import KINDS, RecordKind, kind_of, name_of, version_of
from detente.web.toasts import toast
from detente.web.undoing import undo_of
from detente.web.words import put_on

OFFERED = 12


def custom_panel(record: Any, user: Any) -> dict[str, Any] | None:
    """What the panel shows; None where the company has added no field and no import left a value."""
    kind = kind_of(record)
    registered = custom_fields(kind.code, archived=True)
    rows = [_row(field, record, user) for field in registered if not field.is_archived]
    known = {field.code for field in registered}
    kept = [(name, _plain(value)) for name, value in sorted(record.custom.items()) if name not in known]
    if not rows and not kept:
        return None
    return {
        "rows": rows, "kept": kept, "may_edit": bool(rows) and user.may(kind.ability),
        "edit_url": reverse(f"{kind.code}_fields", args=[record.pk]),
    }  # fmt: skip


def _row(field: CustomField, record: Any, user: Any) -> dict[str, Any]:
    stored = record.custom.get(field.code)
    if stored is None:
        return {"label": field.name, "value": None}
    if field.kind == "person":
        return {"label": field.name, **_person(stored, user)}
    if field.kind == "money":
        return {"label": field.name, "value": money(stored["minor"], stored["currency"])}
    if field.kind == "date":
        return {"label": field.name, "value": day(date.fromisoformat(stored))}
    return {"label": field.name, "value": shown_value(field, stored)}


def _person(key: int, user: Any) -> dict[str, Any]:
    person = openable(Person.objects.filter(pk=key), user).select_related("merged_into").first()
    if person is None:
        return {"value": _("a person you may not open")}
    person = person.merged_into or person
    return {"value": person.label, "href": reverse("person", args=[person.pk])}


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def fields_of(code: str) -> View:
    """The view of one kind of record: GET is the form, POST keeps what was written."""
    kind = KINDS[code]

    @needs("read", write=kind.ability)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: Request, pk: int) -> HttpResponse:
        record = kind.opened(request.user, pk)
        if request.method != "POST":
            return _shown(
                request,
                kind,
                record,
                CustomForm(record=record, version=version_of(record), user=request.user),
            )
        form = CustomForm(request.POST, record=record, version=version_of(record), user=request.user)
        if not form.is_valid():
            return _shown(request, kind, record, form)
        try:
            version = form.cleaned_data["version"]
            change_custom(record, form.custom_values(), by=request.user, version=version)
        except Stale:
            return _choice(request, kind, record)
        except Refused as refused:
            put_on(form, refused)
            return _shown(request, kind, record, form)
        return _done(request, record, kind.address(record))

    return view


def _choice(request: Request, kind: RecordKind, record: Any) -> HttpResponse:
    """What was written, on top of what stands now: sent again it is a decision and no oversight."""
    record.refresh_from_db()
    written = request.POST.copy()
    written["version"] = str(version_of(record))
    form = CustomForm(written, record=record, version=version_of(record), user=request.user)
    form.is_valid()
    return _shown(request, kind, record, form, conflicts=form.differences())


def _shown(request: Request, kind: RecordKind, record: Any, form: CustomForm, **more: Any) -> HttpResponse:
    shown = {
        "form": form, "record": record, "kind": kind, "title": name_of(record), "page": kind.address(record),
        "conflicts": [], "may_edit": request.user.may(kind.ability), **more,
    }  # fmt: skip
    template = "records/fields_form.html" if request.headers.get("HX-Request") else "records/fields.html"
    return render(request, template, shown, status=422 if form.is_bound else 200)


def _done(request: Request, record: Any, page: str) -> HttpResponse:
    toast(request, _("Saved."), undo_url=undo_of(record))
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": page})
    return HttpResponseRedirect(page, status=303)


@needs("read")
@require_safe
def custom_people(request: Request) -> HttpResponse:
    """`/people/named/`: persons whose name begins like what is typed into a field, as options to choose from."""
    name = next((name for name in request.GET if name.startswith("custom.")), "")
    typed = request.GET.get(name, "").strip()[:80]
    people = Person.objects.filter(is_archived=False, merged_into=None, erased_at=None)
    found = openable(people.filter(label__istartswith=typed), request.user).select_related("account")
    shown = {"people": found.order_by("label", "pk")[:OFFERED] if len(typed) > 1 else []}
    return render(request, "records/people_options.html", shown)
