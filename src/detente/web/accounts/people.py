"""Persons: the list, one person with their leads and whole history, and a new one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.capture.merging import events_of
from detente.crm.models import CampaignMember, Deal, Lead, Person, User
from detente.crm.objections import Refused
from detente.crm.people.actions import add_person, change_person, find_or_add_account
from detente.crm.people.permissions import openable
from detente.crm.playbook import actions as playbook
from detente.web.access import Request, needs, open_record
from detente.web.accounts.accounts import DEAL_COLUMNS, LEAD_COLUMNS, both_tabs
from detente.web.accounts.forms import PersonForm
from detente.web.accounts.likeness import like_person
from detente.web.accounts.registry import ACCOUNTS
from detente.web.cuts import cut, openable_events
from detente.web.editing import Editing
from detente.web.lists.exports import list_file
from detente.web.lists.show import list_page
from detente.web.merging.following import following
from detente.web.merging.kinds import KINDS
from detente.web.merging.page import merges_of
from detente.web.records.custom_forms import keep_custom
from detente.web.timeline import timeline_of
from detente.web.toasts import toast
from detente.web.words import put_on
from detente.web.world import country_name

PEOPLE = Person.objects.filter(merged_into=None, is_archived=False)


@transaction.atomic
def _change(
    person: Person, *, by: User, version: int | None, account_name: str | None, **fields: Any
) -> Person:
    """Change a person; an account that is new is added with the change or not at all."""
    return change_person(person, by=by, version=version, **_with_account(account_name, fields, by))


def _with_account(name: str | None, fields: dict[str, Any], by: User) -> dict[str, Any]:
    if name and fields["account"] is None:
        fields["account"] = find_or_add_account(name, by=by)
    return fields


EDITING = Editing(
    form=PersonForm, change=_change, url_name="person", form_template="accounts/parts/person_form.html",
    page_template="accounts/person_edit.html",
)  # fmt: skip


@needs("read")
@require_safe
def people_list(request: Request) -> HttpResponse:
    """`/people/`: search, sort and pages, all in the address."""
    return list_page(request, "people", "accounts/people.html", both_tabs("people"))


@needs("export")
@require_safe
def export_people(request: Request) -> HttpResponse:
    """`/people/export.csv`: the same question as the list, every openable row."""
    return list_file(request, "people", "csv")


@needs("read")
@require_safe
@following(Person)
def person_page(request: Request, pk: int) -> HttpResponse:
    """`/people/<id>/`: facts, what is wrong with them, leads, deals, campaigns, and one timeline."""
    person = open_record(PEOPLE.select_related("account"), request.user, pk)
    shown = {"person": person, "agreement": playbook.current(), "country_name": country_name}
    shown |= _belongings(person, request.user) | _history(request, person)
    shown["merges"] = merges_of(KINDS["person"], person)
    return render(request, "accounts/person.html", shown)


def _belongings(person: Person, user: Any) -> dict[str, Any]:
    leads = Lead.objects.filter(person=person, is_archived=False).order_by("-arrived_at", "-pk")
    deals = Deal.objects.filter(person=person, is_archived=False).order_by("-opened_at", "-pk")
    seen = cut(leads, user, *LEAD_COLUMNS, "defects", "account__name", at_most=20)
    return {
        "leads": seen,
        "deals": cut(deals, user, *DEAL_COLUMNS, at_most=20),
        "defects": [(code, row["id"]) for row in seen.rows for code in row["defects"]],
        "memberships": _memberships(person, user),
        "alike": like_person(person, user),
        "may_open_account": person.account_id
        and openable(ACCOUNTS.filter(pk=person.account_id), user).exists(),
    }


def _memberships(person: Person, user: Any) -> list[dict[str, Any]]:
    members = CampaignMember.objects.filter(person=person).order_by("-added_at", "-pk")
    if user.is_vendor:
        members = members.filter(campaign__vendor=user.vendor_id)
    rows = members.values("campaign", "campaign__name", "status", "added_at", "responded_at")[:50]
    return [dict(row) for row in rows]


def _history(request: Request, person: Person) -> dict[str, Any]:
    team = request.GET.get("team", "")
    team = team if team in ("marketing", "sales") else ""
    events = openable_events(events_of(person), request.user)
    days = timeline_of(events, playbook.current(), team=team, at_most=200, reader=request.user)
    return {"team": team, "days": days}


@needs("read", write="edit_people")
@following(Person)
def person_facts(request: Request, pk: int) -> HttpResponse:
    """`/people/<id>/facts/`: the facts as a form; POST keeps them."""
    person = open_record(PEOPLE.select_related("account"), request.user, pk)
    return EDITING.respond(request, person)


@needs("edit_people")
def new_person(request: Request) -> HttpResponse:
    """`/people/new/`: somebody known before they responded; `?account=` names their account."""
    form = PersonForm(
        request.POST or None, record=None, initial={"account": request.GET.get("account", "")[:300]}
    )
    if form.is_valid():
        try:
            person = _add(form, request.user)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("%(name)s is added.") % {"name": person.label})
            return redirect("person", pk=person.pk)
    return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _add(form: PersonForm, by: User) -> Person:
    custom, fields = form.custom_values(), form.changes()
    person = add_person(by=by, **_with_account(fields.pop("account_name"), fields, by))
    return keep_custom(person, custom, by=by)
