"""The catalogue of products: what deals are made of."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from detente.crm.deals.products import add_product, change_product
from detente.crm.models import Product
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import organisation
from detente.web.access import Request, needs
from detente.web.deals.forms import AmountForm, plain_amount
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import in_words, put_on


class ProductForm(AmountForm):
    """A product: its name, and what else is known of it."""

    asks_as: ClassVar[dict[str, str]] = {"price": "amount"}
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    code = forms.CharField(label=gettext_lazy("Code"), max_length=60, required=False)
    series = forms.CharField(label=gettext_lazy("Series"), max_length=120, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, product: Product | None = None, **more: Any) -> None:
        currency = (product.currency if product else None) or organisation().currency
        if product:
            price = plain_amount(product.price_minor, product.currency)
            stands = {"name": product.name, "code": product.code, "series": product.series, "amount": price}
            more["initial"] = stands | {"version": product.version}
        super().__init__(*args, currency=currency, **more)
        self.fields["amount"].label = _("Price")
        self.fields["amount"].help_text = _("What a line of a deal starts from; it can be changed there.")

    def values(self) -> dict[str, Any]:
        """What the acts are given."""
        kept = self.cleaned_data
        return {
            "name": kept["name"], "code": kept["code"] or None, "series": kept["series"] or None,
            "price_minor": kept["amount_minor"],
            "currency": kept["currency"] if kept["amount_minor"] is not None else None,
        }  # fmt: skip


@needs("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def product_list(request: Request) -> HttpResponse:
    """`/settings/products/`: all that is sold; POST adds something."""
    form = ProductForm(request.POST or None)
    if form.is_valid():
        try:
            product = add_product(by=request.user, **form.values())
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("%(name)s is added.") % {"name": product.name})
            return HttpResponseRedirect(reverse("products"), status=303)
    found = Product.objects.annotate(deals=Count("items__deal", distinct=True)).order_by("name", "pk")
    shown = {
        "form": form, "tabs_here": settings_tabs(request),
        "living": [product for product in found if not product.is_archived],
        "archived": [product for product in found if product.is_archived],
    }  # fmt: skip
    return render(request, "settings/products.html", shown, status=422 if form.errors else 200)


@needs("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def product_page(request: Request, pk: int) -> HttpResponse:
    """`/settings/products/<id>/`: one product; POST keeps what was written."""
    product = get_object_or_404(Product, pk=pk)
    form = ProductForm(request.POST or None, product=product)
    if form.is_valid():
        try:
            change_product(product, by=request.user, version=form.cleaned_data["version"], **form.values())
        except Stale as stale:
            product.refresh_from_db()
            form.data = request.POST.copy()
            form.data["version"] = str(product.version)
            form.add_error(None, in_words(stale.objections[0]))
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("The product is saved."))
            return HttpResponseRedirect(reverse("products"), status=303)
    shown = {"form": form, "product": product, "tabs_here": settings_tabs(request)}
    return render(request, "settings/product.html", shown, status=422 if form.errors else 200)


@needs("settings")
@require_POST
def product_archiving(request: Request, pk: int) -> HttpResponse:
    """`/settings/products/<id>/archiving/`: sold no more, or again (`archived=no`)."""
    product = get_object_or_404(Product, pk=pk)
    is_archived = (request.POST.get("archived") or request.GET.get("archived")) != "no"
    change_product(product, by=request.user, is_archived=is_archived)
    if is_archived:
        undo = f"{reverse('product_archiving', args=[pk])}?archived=no"
        toast(request, _("%(name)s is archived; deals keep it.") % {"name": product.name}, undo_url=undo)
    else:
        toast(request, _("%(name)s is sold again.") % {"name": product.name})
    return HttpResponseRedirect(reverse("products"), status=303)
