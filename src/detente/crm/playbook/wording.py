"""Parts of a playbook in plain words: points, days, business time, shares, conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from detente.crm.objections import N_
from detente.crm.people.roles import TEAMS
from detente.crm.playbook.conditions import field_of

Names = Mapping[str, Mapping[str, str]]
"""The name of every code, by the document's list."""
SIDES = {"quality": N_("lead quality"), "sales": N_("sales"), "unknown": N_("unknown")}
MEASURES = {
    "mqls": N_("sales-ready leads"),
    "sals": N_("accepted leads"),
    "sqls": N_("qualified leads"),
    "deals": N_("deals opened"),
    "won": N_("deals won"),
    "won_value": N_("value won"),
    "acceptance_rate": N_("accepted of the answered"),
}
PERIODS = {"week": N_("a week"), "month": N_("a month"), "quarter": N_("a quarter"), "year": N_("a year")}
DAYS = {
    "mon": N_("Monday"), "tue": N_("Tuesday"), "wed": N_("Wednesday"), "thu": N_("Thursday"), "fri": N_("Friday"),
    "sat": N_("Saturday"), "sun": N_("Sunday"),
}  # fmt: skip
STEPS = {
    "open_lead": N_("the owner of the person's open lead"), "open_deal": N_("the owner of the company's open deal"),
    "customer_owner": N_("the customer's owner"), "partner_manager": N_("the partner's manager"),
    "named_account": N_("the named account's owner"), "territory": N_("who works the territory"),
    "round_robin": N_("whoever has most room, in turn"),
}  # fmt: skip


def _known(found: Mapping[str, str], code: Any) -> str:
    text = found.get(str(code))
    return _(text) if text else str(code)


def side(code: Any) -> str:
    """What a reason counts as."""
    return _known(SIDES, code)


def measure(code: Any) -> str:
    """What a goal counts."""
    return _known(MEASURES, code)


def period(code: Any) -> str:
    """How often a goal begins anew."""
    return _known(PERIODS, code)


def weekday(code: Any) -> str:
    """A day of the week."""
    return _known(DAYS, code)


def step(code: Any) -> str:
    """A step of routing."""
    return _known(STEPS, code)


def team(code: Any) -> str:
    """A team's name; blank is nobody's."""
    return str(TEAMS.get(str(code), _("nobody's team")))


def number(value: Any) -> str:
    """A number without a needless fraction; anything else as it is written."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:g}" if abs(value) < 1_000_000 else f"{value:,.0f}"


def points(value: Any) -> str:
    """25 points."""
    if not isinstance(value, int):
        return str(value)
    return ngettext("%(num)s point", "%(num)s points", abs(value)) % {"num": value}


def days(value: Any) -> str:
    """14 days."""
    if not isinstance(value, int | float):
        return str(value)
    return ngettext("%(num)s day", "%(num)s days", int(value)) % {"num": number(value)}


def minutes(value: Any) -> str:
    """Business time: 4 business hours, or 45 business minutes."""
    if not isinstance(value, int):
        return _("no time") if value is None else str(value)
    if value % 60 == 0:
        hours = value // 60
        return ngettext("%(num)s business hour", "%(num)s business hours", hours) % {"num": hours}
    return ngettext("%(num)s business minute", "%(num)s business minutes", value) % {"num": value}


def share(value: Any) -> str:
    """70 %."""
    return f"{number(value * 100)} %" if isinstance(value, int | float) else str(value)


def hours(week: Mapping[str, Any]) -> str:
    """Monday 09:00-17:00; Tuesday 09:00-12:00, 13:00-17:00."""
    return "; ".join(f"{weekday(day)} {', '.join(spans)}" for day in DAYS if (spans := week.get(day)))


def several(values: Iterable[Any]) -> str:
    """a, b, c; nothing when there are none."""
    return ", ".join(map(str, values)) or _("nothing")


def either(values: Any) -> str:
    """a, b or c."""
    found = [number(value) for value in values] if isinstance(values, list | tuple) else [number(values)]
    if len(found) < 2:
        return "".join(found)
    return _("%(first)s or %(last)s") % {"first": ", ".join(found[:-1]), "last": found[-1]}


def goal(row: Mapping[str, Any]) -> str:
    """At least 60 a month, or at least 70 % a month."""
    least = share(row["at_least"]) if str(row["measure"]).endswith("_rate") else number(row["at_least"])
    return _("at least %(least)s %(period)s") % {"least": least, "period": period(row["per"])}


def condition(when: Any) -> str:
    """A condition as a part of a sentence; what is written wrong is shown as it is."""
    if not isinstance(when, Mapping):
        return str(when)
    if "not" in when:
        return _("not (%(condition)s)") % {"condition": condition(when["not"])}
    for word, between in (("all", _(" and ")), ("any", _(" or "))):
        if isinstance(when.get(word), list):
            return between.join(_within(part) for part in when[word])
    return _question(when)


def _within(part: Any) -> str:
    words = condition(part)
    return f"({words})" if isinstance(part, Mapping) and ("all" in part or "any" in part) else words


def _question(when: Mapping[str, Any]) -> str:
    code = str(when.get("field", ""))
    field = field_of(code)
    if field is None:
        return str(dict(when))
    name = _(field.name) if field.kind != "any" else f"“{field.name}”"
    operator, value = str(when.get("is", "")), either(when.get("value", ""))
    if field.kind == "flag" and operator == "is":
        operator = str(when.get("value"))
    texts = {
        "is": _("%(field)s is %(value)s"), "is_not": _("%(field)s is not %(value)s"),
        "one_of": _("%(field)s is %(value)s"), "not_one_of": _("%(field)s is none of %(value)s"),
        "contains": _("%(field)s contains %(value)s"), "at_least": _("%(field)s: at least %(value)s"),
        "below": _("%(field)s: below %(value)s"), "known": _("%(field)s is known"),
        "unknown": _("%(field)s is not known"), "yes": "%(field)s", "no": _("it is not so that %(field)s"),
    }  # fmt: skip
    return texts[operator] % {"field": name, "value": value} if operator in texts else str(dict(when))
