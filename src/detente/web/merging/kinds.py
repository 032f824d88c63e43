"""Persons and accounts as this area shows them: their rows, their acts, their addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.merging import merge_accounts, merge_people
from detente.crm.models import Account, Person


@dataclass(frozen=True)
class Kind:
    """A kind of record that can be merged; `code` is also the name of its page's address."""

    code: str
    model: Any
    merge: Callable[..., Any]
    label: str | Promise
    many: str | Promise
    place: str
    name: str
    columns: tuple[str, ...]

    @property
    def living(self) -> QuerySet[Any]:
        """Records that are neither merged nor set aside."""
        rows: QuerySet[Any] = self.model.objects.filter(merged_into=None, is_archived=False)
        return rows

    @property
    def url_name(self) -> str:
        """The name of the page where two of them stand side by side."""
        return f"{self.code}_merge"


KINDS = {
    "person": Kind("person", Person, merge_people, _("Person"), _("People"), "people", "label",
                   ("pk", "label", "email", "phone", "title", "account__name")),
    "account": Kind("account", Account, merge_accounts, _("Account"), _("Accounts"), "accounts", "name",
                    ("pk", "name", "domain", "city", "country", "type")),
}  # fmt: skip
