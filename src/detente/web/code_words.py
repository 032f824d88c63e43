"""What codes are called that an event or a form bears: stages, reasons, channels, added fields, people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from detente.crm.deals.models import Deal
from detente.crm.history.models import Event
from detente.crm.people.custom import custom_fields, field_name
from detente.crm.people.models import Person, User
from detente.crm.people.permissions import openable_among
from detente.crm.playbook.agreement import Agreement
from detente.web.naming import UNNAMED, names_of
from detente.web.query import filled_in


class Words:
    """Names for codes under one agreement; an unknown code stands for itself.

    Persons and deals are named as `reader` may open them.
    """

    def __init__(self, agreement: Agreement, reader: Any = None) -> None:
        self.agreement, self.reader = agreement, reader
        self._custom: dict[str, dict[str, str]] = {}
        self._people: dict[int, str] = {}
        self._colleagues: dict[int, str] = {}
        self._deals: dict[int, bool] = {}
        self._reversals: dict[int, Callable[[int], str]] = {}

    def reversal_at(self, lead: int) -> Callable[[int], str]:
        """Where an event of this lead is taken back, by the event's key."""
        if lead not in self._reversals:
            self._reversals[lead] = filled_in("entry_reversal", lead, 0)
        return self._reversals[lead]

    def person(self, key: int) -> str:
        """A person's name, looked up once."""
        if key not in self._people:
            found = names_of(Person, {key}, self.reader) if self.reader else {}
            self._people[key] = found.get(key, str(UNNAMED[Person]))
        return self._people[key]

    def colleague(self, key: int | None) -> str:
        """A user's name, looked up once; nobody's is empty."""
        if key and key not in self._colleagues:
            self._colleagues[key] = User.objects.filter(pk=key).values_list("name", flat=True).first() or ""
        return self._colleagues.get(key or 0, "")

    def opens_deal(self, key: int) -> bool:
        """Whether the reader may open a deal, asked once."""
        if key not in self._deals:
            self._deals[key] = bool(self.reader and openable_among(Deal, {key}, self.reader))
        return self._deals[key]

    def name(self, kind: str, code: str | None) -> str:
        """The playbook's name of a code, in the reader's language where it is translated."""
        return _(self.agreement.names[kind].get(code or "", code or "")) if code else ""

    def stage(self, code: str | None) -> str:
        """A stage's or exit's name."""
        return self.name("stages", code)

    def custom(self, kind: str, names: list[str]) -> list[str]:
        """What added fields are called that an event names as custom.<code>."""
        if kind not in self._custom:
            self._custom[kind] = {
                field_name(field): field.name for field in custom_fields(kind, archived=True)
            }
        return [self._custom[kind].get(name, name) for name in names]

    def crosses(self, event: Event) -> bool:
        """Whether a move crosses the line between marketing and sales."""
        teams = [
            getattr(self.agreement.stages.get(code or ""), "team", "")
            for code in (event.from_stage, event.to_stage)
        ]
        return teams[0] != teams[1] and "marketing" in teams
