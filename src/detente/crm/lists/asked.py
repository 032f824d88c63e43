"""The ways a field may be asked, by its kind, and what they are called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Any] = {
    "is": _("is"), "is_not": _("is not"), "contains": _("contains"), "not_contains": _("does not contain"),
    "starts_with": _("starts with"), "any_of": _("is any of"), "none_of": _("is none of"),
    "more_than": _("more than"), "less_than": _("less than"), "at_least": _("at least"), "at_most": _("at most"),
    "between": _("between"), "before": _("before"), "after": _("after"), "on": _("on"),
    "in_last_days": _("in the last … days"), "in_next_days": _("in the next … days"),
    "is_empty": _("is empty"), "is_not_empty": _("is not empty"),
}  # fmt: skip
WITHOUT_VALUE = ("is_empty", "is_not_empty")
WITH_TWO = ("between",)
WITH_MANY = ("any_of", "none_of")
WITH_DAYS = ("in_last_days", "in_next_days")

EMPTY = ("is_empty", "is_not_empty")
_BY_KIND: dict[str, tuple[str, ...]] = {
    "text": ("contains", "not_contains", "is", "is_not", "starts_with", "any_of"),
    "choice": ("is", "is_not", "any_of", "none_of"),
    "reference": ("is", "is_not", "any_of", "none_of"),
    "number": ("is", "is_not", "more_than", "less_than", "at_least", "at_most", "between"),
    "money": ("is", "is_not", "more_than", "less_than", "at_least", "at_most", "between"),
    "instant": ("on", "before", "after", "between", "in_last_days"),
    "day": ("on", "before", "after", "between", "in_last_days", "in_next_days"),
    "flag": ("is",),
}


def ways(kind: str, *, nullable: bool, means: bool) -> tuple[str, ...]:
    """The operators of a field of this kind, the usual one first; `means` is a field that stands for a condition."""
    if means:
        return ("is", "is_not")
    return (*_BY_KIND[kind], *(EMPTY if nullable or kind == "text" else ()))
