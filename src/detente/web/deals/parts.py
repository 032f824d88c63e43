"""What the parts that a person can have in a deal are called, the most telling first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

PARTS = {
    "decision_maker": _("Decides"),
    "champion": _("Speaks for us"),
    "buyer": _("Buys and pays"),
    "user": _("Will use it"),
    "advisor": _("Advises"),
    "opponent": _("Stands against us"),
    "other": _("Other part"),
}
