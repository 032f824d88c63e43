"""The four kinds of record: which rows are living, where their page is, who may change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.models import Account, Deal, Lead, Person
from detente.crm.people.models import User
from detente.web.access import open_record


@dataclass(frozen=True)
class RecordKind:
    """A kind of record; its code names its page, its added fields and its files."""

    code: str
    rows: QuerySet[Any]
    ability: str
    label: str | Promise
    many: str | Promise

    def opened(self, user: User, pk: int) -> Any:
        """The living record with this key: 404 when there is none, 403 when this user may not open it."""
        return open_record(self.rows.all(), user, pk)

    def address(self, record: Any) -> str:
        """The record's page."""
        return reverse(self.code, args=[record.pk])


KINDS = {
    kind.code: kind
    for kind in (
        RecordKind(
            "lead", Lead.objects.filter(is_archived=False).select_related("person"), "work_leads", _("Lead"), _("Leads")
        ),
        RecordKind(
            "person", Person.objects.filter(is_archived=False, merged_into=None), "edit_people", _("Person"),
            _("People"),
        ),
        RecordKind(
            "account", Account.objects.filter(is_archived=False, merged_into=None), "edit_people", _("Account"),
            _("Accounts"),
        ),
        RecordKind("deal", Deal.objects.filter(is_archived=False), "work_deals", _("Deal"), _("Deals")),
    )
}  # fmt: skip


def kind_of(record: Any) -> RecordKind:
    """What kind of record this is."""
    return KINDS[record._meta.model_name]


def version_of(record: Any) -> int:
    """What a form carries so that nobody overwrites another's change."""
    return int(record.last_seq if isinstance(record, Lead) else record.version)


def name_of(record: Any) -> str:
    """What the record is called."""
    return str(record.person if isinstance(record, Lead) else record)
