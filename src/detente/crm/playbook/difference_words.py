"""The sentences of a difference: one for each field of each part of a playbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from detente.crm.playbook import wording
from detente.crm.playbook.wording import Names

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """A field: its sentence with %(name)s, %(new)s and %(old)s, and how its value is shown."""

    key: str
    text: Any
    show: Callable[[Any], str] = str
    codes_of: str = ""
    nothing: Any = ""


def shown(field: Field, value: Any, names: Names, row: Row) -> str:
    """The value in words."""
    if value in (None, "", []):
        return str(field.nothing) or wording.several(())
    if field.key == "at_least" and "measure" in row:
        return wording.goal(row)
    if field.codes_of:
        known = names.get(field.codes_of, {})
        codes = value if isinstance(value, list) else [value]
        return wording.several(known.get(code, code) for code in codes)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return field.show(value)


def _texts(values: Any) -> str:
    return wording.several(values)


def _order(values: Any) -> str:
    return ", ".join(wording.step(code) for code in values)


def _steps(values: Any) -> str:
    return wording.several(
        gettext("day %(day)s: %(channel)s") % {"day": row["day"], "channel": row["channel"]} for row in values
    )


OURS = _("the organisation")
NAME = Field("name", _("%(old)s is called %(new)s."))
MEANING = Field("meaning", _("%(name)s means: %(new)s Was: %(old)s"))
POINTS = Field("points", _("%(name)s earns %(new)s, was %(old)s."), wording.points)
WHEN = Field("when", _("%(name)s: when %(new)s; was when %(old)s."), wording.condition)
LIMIT = Field("limit", _("%(name)s gives at most %(new)s, was %(old)s."), wording.points)
RETIRED = Field("retired", _("%(name)s can no longer be chosen: %(new)s, was %(old)s."))
FROM = Field("from", _("Band %(name)s begins at %(new)s, was %(old)s."), wording.points)
TEAM = Field("team", _("%(name)s is the work of %(new)s, was %(old)s."), wording.team)
GOAL = (
    NAME,
    Field("at_least", _("%(name)s: %(new)s, was %(old)s."), wording.number),
    Field("measure", _("%(name)s counts %(new)s, was %(old)s."), wording.measure),
    Field("per", _("%(name)s is counted %(new)s, was %(old)s."), wording.period),
    TEAM,
)

SALES = (
    Field("attempts", _("Sales tries %(new)s times before giving up, was %(old)s."), wording.number),
    Field(
        "channels", _("Sales tries at least %(new)s channels before giving up, was %(old)s."), wording.number
    ),
    Field("warn_after", _("The rep is warned after %(new)s of the time, was %(old)s."), wording.share),
    Field(
        "reassign_after_minutes",
        _("Somebody else gets it %(new)s after the time is over, was %(old)s."),
        wording.minutes,
    ),
)
ROUTING = (
    Field("order", _("A lead goes to, in this order: %(new)s; was: %(old)s."), _order),
    Field(
        "randomised_share",
        _("%(new)s of the leads of the round robin go to a rep at random, was %(old)s."),
        wording.share,
    ),
)
SIGNING = (
    Field(
        "deadlock_days",
        _("An executive may decide after %(new)s without an answer, was %(old)s."),
        wording.days,
    ),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "role": (NAME, TEAM, Field("duties", _("%(name)s: %(new)s Was: %(old)s"), _texts)),
    "stage": (
        NAME, MEANING, TEAM,
        Field("milestone", _("%(name)s counts as %(new)s, was %(old)s.")),
        Field("role", _("%(name)s is owned by %(new)s, was %(old)s."), codes_of="roles"),
        Field("key", _("%(name)s has the letter %(new)s, was %(old)s.")),
        Field("is_deal", _("%(name)s is a stage of deals: %(new)s, was %(old)s.")),
        Field("probability", _("A deal in %(name)s is won with %(new)s %%, was %(old)s %%."), wording.number),
        Field("expected_days", _("%(name)s should take %(new)s, was %(old)s."), wording.days),
        Field("entry", _("To enter %(name)s: %(new)s Was: %(old)s"), _texts),
        Field("leaves", _("To leave %(name)s: %(new)s Was: %(old)s"), _texts),
    ),
    "exit": (
        NAME, MEANING, TEAM,
        Field("attempts", _("%(name)s needs %(new)s attempts, was %(old)s."), wording.number),
    ),
    "reason": (
        NAME,
        Field("side", _("Reason %(name)s counts as %(new)s, was %(old)s."), wording.side),
        Field("group", _("Reason %(name)s is %(new)s, was %(old)s.")),
        Field("days", _("After %(name)s a lead comes back in %(new)s, was %(old)s."), wording.days),
        RETIRED,
    ),
    **dict.fromkeys(("won_reason", "reopen_reason", "back_reason"), (NAME, RETIRED)),
    "exclusion": (NAME, WHEN),
    "half": (LIMIT,),
    "group": (NAME, LIMIT),
    "fit_rule": (NAME, POINTS, WHEN),
    "touch_rule": (
        NAME, POINTS,
        Field("touches", _("%(name)s counts %(new)s, was %(old)s."), codes_of="touches"),
        Field("half_life_days", _("Points of %(name)s halve every %(new)s, was %(old)s."), wording.days),
        Field("within_days", _("Points of %(name)s last for %(new)s, was %(old)s."), wording.days),
        Field("from_nth", _("%(name)s counts from touch %(new)s on, was %(old)s."), wording.number),
        Field("at_most", _("%(name)s counts at most %(new)s times, was %(old)s."), wording.number),
    ),
    "band": (NAME, FROM),
    "fit_band": (NAME, FROM),
    "promise": GOAL,
    "target": GOAL,
    "time": (
        Field("minutes", _("%(name)s within %(new)s, was %(old)s."), wording.minutes),
        Field("urgent_minutes", _("%(name)s within %(new)s when it is urgent, was %(old)s."), wording.minutes),
    ),
    "calendar": (
        Field("hours", _("%(name)s works %(new)s; was %(old)s."), wording.hours),
        Field("zone", _("%(name)s works by the clock of %(new)s, was %(old)s."), nothing=OURS),
        Field("country", _("%(name)s has the holidays of %(new)s, was %(old)s."), nothing=OURS),
        Field("days_off", _("%(name)s is also off on %(new)s; was %(old)s."), _texts),
    ),
    "cadence": (
        NAME,
        Field("bands", _("%(name)s is for the bands %(new)s, was %(old)s."), codes_of="bands"),
        Field("requests", _("%(name)s is for whoever asked for contact: %(new)s, was %(old)s.")),
        Field("steps", _("%(name)s goes: %(new)s; was: %(old)s."), _steps),
    ),
    "territory": (NAME, WHEN, Field("users", _("%(name)s goes to %(new)s, was %(old)s."), _texts)),
    "touch": (NAME,), "outcome": (NAME,), "defect": (NAME,),
    "channel": (NAME, Field("dispositions", _("%(name)s ends as %(new)s, was %(old)s."), codes_of="dispositions")),
    "disposition": (NAME, Field("defect", _("%(name)s finds the defect %(new)s, was %(old)s."), codes_of="defects")),
    "readiness": (
        Field("threshold", _("A lead is sales-ready from %(new)s, was %(old)s."), wording.points),
        Field("fit_bands", _("Sales-ready leads have the fit %(new)s, was %(old)s."), codes_of="fit_bands"),
        Field("requests", _("Sales-ready at any points: %(new)s, was %(old)s."), codes_of="touches"),
    ),
    "scoring": (Field("limit", _("A lead has at most %(new)s, was %(old)s."), wording.points),),
    "sales": SALES,
    "urgent": (
        Field("bands", _("Urgent are the bands %(new)s, was %(old)s."), codes_of="bands"),
        Field("requests", _("Urgent is whoever asked for contact: %(new)s, was %(old)s.")),
    ),
    "routing": ROUTING,
    "capacity": (
        Field("sdr", _("An inside sales rep has room for %(new)s leads, was %(old)s."), wording.number),
        Field("ae", _("An account executive has room for %(new)s leads, was %(old)s."), wording.number),
    ),
    "signing": SIGNING,
}  # fmt: skip


def short(kind: str, row: Row, names: Names) -> str:
    """What a row says, in short: its first telling field."""
    for field in FIELDS[kind]:
        if field.key != "name" and row.get(field.key) not in (None, "", []):
            return shown(field, row[field.key], names, row)
    return str(row.get("name", ""))
