"""The registry of accounts: all that can be asked of a list of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from detente.crm.lists import options
from detente.crm.lists.fields import Field
from detente.crm.lists.found import found_by_the_audit
from detente.crm.lists.words import every_word, of_kind
from detente.crm.people.models import Account


def living(_user: Any = None) -> QuerySet[Account]:
    """Accounts that a list is about."""
    # Not "is null": SQLite would go by the index of merged ones, which nearly all rows share, and sort them all.
    return Account.objects.filter(is_archived=False).exclude(merged_into__isnull=False)


def matching(text: str) -> Q:
    """Accounts by name or domain."""
    otherwise = every_word(text, "name", "domain", "city")
    return of_kind("account", text, Account.objects.all(), otherwise)


FIELDS = (
    Field("name", _("Account"), "name", edits="name", for_many=False),
    Field("domain", _("Domain"), "domain", nullable=True, shown=False, edits="domain", for_many=False),
    Field(
        "type", _("Type"), "type", kind="choice", options=options.among(options.ACCOUNT_TYPES), edits="type",
    ),
    Field(
        "owner", _("Owner"), "owner__name", kind="reference", nullable=True, asks="owner", aliases=("owner_id",),
        options=options.owners, edits="owner", inner=True, names_user=True,
    ),
    Field(
        "industry", _("Industry"), "industry", kind="choice", nullable=True, options=options.industries,
        edits="industry",
    ),
    Field("country", _("Country"), "country", nullable=True, edits="country"),
    Field("city", _("City"), "city", nullable=True, shown=False, edits="city"),
    Field("employees", _("Employees"), "employees", kind="number", nullable=True, shown=False, edits="employees"),
    Field("revenue", _("Revenue"), "revenue_minor", kind="money", nullable=True, shown=False),
    Field("website", _("Website"), "website", nullable=True, shown=False, is_sortable=False, edits="website"),
    Field("is_named", _("Named account"), "is_named", kind="flag", shown=False, is_sortable=False, edits="is_named"),
    Field(
        "team", _("Team"), "owner__team__name", kind="reference", nullable=True, shown=False, is_sortable=False,
        asks="owner__team", options=options.teams, inner=True,
    ),
    Field("created", _("Added"), "created_at", kind="instant"),
    Field(
        "named", _("Named"), "is_named", kind="choice", shown=False, is_sortable=False, is_column=False,
        options=lambda: [(True, _("named accounts"))],
    ),
    found_by_the_audit("accounts"),
)  # fmt: skip

MORE = {
    "site": "domain", "owner_team": "owner__team__kind", "by_name": "is_named", "version": "version",
}  # fmt: skip
