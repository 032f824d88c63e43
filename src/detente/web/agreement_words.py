"""What events of the agreement are called on a timeline: points, handoffs, promises, proposals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from detente.crm.history.models import Event
from detente.web.code_words import Words
from detente.web.moments import clock, day
from detente.web.said import Said

WAYS: dict[str, str | Promise] = {
    "open_lead": gettext_lazy("works their open lead"),
    "open_deal": gettext_lazy("owns the open deal of their account"),
    "customer_owner": gettext_lazy("owns the customer"),
    "partner_manager": gettext_lazy("looks after the partner"),
    "named_account": gettext_lazy("owns the named account"),
    "territory": gettext_lazy("has the territory"),
    "round_robin": gettext_lazy("it was their turn"),
    "by_hand": gettext_lazy("chosen by hand"),
    "pool": gettext_lazy("everybody is full"),
    "taken": gettext_lazy("took it from the pool"),
    "past_its_time": gettext_lazy("it was not answered in time"),
    "passed_back": gettext_lazy("passed it on before"),
    "absence": gettext_lazy("who had it is away"),
    "away": gettext_lazy("who had it is away"),
    "inactive": gettext_lazy("who had it left"),
    "left": gettext_lazy("who had it left"),
    "capacity": gettext_lazy("somebody has room again"),
}
"""Why somebody got a lead, by the code of the route."""
WHY: dict[str, str | Promise] = {
    "score": gettext_lazy("reached the agreed points"),
    "request": gettext_lazy("asked to be contacted"),
    "touch": gettext_lazy("by a response"),
    "touched": gettext_lazy("by a response"),
    "captured": gettext_lazy("on arrival"),
    "person_changed": gettext_lazy("by what became known of them"),
    "account_changed": gettext_lazy("by what became known of their company"),
    "playbook": gettext_lazy("by new rules"),
    "facts": gettext_lazy("by what became known"),
    "import": gettext_lazy("by an import"),
    "defect_found": gettext_lazy("by bad data"),
    "faded": gettext_lazy("points fade"),
    "reversed": gettext_lazy("a response was taken back"),
    "reopened": gettext_lazy("it is worked again"),
    "anew": gettext_lazy("reckoned anew"),
    "merged": gettext_lazy("merged with another lead"),
    "joined": gettext_lazy("joined another lead's deal"),
    "moved_back": gettext_lazy("moved back"),
    "archived": gettext_lazy("set aside"),
} | WAYS
"""Reasons that the product gives by itself."""


def reason(words: Words, code: str | None) -> str:
    """A reason in words: the playbook's name of it, or one of ours."""
    if not code or code in words.agreement.names["reasons"]:
        return words.name("reasons", code)
    return str(WHY.get(code, code))


def _more(title: Any, *parts: Any) -> Any:
    for part in filter(None, parts):
        title = format_html("{} · {}", title, part)
    return title


def _scored(words: Words, event: Event) -> Said:
    facts = event.facts or {}
    bands = (
        {band.code: band.name for band in words.agreement.scoring.bands} if words.agreement.scoring else {}
    )
    points = ngettext("%(num)s point", "%(num)s points", facts.get("score", 0)) % {
        "num": facts.get("score", 0)
    }
    title = _("Sales-ready") if facts.get("is_ready") else _("Score changed")
    band = _(bands.get(event.code or "", "")) if bands.get(event.code or "") else event.code or ""
    return Said(
        "flag", _more(title, format_html("<b>{}</b> {}", points, band), WHY.get(event.reason or "", ""))
    )


def _handed_over(words: Words, event: Event) -> Said:
    way = reason(words, event.reason)
    if event.owner is None:
        return Said("handover", _more(_("Waits in the pool"), way), "handover")
    text = _("Passed on to <b>{}</b>") if event.code == "passed" else _("Handed over to <b>{}</b>")
    return Said("handover", _more(format_html(text, event.owner.name), way), "handover")


def _rerouted(words: Words, event: Event) -> Said:
    way = reason(words, event.reason)
    if event.owner is None:
        return Said("handover", _more(_("Back in the pool"), way), "handover")
    return Said("handover", _more(format_html(_("Goes to <b>{}</b> now"), event.owner.name), way), "handover")


def _warned(words: Words, event: Event) -> Said:
    return Said("clock", format_html(_("The answer is due soon: {}"), _marked(event)))


def _escalated(words: Words, event: Event) -> Said:
    late = words.colleague((event.facts or {}).get("to"))
    if late:
        title = format_html(_("<b>{}</b> did not answer in time: it was due {}"), late, _marked(event))
    else:
        title = format_html(_("Not answered in time: it was due {}"), _marked(event))
    return Said("warning", _more(title, _told(words, event)), "late")


def _told(words: Words, event: Event) -> str:
    if event.owner is None:
        return ""
    if words.reader and words.reader.pk == event.owner_id:
        return _("you were told")
    return _("%(name)s was told") % {"name": event.owner.name}


def _marked(event: Event) -> Any:
    due_at = (event.facts or {}).get("due_at")
    if not due_at:
        return ""
    at = datetime.fromisoformat(due_at)
    return format_html("{} {}", day(at), clock(at))


def _answered(words: Words, event: Event) -> Said:
    is_passed = (event.facts or {}).get("kind") == "passed"
    title = {
        "accepted": _("Accepted what was passed on") if is_passed else _("Accepted by sales"),
        "rejected": _("Rejected what was passed on") if is_passed else _("Rejected by sales"),
    }.get(event.code or "", _("The handoff ended without an answer"))
    mark = {"accepted": "check", "rejected": "x"}.get(event.code or "", "handover")
    return Said(mark, _more(title, reason(words, event.reason)), "handover")


def _promised(words: Words, event: Event) -> Said:
    step = (event.facts or {}).get("next") or {}
    at = datetime.fromisoformat(step["at"]) if step.get("at") else None
    channel = words.name("channels", event.channel)
    when = format_html("{} {}", day(at), clock(at)) if at else ""
    return Said("clock", _more(format_html(_("Promised: <b>{}</b>"), channel), when))


def _reading(mark: str, text: str | Promise) -> Callable[[Words, Event], Said]:
    return lambda words, event: Said(mark, _more(str(text), reason(words, event.reason)))


def _judged(words: Words, event: Event) -> Said:
    title = {
        "good": _("Judged a good lead in a blind audit"), "poor": _("Judged a poor lead in a blind audit"),
    }.get(event.code or "", _("Could not be judged in a blind audit"))  # fmt: skip
    return Said("flag", title)


AGREEMENT_WORDS: dict[str, Callable[[Any, Any], Said]] = {
    "scored": _scored,
    "handed_over": _handed_over,
    "rerouted": _rerouted,
    "warned": _warned,
    "escalated": _escalated,
    "handoff_answered": _answered,
    "callback_promised": _promised,
    "callback_dropped": _reading("clock", gettext_lazy("What was planned next was dropped")),
    "playbook_proposed": _reading("playbook", gettext_lazy("Proposed a change of the playbook")),
    "playbook_answered": _reading("playbook", gettext_lazy("Answered a proposal for the playbook")),
    "playbook_enacted": _reading("playbook", gettext_lazy("A version of the playbook was agreed")),
    "playbook_withdrawn": _reading("playbook", gettext_lazy("A proposal for the playbook was taken back")),
    "signatory_named": _reading("playbook", gettext_lazy("Named who signs the playbook")),
    "absence_changed": _reading("user", gettext_lazy("Noted who is away")),
    "capacity_changed": _reading("user", gettext_lazy("Changed who can take how many leads")),
    "judged": _judged,
    "blind_audit_started": _reading("flag", gettext_lazy("Started a blind audit")),
    "blind_audit_ended": _reading("flag", gettext_lazy("A blind audit ended")),
}
