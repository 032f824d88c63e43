"""How a condition asks, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

OPERATOR_NAMES = {
    "is": _("is"), "is_not": _("is not"), "one_of": _("is one of"), "not_one_of": _("is none of"),
    "contains": _("contains one of the words"), "at_least": _("is at least"), "below": _("is below"),
    "known": _("is known"), "unknown": _("is not known"), "yes": _("yes"), "no": _("no"),
}  # fmt: skip
