"""Why a lead is to be worked now, in one line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from detente.crm.followup.queue import Rank
from detente.crm.playbook.agreement import Agreement
from detente.web.moments import relative


def why(row: dict[str, Any], agreement: Agreement, now: datetime) -> str:
    """The reason why a lead stands where it stands in the queue; `row` has the queue's columns."""
    match row["rank"]:
        case Rank.HANDOFF_LATE | Rank.HANDOFF_URGENT | Rank.HANDOFF:
            return _handed_over(row, now)
        case Rank.PROMISE:
            return _("you promised to be in touch: %(channel)s, %(when)s") % _planned(row, agreement, now)
        case Rank.CAME_BACK:
            named = {"when": relative(row["last_touch_at"], now), "tried": _tried(row, now)}
            return _("came back %(when)s; %(tried)s") % named
        case Rank.SKIPPED:
            return _("skipped for today; %(tried)s") % {"tried": _tried(row, now)}
        case _:
            return _worked(row, agreement, now)


def _handed_over(row: dict[str, Any], now: datetime) -> str:
    named = {"when": relative(row["waiting__made_at"], now), "name": row["waiting__by__name"] or ""}
    if row["waiting__kind"] == "passed":
        return _("passed on by %(name)s %(when)s") % named
    if named["name"]:
        return _("handed over by %(name)s %(when)s") % named
    return _("sales-ready and handed over %(when)s") % named


def _worked(row: dict[str, Any], agreement: Agreement, now: datetime) -> str:
    """A step that is due or planned, or how far it came."""
    tried = _tried(row, now)
    if row["next_at"]:
        named = _planned(row, agreement, now) | {"tried": tried}
        if row["next_by"] == "promise":
            return _("%(channel)s promised, %(when)s; %(tried)s") % named
        if row["rank"] == Rank.DUE:
            return _("%(channel)s is the next step, due %(when)s; %(tried)s") % named
        return _("%(channel)s is the next step, %(when)s; %(tried)s") % named
    if not row["attempts"]:
        named = {
            "stage": _(agreement.names["stages"].get(row["stage"], row["stage"])),
            "since": relative(row["stage_since"], now),
        }
        return _("%(stage)s since %(since)s, nobody has tried yet") % named
    if row["status"] == "connected":
        return _("spoken to, no next step; %(tried)s") % {"tried": tried}
    return _("no next step; %(tried)s") % {"tried": tried}


def _planned(row: dict[str, Any], agreement: Agreement, now: datetime) -> dict[str, str]:
    channel = agreement.names["channels"].get(row["next_channel"] or "", row["next_channel"] or "")
    return {"channel": _(channel), "when": relative(row["next_at"], now)}


def _tried(row: dict[str, Any], now: datetime) -> str:
    if not row["last_attempt_at"]:
        return _("nobody has tried yet")
    return ngettext("tried once, %(last)s", "tried %(times)s times, last %(last)s", row["attempts"]) % {
        "last": relative(row["last_attempt_at"], now),
        "times": row["attempts"],
    }
