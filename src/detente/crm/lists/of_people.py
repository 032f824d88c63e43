"""The registry of people: all that can be asked of a list of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from detente.crm.lists.fields import Field
from detente.crm.lists.found import found_by_the_audit
from detente.crm.lists.words import digits_of, every_word, of_company, of_kind
from detente.crm.people.models import Person


def living(_user: Any = None) -> QuerySet[Person]:
    """Persons that a list is about."""
    # Not "is null": SQLite would go by the index of merged ones, which nearly all rows share, and sort them all.
    return Person.objects.filter(is_archived=False).exclude(merged_into__isnull=False)


def matching(text: str) -> Q:
    """Persons by name, job title, address, number or company."""
    if digits := digits_of(text):
        otherwise = Q(phone_key__contains=digits)
    else:
        otherwise = every_word(text, "label", "email", "title", beside=of_company)
    return of_kind("person", text, Person.objects.all(), otherwise)


FIELDS = (
    Field("name", _("Person"), "label", edits="name", for_many=False),
    Field("title", _("Job title"), "title", nullable=True, edits="title"),
    Field("account", _("Account"), "account__name", nullable=True, is_joined=True),
    Field("email", _("E-mail"), "email", nullable=True, edits="email", for_many=False),
    Field("phone", _("Phone"), "phone", nullable=True, is_sortable=False, edits="phone", for_many=False),
    Field("country", _("Country"), "country", nullable=True, shown=False, edits="country"),
    Field("created", _("Added"), "created_at", kind="instant"),
    found_by_the_audit("people"),
)

MORE = {"account_id": "account", "version": "version"}
