"""Vendors: who supplies leads, and how many came from each."""

from __future__ import annotations

from django import forms
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.capture.vendors import add_vendor, rename_vendor
from detente.crm.models import Campaign, Lead, User, Vendor
from detente.crm.objections import Refused
from detente.web.access import Request, needs
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import put_on


class VendorForm(forms.Form):
    """A vendor has a name and nothing else of its own."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)


@needs("settings")
def vendor_list(request: Request) -> HttpResponse:
    """All vendors; POST adds one."""
    form = VendorForm(request.POST or None)
    if form.is_valid():
        try:
            vendor = add_vendor(form.cleaned_data["name"], by=request.user)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("%(name)s is added.") % {"name": vendor.name})
            return redirect("vendors")
    shown = {"form": form, "vendors": _rows(), "tabs_here": settings_tabs(request)}
    return render(request, "settings/vendors.html", shown, status=422 if form.errors else 200)


def _rows() -> list[dict[str, object]]:
    def count(model: type) -> Coalesce:
        found = model.objects.filter(vendor=OuterRef("pk")).order_by().values("vendor")  # type: ignore[attr-defined]
        return Coalesce(Subquery(found.annotate(n=Count("pk")).values("n")), 0)

    counts = {"leads_n": count(Lead), "campaigns_n": count(Campaign), "users_n": count(User)}
    return list(Vendor.objects.annotate(**counts).order_by("name").values("id", "name", *counts))


@needs("settings")
def vendor_page(request: Request, pk: int) -> HttpResponse:
    """One vendor; POST calls them otherwise."""
    vendor = get_object_or_404(Vendor, pk=pk)
    form = VendorForm(request.POST or None, initial={"name": vendor.name})
    if form.is_valid():
        try:
            rename_vendor(vendor, form.cleaned_data["name"], by=request.user)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("The vendor is saved."))
            return redirect("vendors")
    shown = {"form": form, "vendor": vendor, "tabs_here": settings_tabs(request)}
    return render(request, "settings/vendor.html", shown, status=422 if form.errors else 200)
