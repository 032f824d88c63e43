"""Accounts: the list, one account with all that belongs to it, and a new one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.capture.merging import events_of
from detente.crm.models import Account, Deal, Lead, Person
from detente.crm.objections import Refused
from detente.crm.people.actions import add_account, change_account, organisation
from detente.crm.playbook import actions as playbook
from detente.web.access import Request, needs, open_record
from detente.web.accounts.figures import figures_of
from detente.web.accounts.forms import AccountForm
from detente.web.accounts.likeness import like_account
from detente.web.accounts.registry import ACCOUNTS, TYPES
from detente.web.cuts import cut, openable_events
from detente.web.editing import Editing
from detente.web.lists.exports import list_file
from detente.web.lists.show import list_page
from detente.web.merging.following import following
from detente.web.merging.kinds import KINDS
from detente.web.merging.page import merges_of
from detente.web.records.custom_forms import keep_custom
from detente.web.records.worth import rates_said
from detente.web.timeline import timeline_of
from detente.web.toasts import toast
from detente.web.words import put_on
from detente.web.world import country_name

EDITING = Editing(
    form=AccountForm, change=change_account, url_name="account", form_template="accounts/parts/account_form.html",
    page_template="accounts/account_edit.html",
)  # fmt: skip
LEAD_COLUMNS = (
    "id", "person__label", "stage", "exit_reason", "source", "arrived_at", "owner__name", "owner__team__kind",
)  # fmt: skip
DEAL_COLUMNS = (
    "id", "name", "stage", "status", "amount_minor", "currency", "expected_on", "closed_at", "owner__name",
    "owner__team__kind",
)  # fmt: skip


@needs("read")
@require_safe
def account_list(request: Request) -> HttpResponse:
    """`/accounts/`: search, filters, sort and pages, all in the address."""
    return list_page(request, "accounts", "accounts/accounts.html", both_tabs("accounts"))


def both_tabs(current: str) -> list[dict[str, Any]]:
    """Accounts and people are two sides of one place."""
    sides = (("accounts", _("Accounts")), ("people", _("People")))
    return [{"label": label, "href": reverse(name), "current": name == current} for name, label in sides]


@needs("export")
@require_safe
def export_accounts(request: Request) -> HttpResponse:
    """`/accounts/export.csv`: the same question as the list, every openable row."""
    return list_file(request, "accounts", "csv")


@needs("read")
@require_safe
@following(Account)
def account_page(request: Request, pk: int) -> HttpResponse:
    """`/accounts/<id>/`: facts, people, leads, deals, and what happened to all of them in one timeline."""
    account = open_record(ACCOUNTS.select_related("owner__team"), request.user, pk)
    shown = {
        "account": account,
        "agreement": playbook.current(),
        "types": TYPES,
        "country_name": country_name,
    }
    shown |= _belongings(account, request.user) | _history(request, account)
    shown["merges"] = merges_of(KINDS["account"], account)
    return render(request, "accounts/account.html", shown)


def _belongings(account: Account, user: Any) -> dict[str, Any]:
    people = Person.objects.filter(account=account, merged_into=None, is_archived=False).order_by(
        "label", "pk"
    )
    leads = Lead.objects.filter(account=account, is_archived=False).order_by("-arrived_at", "-pk")
    deals = Deal.objects.filter(account=account, is_archived=False)
    deals = deals.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")
    return {
        "people": cut(people, user, "id", "label", "title", "email", "phone", at_most=20),
        "leads": cut(leads, user, *LEAD_COLUMNS, at_most=20),
        "deals": cut(deals, user, *DEAL_COLUMNS, at_most=20),
        "figures": figures_of([account.pk], user)[account.pk],
        "currency": organisation().currency,
        "rates": rates_said(deals.filter(status="open")),
        "alike": like_account(account, user),
    }


def _history(request: Request, account: Account) -> dict[str, Any]:
    team = request.GET.get("team", "")
    team = team if team in ("marketing", "sales") else ""
    events = openable_events(events_of(account).exclude(kind="rehomed"), request.user)
    return {
        "team": team,
        "days": timeline_of(
            events, playbook.current(), team=team, at_most=150, names_person=True, reader=request.user
        ),
    }


@needs("read", write="edit_people")
@following(Account)
def account_facts(request: Request, pk: int) -> HttpResponse:
    """`/accounts/<id>/facts/`: the facts as a form; POST keeps them."""
    account = open_record(ACCOUNTS.all(), request.user, pk)
    return EDITING.respond(request, account)


@transaction.atomic
def _add(form: AccountForm, by: Any) -> Account:
    custom, fields = form.custom_values(), form.changes()
    account = add_account(fields.pop("name"), by=by, **fields)
    return keep_custom(account, custom, by=by)


@needs("edit_people")
def new_account(request: Request) -> HttpResponse:
    """`/accounts/new/`: an account known before anybody of it responded."""
    form = AccountForm(request.POST or None, record=None, initial={"name": request.GET.get("name", "")[:300]})
    if form.is_valid():
        try:
            account = _add(form, request.user)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("%(name)s is added.") % {"name": account.name})
            return redirect("account", pk=account.pk)
    return render(request, "accounts/account_new.html", {"form": form}, status=422 if form.errors else 200)
