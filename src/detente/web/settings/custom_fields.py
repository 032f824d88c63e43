"""Fields that the company adds: by kind of record, in their order, with their choices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from detente.crm.models import CustomField
from detente.crm.objections import Refused
from detente.crm.people.custom import custom_fields
from detente.crm.people.custom_fields import (
    LONGEST_NAME,
    add_choices,
    add_field,
    archive_field,
    change_choice,
    change_kind,
    count_values,
    move_field,
    rename_field,
    restore_field,
)
from detente.web.access import Request, needs
from detente.web.records.kinds import KINDS
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import put_on, said

FIELD_KINDS = {
    "text": gettext_lazy("Text"),
    "number": gettext_lazy("Number"),
    "money": gettext_lazy("Amount of money"),
    "date": gettext_lazy("Day"),
    "choice": gettext_lazy("Choice from a list"),
    "person": gettext_lazy("Person"),
}


def _choices_field(**more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=gettext_lazy("Choices"), widget=widget, required=False, max_length=20_000,
        help_text=gettext_lazy("Each on its own line."), **more,
    )  # fmt: skip


class NewFieldForm(forms.Form):
    """What gets the field, what it is called, and what it holds."""

    object = forms.ChoiceField(label=gettext_lazy("On"), choices=[(k.code, k.many) for k in KINDS.values()])
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    kind = forms.ChoiceField(
        label=gettext_lazy("Holds"), choices=list(FIELD_KINDS.items()), widget=forms.Select(attrs={"data-reveals": ""}),
        help_text=gettext_lazy("This stays as it is once records have values."),
    )  # fmt: skip
    choices = _choices_field()


class FieldForm(forms.Form):
    """What a field is called, and what it holds as long as nobody has a value."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    kind = forms.ChoiceField(
        label=gettext_lazy("Holds"),
        choices=list(FIELD_KINDS.items()),
        widget=forms.Select(attrs={"data-reveals": ""}),
    )
    choices = _choices_field()

    def __init__(self, *args: Any, is_fixed: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].disabled = is_fixed


@needs("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def field_list(request: Request) -> HttpResponse:
    """`/settings/fields/?of=lead`: the fields of one kind of record; POST adds one."""
    of = request.GET.get("of", "")
    of = of if of in KINDS else "lead"
    form = NewFieldForm(request.POST or None, initial={"object": of})
    if form.is_valid() and (added := _added(form, request)):
        toast(request, _("%(name)s is added.") % {"name": added.name})
        return HttpResponseRedirect(f"{reverse('fields')}?of={added.object}", status=303)
    found = custom_fields(of, archived=True)
    kinds = [
        {"label": kind.many, "href": f"{reverse('fields')}?of={kind.code}", "current": kind.code == of}
        for kind in KINDS.values()
    ]
    shown = {
        "form": form, "of": KINDS[of], "kinds": kinds, "kind_names": FIELD_KINDS, "tabs_here": settings_tabs(request),
        "living": [field for field in found if not field.is_archived],
        "archived": [field for field in found if field.is_archived],
    }  # fmt: skip
    return render(request, "settings/fields.html", shown, status=422 if form.errors else 200)


def _added(form: NewFieldForm, request: Request) -> CustomField | None:
    kept = form.cleaned_data
    try:
        return add_field(
            kept["object"],
            name=kept["name"],
            kind=kept["kind"],
            choices=kept["choices"].splitlines(),
            by=request.user,
        )
    except Refused as refused:
        put_on(form, refused)
        return None


@needs("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def field_page(request: Request, pk: int) -> HttpResponse:
    """`/settings/fields/<id>/`: one field with its choices; POST changes its name, or what an unused one holds."""
    field = get_object_or_404(CustomField, pk=pk)
    count = count_values(field)
    form = FieldForm(
        request.POST or None, initial={"name": field.name, "kind": field.kind}, is_fixed=count > 0
    )
    if form.is_valid() and _changed(field, form, request):
        toast(request, _("The field is saved."))
        return _to(field)
    return _page(request, field, form, count=count)


def _changed(field: CustomField, form: FieldForm, request: Request) -> bool:
    kept = form.cleaned_data
    try:
        change_kind(field, kept["kind"], by=request.user, choices=kept["choices"].splitlines())
        rename_field(field, kept["name"], by=request.user)
    except Refused as refused:
        put_on(form, refused)
        return False
    return True


def _page(
    request: Request, field: CustomField, form: FieldForm, *, count: int, wrong: str = ""
) -> HttpResponse:
    shown = {
        "field": field, "form": form, "count": count, "of": KINDS[field.object], "wrong": wrong,
        "kind_names": FIELD_KINDS, "tabs_here": settings_tabs(request),
    }  # fmt: skip
    return render(request, "settings/field.html", shown, status=422 if form.errors or wrong else 200)


def _to(field: CustomField) -> HttpResponse:
    return HttpResponseRedirect(reverse("field", args=[field.pk]), status=303)


@needs("settings")
@require_POST
def field_choices(request: Request, pk: int) -> HttpResponse:
    """`/settings/fields/<id>/choices/`: add choices, call one otherwise, offer it no more or again."""
    field = get_object_or_404(CustomField, pk=pk)
    code, is_archived = request.POST.get("choice", ""), request.POST.get("archived", "")
    try:
        if not code:
            add_choices(field, request.POST.get("choices", "").splitlines(), by=request.user)
            toast(request, _("The choices are added."))
        else:
            change_choice(
                field, code, by=request.user, name=request.POST.get("name"),
                archived={"yes": True, "no": False}.get(is_archived),
            )  # fmt: skip
            toast(request, _("The choice is saved."))
    except Refused as refused:
        count = count_values(field)
        form = FieldForm(initial={"name": field.name, "kind": field.kind}, is_fixed=count > 0)
        return _page(request, field, form, count=count, wrong=said(refused))
    return _to(field)


@needs("settings")
@require_POST
def field_place(request: Request, pk: int) -> HttpResponse:
    """`/settings/fields/<id>/place/`: one place up or down."""
    field = get_object_or_404(CustomField, pk=pk)
    move_field(field, by=request.user, up=request.POST.get("to") == "up")
    return HttpResponseRedirect(f"{reverse('fields')}?of={field.object}", status=303)


@needs("settings")
@require_POST
def field_archiving(request: Request, pk: int) -> HttpResponse:
    """`/settings/fields/<id>/archiving/`: hide a field with its values, or show it again (`archived=no`)."""
    field = get_object_or_404(CustomField, pk=pk)
    address = reverse("field_archiving", args=[pk])
    if (request.POST.get("archived") or request.GET.get("archived")) == "no":
        restore_field(field, by=request.user)
        toast(request, _("%(name)s is shown again.") % {"name": field.name})
    else:
        archive_field(field, by=request.user)
        text = _("%(name)s is archived. Its values stay and come back with it.")
        toast(request, text % {"name": field.name}, undo_url=f"{address}?archived=no")
    return HttpResponseRedirect(f"{reverse('fields')}?of={field.object}", status=303)
