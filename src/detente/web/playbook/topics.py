"""The topics of the playbook: their names, what each says in one sentence, and what their page needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.models import User
from detente.crm.people.roles import TEAMS
from detente.crm.playbook import wording
from detente.crm.playbook.checks.ground import WORKING
from detente.crm.playbook.sections import SECTIONS, TOPICS
from detente.web.playbook.desk import Desk, options_of

NAMES = {
    "roles": gettext_lazy("Who does what"), "path": gettext_lazy("The path to won"),
    "exits": gettext_lazy("How a lead leaves"), "ready": gettext_lazy("When a lead is sales-ready"),
    "points": gettext_lazy("Points"), "promises": gettext_lazy("What each promises the other"),
    "cadences": gettext_lazy("How leads are followed up"), "routing": gettext_lazy("Who gets a lead"),
    "targets": gettext_lazy("Shared goals"), "words": gettext_lazy("Words both teams use"),
    "signing": gettext_lazy("How this changes"),
}  # fmt: skip
LEADS = {
    "roles": gettext_lazy("Each role, and what the others can count on it for."),
    "path": gettext_lazy("What both teams mean by each step, who owns it and what must be so before the next."),
    "exits": gettext_lazy("Why a lead may leave the path, and what that says about the lead or about sales."),
    "ready": gettext_lazy("The line at which marketing hands a lead over and sales takes it."),
    "points": gettext_lazy("What earns a lead its points, and how long they last."),
    "promises": gettext_lazy("What each team may hold the other to."),
    "cadences": gettext_lazy("Which channel comes next, and on which day."),
    "routing": gettext_lazy("In which order an owner is looked for, and how much each can take."),
    "targets": gettext_lazy("What both teams want to reach, so that neither is paid for the other's loss."),
    "words": gettext_lazy("One meaning for each, on every page and in every report."),
    "signing": gettext_lazy("Nobody changes this alone."),
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    topic: str
    name: str
    href: str
    current: bool = False
    wrong: bool = False


def contents(
    current: str = "", *, proposal: Any = None, wrong: Mapping[str, Any] | None = None
) -> list[Entry]:
    """The topics as links: to read, or to write in a proposal."""
    found = []
    for topic in TOPICS:
        href = (
            reverse("playbook_draft", args=[proposal.uuid, topic])
            if proposal
            else reverse("playbook_topic", args=[topic])
        )
        is_wrong = any(place.split(".")[0] in SECTIONS[topic] for place in wrong or ())
        found.append(Entry(topic, str(NAMES[topic]), href, topic == current, is_wrong))
    return found


def shown(document: Mapping[str, Any], topic: str, *, is_writing: bool = False) -> dict[str, Any]:
    """What a topic's template needs."""
    scoring = document.get("scoring", {})
    bands = {
        name: [(row["code"], row["code"]) for row in scoring.get(name, ())] for name in ("bands", "fit_bands")
    }
    return {
        "d": Desk(document, is_writing=is_writing), "doc": document, "topic": topic, "top": 2,
        "step_name": wording.step,
        "roles": options_of(document.get("roles", ())), "touches": options_of(document["touches"]),
        "channels": options_of(document["channels"]), "dispositions": options_of(document["dispositions"]),
        "teams": [(code, str(name)) for code, name in TEAMS.items()], **bands,
        "weekdays": [(code, wording.weekday(code)) for code in wording.DAYS],
        "users": _users() if topic == "routing" else [],
    }  # fmt: skip


def _users() -> list[tuple[str, str]]:
    rows = User.objects.filter(is_active=True, role__in=WORKING).order_by("name")
    return [(email, name) for email, name in rows.values_list("email", "name")]


def missing(document: Mapping[str, Any]) -> list[str]:
    """Topics of which an older document says nothing yet."""
    optional = (
        "roles",
        "sales_ready",
        "scoring",
        "slas",
        "calendars",
        "cadences",
        "routing",
        "targets",
        "signing",
    )
    return [
        str(NAMES[topic])
        for topic, sections in SECTIONS.items()
        if any(section in optional and section not in document for section in sections)
    ]


def in_brief(document: Mapping[str, Any]) -> list[tuple[Entry, str]]:
    """Each topic with what it says in one line."""
    lines = _brief(document)
    return [(entry, lines.get(entry.topic) or str(LEADS[entry.topic])) for entry in contents()]


def _brief(document: Mapping[str, Any]) -> dict[str, str]:
    ready, slas, routing = (document.get(name) for name in ("sales_ready", "slas", "routing"))
    found = {"path": " → ".join(_(row["name"]) for row in document["stages"])}
    if ready:
        found["ready"] = _("From %(points)s, or when they ask to be contacted.") % {
            "points": wording.points(ready["threshold"])
        }
    if slas:
        sales = slas["sales"]
        found["promises"] = _("Sales answers within %(time)s and tries %(num)s times; marketing brings %(goal)s.") % {
            "time": wording.minutes(sales["answer"]["minutes"]), "num": sales["attempts"],
            "goal": "; ".join(f"{_(row['name'])}: {wording.goal(row)}" for row in slas.get("marketing", ())) or "–",
        }  # fmt: skip
    if routing:
        found["routing"] = ", ".join(wording.step(code) for code in routing["order"])
    return found
