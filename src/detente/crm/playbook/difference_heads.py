"""The sentences for rows that come, go or change places, and where signing a change needs care."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Row = Mapping[str, Any]

ADDED = {
    "role": _("New role: %(name)s."),
    "stage": _("New stage: %(name)s."),
    "exit": _("New exit: %(name)s."),
    "reason": _("New reason: %(name)s."),
    "won_reason": _("New reason for winning: %(name)s."),
    "reopen_reason": _("New reason for reopening: %(name)s."),
    "back_reason": _("New reason for moving back: %(name)s."),
    "exclusion": _("Never sales-ready from now on: %(name)s."),
    "half": _("Points for %(name)s are new."),
    "group": _("New group of points: %(name)s."),
    "fit_rule": _("New points: %(name)s."),
    "touch_rule": _("New points: %(name)s."),
    "band": _("New band: %(name)s."),
    "fit_band": _("New fit band: %(name)s."),
    "promise": _("Marketing promises: %(name)s."),
    "time": _("New time: %(name)s."),
    "calendar": _("New working hours: %(name)s."),
    "cadence": _("New cadence: %(name)s."),
    "territory": _("New territory: %(name)s."),
    "target": _("New goal: %(name)s."),
    "touch": _("New kind of touch: %(name)s."),
    "channel": _("New channel: %(name)s."),
    "disposition": _("New result of an attempt: %(name)s."),
    "outcome": _("New outcome of a conversation: %(name)s."),
    "defect": _("New defect: %(name)s."),
}
GONE = {
    "role": _("The role %(name)s goes."),
    "stage": _("The stage %(name)s goes."),
    "exit": _("The exit %(name)s goes."),
    "reason": _("The reason %(name)s goes."),
    "won_reason": _("The reason for winning %(name)s goes."),
    "reopen_reason": _("The reason for reopening %(name)s goes."),
    "back_reason": _("The reason for moving back %(name)s goes."),
    "exclusion": _("No longer excluded: %(name)s."),
    "half": _("Points for %(name)s go."),
    "group": _("The group of points %(name)s goes."),
    "fit_rule": _("No more points for: %(name)s."),
    "touch_rule": _("No more points for: %(name)s."),
    "band": _("The band %(name)s goes."),
    "fit_band": _("The fit band %(name)s goes."),
    "promise": _("Marketing no longer promises: %(name)s."),
    "time": _("No more time for: %(name)s."),
    "calendar": _("Working hours of %(name)s go."),
    "cadence": _("The cadence %(name)s goes."),
    "territory": _("The territory %(name)s goes."),
    "target": _("The goal %(name)s goes."),
    "touch": _("The kind of touch %(name)s goes."),
    "channel": _("The channel %(name)s goes."),
    "disposition": _("The result of an attempt %(name)s goes."),
    "outcome": _("The outcome %(name)s goes."),
    "defect": _("The defect %(name)s goes."),
}
ORDER = {
    "stage": _("The stages stand in another order: %(new)s; was: %(old)s."),
    "cadence": _("Cadences are tried in another order: %(new)s; was: %(old)s."),
    "territory": _("Territories are tried in another order: %(new)s; was: %(old)s."),
}


def _side_caution(row: Row, value: Any) -> str:
    if row.get("code") in ("price", "no_decision") and value != "unknown":
        return gettext(
            "Whether the lead or the seller was at fault cannot be told from price or no decision: "
            "this blames one side in every report."
        )
    return ""


def _share_caution(_row: Row, value: Any) -> str:
    if value:
        return gettext("These leads are given at random, so that sources and reps can be compared fairly.")
    return ""


CAUTIONS: dict[str, Callable[[Row, Any], str]] = {"side": _side_caution, "randomised_share": _share_caution}
