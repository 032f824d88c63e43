"""Saved mappings: kept under a name, used again, deleted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from detente.crm.imports.models import ImportBatch, ImportMapping
from detente.web.access import Request, needs
from detente.web.imports.drafts import find_draft
from detente.web.toasts import toast


class SavingForm(forms.Form):
    """The name of a mapping; one that is taken is replaced only when that is wanted."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    replaces = forms.BooleanField(
        label=gettext_lazy("Replace the saved mapping of this name"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """A taken name needs the tick."""
        name = self.cleaned_data.get("name")
        if name and not self.cleaned_data["replaces"] and ImportMapping.objects.filter(name=name).exists():
            text = _("A mapping of this name is saved already. Take another name, or tick the box below.")
            self.add_error("name", text)
        return self.cleaned_data


def saving_form(name: str = "") -> SavingForm:
    """An empty form, with the name that the mapping has."""
    return SavingForm(initial={"name": name}, prefix="save")


def _save(request: Request, document: dict[str, Any], back: str) -> HttpResponse:
    form = SavingForm(request.POST, prefix="save")
    if not form.is_valid():
        return render(request, "imports/saving.html", {"form": form, "back": back}, status=422)
    name = form.cleaned_data["name"]
    kept = {"document": document | {"name": name}, "by": request.user}
    ImportMapping.objects.update_or_create(name=name, defaults=kept)
    toast(
        request,
        _("The mapping “%(name)s” is saved. Choose it when you import the next file.") % {"name": name},
    )
    return redirect(back)


def _back(request: HttpRequest, otherwise: str) -> str:
    back = request.POST.get("next", "")
    return (
        back
        if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
        else otherwise
    )


@needs("import")
@require_POST
def import_draft_saving(request: Request, draft: UUID) -> HttpResponse:
    """Save the mapping of an import that is being prepared."""
    found = find_draft(draft)
    if found is None:
        toast(request, _("This import was started or discarded already."), tone="note")
        return redirect("imports")
    return _save(request, found.document, _back(request, "/import/"))


@needs("import")
@require_POST
def import_saving(request: Request, pk: int) -> HttpResponse:
    """Save the mapping that an import used."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    return _save(request, batch.mapping, _back(request, f"/import/{batch.pk}/"))


@needs("import")
@require_POST
def import_forgetting(request: Request, mapping: int) -> HttpResponse:
    """Delete a saved mapping; imports that used it keep theirs."""
    if found := ImportMapping.objects.filter(pk=mapping).first():
        found.delete()
        text = _("The mapping “%(name)s” is deleted. Imports made with it stay as they are.")
        toast(request, text % {"name": found.name})
    return redirect("imports")
