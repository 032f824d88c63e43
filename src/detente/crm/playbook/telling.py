"""A topic of the playbook in lines of plain words, for where there is no page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from detente.crm.playbook import wording
from detente.crm.playbook.sections import HALVES

Document = Mapping[str, Any]
Lines = Iterator[str]


def told(document: Document, topic: str) -> Lines:
    """What the playbook says on a topic; nothing where an older form says nothing."""
    return _TELLERS[topic](document)


def _names(document: Document, section: str) -> dict[str, str]:
    return {row["code"]: _(row["name"]) for row in document.get(section, ())}


def _roles(document: Document) -> Lines:
    for row in document.get("roles", ()):
        yield f"{_(row['name'])}: {' '.join(_(duty) for duty in row['duties'])}"


def _path(document: Document) -> Lines:
    for row in document["stages"]:
        days = (
            f" {_('It should take %s.') % wording.days(row['expected_days'])}"
            if "expected_days" in row
            else ""
        )
        yield f"{_(row['name'])} ({wording.team(row['team'])}): {_(row['meaning'])}{days}"


def _exits(document: Document) -> Lines:
    for row in document["exits"]:
        reasons = [
            f"{_(one['name'])} ({wording.side(one.get('side', 'unknown'))})"
            for one in row["reasons"] if not one.get("retired")
        ]  # fmt: skip
        yield f"{_(row['name'])}: {_(row['meaning'])} {', '.join(reasons)}".rstrip()


def _ready(document: Document) -> Lines:
    ready = document.get("sales_ready")
    if ready:
        touches = _names(document, "touches")
        bands = wording.either(ready.get("fit_bands", [])) or _("any")
        yield _("From %(points)s, with fit %(bands)s.") % {
            "points": wording.points(ready["threshold"]),
            "bands": bands,
        }
        yield _("At any points: %s.") % wording.several(
            touches.get(code, code) for code in ready.get("requests", ())
        )
        for row in ready.get("exclusions", ()):
            yield _("Never: %(name)s, when %(condition)s.") % {
                "name": _(row["name"]), "condition": wording.condition(row["when"])
            }  # fmt: skip


def _points(document: Document) -> Lines:
    scoring = document.get("scoring")
    if not scoring:
        return
    touches = _names(document, "touches")
    for half, name in HALVES.items():
        for group in scoring[half]["groups"]:
            most = wording.points(group["limit"])
            yield _("%(half)s, %(group)s, at most %(most)s:") % {
                "half": _(name),
                "group": _(group["name"]),
                "most": most,
            }
            for rule in group["rules"]:
                yield f"  {_(rule['name'])}: {wording.points(rule['points'])}, {_how(rule, touches)}"


def _how(rule: Mapping[str, Any], touches: Mapping[str, str]) -> str:
    if "when" in rule:
        return _("when %s") % wording.condition(rule["when"])
    kinds = wording.either([touches.get(code, code) for code in rule["touches"]])
    if "half_life_days" in rule:
        return _("%(touches)s, half is left after %(days)s") % {
            "touches": kinds, "days": wording.days(rule["half_life_days"])
        }  # fmt: skip
    if "within_days" in rule:
        return _("%(touches)s, for %(days)s") % {"touches": kinds, "days": wording.days(rule["within_days"])}
    return kinds


def _promises(document: Document) -> Lines:
    slas = document.get("slas")
    if not slas:
        return
    for row in slas.get("marketing", ()):
        yield _("Marketing promises: %(name)s, %(goal)s.") % {
            "name": _(row["name"]),
            "goal": wording.goal(row),
        }
    sales = slas["sales"]
    for name, text in (
        ("answer", _("Sales answers each handoff within %(time)s, within %(urgent)s when it is urgent.")),
        (
            "first_attempt",
            _("Sales tries to reach them within %(time)s, within %(urgent)s when it is urgent."),
        ),
    ):
        times = sales[name]
        urgent = wording.minutes(times.get("urgent_minutes", times["minutes"]))
        yield text % {"time": wording.minutes(times["minutes"]), "urgent": urgent}
    yield _("Sales tries %(attempts)s times through at least %(channels)s channels before giving up.") % {
        "attempts": sales["attempts"], "channels": sales.get("channels", 1)
    }  # fmt: skip
    for row in document.get("calendars", ()):
        yield f"{wording.team(row['team'])}: {wording.hours(row['hours'])}"


def _cadences(document: Document) -> Lines:
    channels = _names(document, "channels")
    for row in document.get("cadences", ()):
        steps = (_("day %(day)s %(channel)s") % {"day": one["day"], "channel": channels.get(one["channel"], "")}
                 for one in row["steps"])  # fmt: skip
        yield f"{_(row['name'])}: {', '.join(steps)}"


def _routing(document: Document) -> Lines:
    routing = document.get("routing")
    if routing:
        yield _("A lead goes to: %s.") % ", ".join(wording.step(code) for code in routing["order"])
        for row in routing.get("territories", ()):
            yield f"{_(row['name'])}: {wording.condition(row['when'])} → {', '.join(row['users'])}"
        yield _("Given at random: %s.") % wording.share(routing.get("randomised_share", 0))


def _targets(document: Document) -> Lines:
    for row in document.get("targets", ()):
        yield f"{_(row['name'])}: {wording.goal(row)}"


def _words(document: Document) -> Lines:
    for section in ("touches", "channels", "dispositions", "outcomes", "defects"):
        yield f"{section}: {', '.join(_names(document, section).values())}"


def _signing(document: Document) -> Lines:
    days = document.get("signing", {}).get("deadlock_days")
    if days:
        yield _("An executive may decide after %s without an answer.") % wording.days(days)


_TELLERS: dict[str, Callable[[Document], Lines]] = {
    "roles": _roles, "path": _path, "exits": _exits, "ready": _ready, "points": _points, "promises": _promises,
    "cadences": _cadences, "routing": _routing, "targets": _targets, "words": _words, "signing": _signing,
}  # fmt: skip
