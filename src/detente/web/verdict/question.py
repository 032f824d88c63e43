"""A verdict's question as the address asks it: which leads, held against what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from detente.analytics.fields import FIELDS, group_name
from detente.analytics.query import Query
from detente.analytics.verdict.asking import AGAINST, against
from detente.analytics.verdict.periods import Against
from detente.web.reports.question import Asked, asked

PERIODS = ("last_quarter", "quarter", "90d", "last_year", "year", "12m")
"""Periods long enough to hold a verdict; without any the last half year is asked about."""

NAMES: dict[str, str | Promise] = {
    "before": gettext_lazy("the year before it"),
    "last_year": gettext_lazy("the same days a year earlier"),
    "target": gettext_lazy("the target"),
    "best_quartile": gettext_lazy("the best quarter of sources"),
}


@dataclass(frozen=True)
class Question:
    """What is asked, and the words of the address."""

    asked: Asked
    against: Against

    @property
    def query(self) -> Query:
        """The leads of the period."""
        return replace(self.asked.query, by=None, horizon_days=None)

    @property
    def choices(self) -> dict[str, Any]:
        """What the page's controls can be set to."""
        presets = [(one.key, one.label) for one in self.asked.presets if one.key in PERIODS]
        return {
            "periods": presets,
            "benchmarks": [(name, str(NAMES.get(name, name))) for name in AGAINST],
            "filtered": [
                {"label": FIELDS[name].label, "value": group_name(value), "href": self._without(name)}
                for name, values in self.query.filters.items() for value in values
            ],
            "filtered_pairs": [(name, text) for name in FIELDS for text in self.asked.given.getlist(name)],
        }  # fmt: skip

    def _without(self, name: str) -> str:
        kept = self.asked.given.copy()
        kept.pop(name, None)
        return f"{reverse('verdict')}?{kept.urlencode()}"


def question(request: HttpRequest) -> Question:
    """Read the address. Raises `BadQuery` and `UnknownField`, whose words are for people."""
    return Question(asked(request), against(request.GET.get("against") or "before"))
