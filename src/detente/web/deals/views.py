"""Deals: the list, a new one, and one with everything about it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.deals import actions
from detente.crm.deals.models import Deal
from detente.crm.lists.of_deals import EVERY_STATE, STATES
from detente.crm.objections import Refused
from detente.crm.people.actions import add_account
from detente.crm.people.models import Account, User
from detente.web.access import Request, needs, open_record
from detente.web.deals.fields import ROWS
from detente.web.deals.forms import NewDealForm
from detente.web.deals.page import deal_page
from detente.web.deals.worth import worth_of
from detente.web.lists.exports import list_file
from detente.web.lists.show import opened, shown
from detente.web.query import whole, with_query
from detente.web.records.custom_forms import keep_custom
from detente.web.toasts import toast
from detente.web.words import put_on

_OFFERED = 300


@require_safe
@needs("read")
def deals(request: Request) -> HttpResponse:
    """The list; without a question, the open ones."""
    page, viewed = opened(request, "deals", unasked={"state": "open"})
    chosen = page.chosen("state")
    mine = page.chosen("owner") in (str(request.user.pk), "me")
    tabs = [
        {
            "label": label, "href": with_query(request, state=state, owner=None, owner_id=None, view=None),
            "current": chosen == state and not mine,
        }
        for state, label in [*STATES.items(), (EVERY_STATE, _("All"))]
    ]  # fmt: skip
    if request.user.may("work_deals"):
        own = with_query(request, state="open", owner="me", owner_id=None, view=None)
        tabs.insert(0, {"label": _("Mine, open"), "href": own, "current": chosen == "open" and mine})
    more = {"worth": worth_of(page.everything, request.user), "unsaid": ("state",)}
    return render(request, "deals/deals.html", shown(request, page, viewed, tabs) | more)


@require_safe
@needs("export")
def deals_export(request: Request) -> HttpResponse:
    """`/deals/export.csv`: the same question as the list, every openable row."""
    return list_file(request, "deals", "csv")


@needs("work_deals")
def deal_new(request: Request) -> HttpResponse:
    """A deal on an account, without a lead."""
    form = NewDealForm(request.user, request.POST or None, account=_account(request))
    if request.method == "POST" and form.is_valid():
        try:
            deal = _open(form, request.user)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("Opened the deal %(name)s.") % {"name": deal.name})
            return redirect("deal", pk=deal.pk)
    known = form.accounts.order_by("-pk").values_list("name", flat=True)[:_OFFERED]
    return render(
        request, "deals/deal_new.html", {"form": form, "known": known}, status=422 if form.errors else 200
    )


@transaction.atomic
def _open(form: NewDealForm, by: User) -> Deal:
    custom, kept = form.custom_values(), form.cleaned_data
    account = kept["account"] or add_account(kept["new_account"], by=by)
    deal = actions.open_deal(
        by=by, name=kept["name"], account=account, stage=kept["stage"], type_=kept["type"],
        amount_minor=kept["amount_minor"], currency=kept["currency"], expected_on=kept["expected_on"],
        product=kept["product"] or None, owner=kept["owner"] or by,
    )  # fmt: skip
    return keep_custom(deal, custom, by=by)


def _account(request: Request) -> Account | None:
    """The account whose page led here."""
    key = whole(request.GET.get("account", ""))
    return (
        open_record(Account.objects.filter(is_archived=False), request.user, key) if key is not None else None
    )


@require_safe
@needs("read")
def deal(request: Request, pk: int) -> HttpResponse:
    """One deal: where it stands, what it is worth, its people and leads, and both teams' work on it."""
    beside = ROWS.select_related("account", "person", "owner__team", "lead")
    return deal_page(request, open_record(beside, request.user, pk))
