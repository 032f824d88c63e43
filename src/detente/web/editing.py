"""Facts edited where they stand: the form carries the version it was read at, and a stale one is a choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from detente.crm.objections import Refused, Stale
from detente.web.access import Request
from detente.web.toasts import toast
from detente.web.undoing import undo_of
from detente.web.words import put_on


class FactsForm(forms.Form):
    """A form on one record; a subclass says by `of` what the record's fields hold now."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        self.record = record
        stands = self.of(record) | {"version": record.version} if record is not None else {}
        kwargs["initial"] = stands | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    @classmethod
    def of(cls, record: Any) -> dict[str, Any]:
        """The record as form values."""
        return {name: getattr(record, name) for name in cls.base_fields if name != "version"}

    def changes(self) -> dict[str, Any]:
        """What the change act is given; needs a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def differences(self) -> list[dict[str, Any]]:
        """Fields where what was written differs from what stands now, with both."""
        return [
            {"label": self.fields[name].label, "theirs": self.initial.get(name), "yours": self[name].data}
            for name in self.changed_data
            if name != "version"
        ]


@dataclass(frozen=True)
class Editing:
    """How one kind of record is edited: its form, its act, its page and its templates."""

    form: type[FactsForm]
    change: Callable[..., Any]
    url_name: str
    form_template: str
    page_template: str

    def respond(self, request: Request, record: Any, **shown: Any) -> HttpResponse:
        """GET: the form. POST: the record changed, or the form again with what was written."""
        if request.method != "POST":
            return self._form(request, self.form(record=record), shown)
        form = self.form(request.POST, record=record)
        if not form.is_valid():
            return self._form(request, form, shown)
        try:
            version = record.version
            changed = self.change(
                record, by=request.user, version=form.cleaned_data["version"], **form.changes()
            )
        except Stale:
            return self._form(request, self._choice(request, record), shown)
        except Refused as refused:
            put_on(form, refused)
            return self._form(request, form, shown)
        return self._done(request, record, is_changed=changed.version != version)

    def _choice(self, request: Request, record: Any) -> FactsForm:
        """What was written, on top of what stands now: sent again it is a decision and no oversight."""
        record.refresh_from_db()
        written = request.POST.copy()
        written["version"] = str(record.version)
        form = self.form(written, record=record)
        form.is_valid()
        form.conflicts = form.differences()  # type: ignore[attr-defined]
        return form

    def _form(self, request: Request, form: FactsForm, shown: dict[str, Any]) -> HttpResponse:
        template = self.form_template if request.headers.get("HX-Request") else self.page_template
        is_wrong = form.is_bound
        page = reverse(self.url_name, args=[form.record.pk])
        shown = {
            "form": form,
            "record": form.record,
            "conflicts": getattr(form, "conflicts", []),
            "page": page,
        } | shown
        return render(request, template, shown, status=422 if is_wrong else 200)

    def _done(self, request: Request, record: Any, *, is_changed: bool) -> HttpResponse:
        toast(request, _("Saved."), undo_url=undo_of(record) if is_changed else None)
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": reverse(self.url_name, args=[record.pk])})
        response = redirect(self.url_name, pk=record.pk)
        response.status_code = 303
        return response
