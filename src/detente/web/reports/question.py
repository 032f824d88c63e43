"""A report's question as the address asks it: period, group, horizon, filters; and who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from detente.analytics.errors import BadQuery
from detente.analytics.fields import FIELDS, NONE
from detente.analytics.query import Query
from detente.web.reports.periods import Preset, presets

FILTERS = ("source", "campaign", "team", "medium", "vendor", "owner", "country")
"""Fields that the page offers as filters; the address takes every field of the registry."""

FURTHER_FILTERS = (
    "product", "rep", "deal_type", "account_type", "receiver", "receiver_team", "band", "kind", "reason", "playbook",
    "fact",
)  # fmt: skip
"""And these for reports that know them."""

MAIN_FILTERS = ("source", "campaign", "team", "product", "receiver")
"""Those that stand open; the rest waits under "More filters"."""

PEOPLE = frozenset({"owner", "rep", "receiver"})
"""Fields of people of the house: to a vendor they have numbers for names, so none is offered."""

HORIZONS = (30, 60, 90, 180, 365)


@dataclass(frozen=True)
class Asked:
    """The question and the words of the address that it came from."""

    query: Query
    given: QueryDict
    presets: tuple[Preset, ...]

    @property
    def period(self) -> str:
        """The key of the chosen preset; "custom" when days were given, "" for all time."""
        if self.given.get("from") or self.given.get("to"):
            return "custom"
        return self.given.get("period", "")

    def chosen(self, name: str) -> str:
        """What the address says of one field."""
        return self.given.get(name, "")


def asked(request: HttpRequest) -> Asked:
    """Read the address. Raises `BadQuery` and `UnknownField`, whose words are for people."""
    given = request.GET
    known = presets()
    from_on, to_on = _period(given, known)
    where = tuple((name, value) for name in FIELDS for value in given.getlist(name) if value)
    query = Query(
        from_on=from_on, to_on=to_on, by=given.get("by") or None, where=where,
        horizon_days=_horizon(given.get("horizon", "")), vendor=vendor_of(request.user), reps=reps_of(request.user),
    )  # fmt: skip
    return Asked(query, given, known)


def vendor_of(user: Any) -> str | None:
    """A vendor's user is shown their own leads only, totals included; everybody else shares the totals."""
    return user.vendor.name if user.is_vendor else None


def reps_of(user: Any) -> Literal["all", "none"] | int:
    """Whose comparison with other reps somebody sees: a sales manager everybody's, anybody else their own."""
    if user.is_vendor:
        return "none"
    key: int = user.pk
    return "all" if user.role == "manager" else key


def _period(given: QueryDict, known: tuple[Preset, ...]) -> tuple[date | None, date | None]:
    if given.get("from") or given.get("to"):
        return _day(given.get("from", ""), _("From")), _day(given.get("to", ""), _("To"))
    found = next((preset for preset in known if preset.key == given.get("period")), None)
    return (found.from_on, found.to_on) if found else (None, None)


def _day(text: str, label: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadQuery(_("%(label)s: write the day like 2026-01-31.") % {"label": label}) from None


def _horizon(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        raise BadQuery(_("A horizon is a number of days, like 90."))
    return int(text)


def value_label(value: str | None) -> str:
    """A value of a field as the address has it."""
    return NONE if value is None else value
