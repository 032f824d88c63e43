"""What each kind of event is called on a timeline; codes become the playbook's names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from detente.crm.deals.models import Deal
from detente.crm.history.models import Event
from detente.web.agreement_words import AGREEMENT_WORDS, reason
from detente.web.code_words import Words as Words
from detente.web.deals.parts import PARTS
from detente.web.moments import day
from detente.web.money import money
from detente.web.naming import UNNAMED
from detente.web.said import Said as Said

_CHANNEL_MARKS = {
    "call": "call",
    "mail": "mail",
    "meeting": "meeting",
    "social": "message",
    "text": "message",
}


def _with(text: str, *more: str) -> str:
    """ "Webinar · Autumn webinar": parts that are there, between dots."""
    return " · ".join(part for part in (text, *more) if part)


def _origin(event: Event) -> str:
    return event.campaign.name if event.campaign else event.source or ""


def _captured(words: Words, event: Event) -> Said:
    return Said("leads", _with(_("Arrived"), words.name("touches", event.code), _origin(event)))


def _touched(words: Words, event: Event) -> Said:
    return Said("touch", _with(words.name("touches", event.code), _origin(event)))


def within(name: str) -> str:
    """A name inside a sentence: small where the language writes nouns small."""
    return name.lower() if (get_language() or "en").startswith("en") else name


def _attempted(words: Words, event: Event) -> Said:
    result = within(words.name("dispositions", event.disposition))
    outcome = within(words.name("outcomes", event.outcome))
    title = format_html("{}: <b>{}</b>", words.name("channels", event.channel), result)
    mark = _CHANNEL_MARKS.get(event.channel or "", "message")
    return Said(mark, format_html("{}, {}", title, outcome) if outcome else title)


def _moved(words: Words, event: Event) -> Said:
    title = format_html(_("{} → <b>{}</b>"), words.stage(event.from_stage), words.stage(event.to_stage))
    if event.reason:
        title = format_html("{} · {}", title, reason(words, event.reason))
    return Said("handover", title, "handover") if words.crosses(event) else Said("arrow", title)


def _backfilled(words: Words, event: Event) -> Said:
    return Said("clock", format_html(_("Reached <b>{}</b> (dated afterwards)"), words.stage(event.to_stage)))


def _ended(words: Words, event: Event) -> Said:
    title = format_html(_("Ended: <b>{}</b>"), words.stage(event.to_stage))
    back = _("come back on %(day)s") % {"day": day(event.day)} if event.day else ""
    return Said("flag", _more(title, words.name("reasons", event.reason), back))


def _more(title: Any, *parts: str) -> Any:
    for part in filter(None, parts):
        title = format_html("{} · {}", title, part)
    return title


def _reopened(words: Words, event: Event) -> Said:
    title = format_html(_("Reopened in <b>{}</b>"), words.stage(event.to_stage))
    return Said("arrow", _more(title, words.name("reasons", event.reason)))


def _assigned(words: Words, event: Event) -> Said:
    if event.owner is None:
        return Said("user", _("Given back: nobody owns it"))
    return Said("user", format_html(_("Given to <b>{}</b>"), event.owner.name))


def _defect_found(words: Words, event: Event) -> Said:
    return Said("defect", format_html(_("Bad data: <b>{}</b>"), words.name("defects", event.code)), "late")


def _deal_said(words: Words, event: Event, what: str) -> Said:
    if event.deal is None or not words.opens_deal(event.deal.pk):
        return Said("deals", format_html("{} <b>{}</b>", what, UNNAMED[Deal] if event.deal else ""))
    title = format_html("{} <b>{}</b>", what, event.deal.name)
    amount = money(event.amount_minor, event.currency)
    return Said("deals", _more(title, amount), href=reverse("deal", args=[event.deal.pk]))


def _deal_moved(words: Words, event: Event) -> Said:
    return Said("arrow", _moved(words, event).title)


def _deal_lost(words: Words, event: Event) -> Said:
    said = _deal_said(words, event, _("Lost:"))
    return Said("flag", _more(said.title, words.name("reasons", event.reason)), href=said.href)


def _deal_won(words: Words, event: Event) -> Said:
    said = _deal_said(words, event, _("Won:"))
    return Said("check", _more(said.title, words.name("reasons", event.reason)), href=said.href)


def _next_step_set(words: Words, event: Event) -> Said:
    said = (event.detail.words or {}) if hasattr(event, "detail") else {}
    step = said.get("next_step")
    if not step:
        before = (said.get("before") or {}).get("next_step")
        return Said("check", _with(_("Next step done"), before or ""))
    by = _("by %(day)s") % {"day": day(event.day)} if event.day else ""
    return Said("clock", _more(format_html(_("Next: <b>{}</b>"), step), by))


def _deal_contact_changed(words: Words, event: Event) -> Said:
    person_id = (event.facts or {}).get("person_id") or 0
    part = PARTS.get(event.code or "")
    return Said(
        "people",
        format_html("<b>{}</b>: {}", words.person(person_id), part or _("no part in the deal any more")),
    )


def _file(what: str) -> Callable[[Words, Event], Said]:
    def said(words: Words, event: Event) -> Said:
        detail = getattr(event, "detail", None)
        name = (detail.words or {}).get("file", "") if detail else ""
        return Said("note", format_html("{} <b>{}</b>", _(what), name))

    return said


def _lead_changed(words: Words, event: Event) -> Said:
    return Said(
        "edit", _with(_("Fields changed"), *words.custom("lead", (event.facts or {}).get("fields", [])))
    )


def _of(event: Event, name: str) -> str:
    """The name of the other record, unless it was erased."""
    detail = getattr(event, "detail", None)
    return str((detail.words or {}).get(name, "")) if detail else ""


def _rehomed(words: Words, event: Event) -> Said:
    if "person_id" in (event.facts or {}) and event.person:
        return Said("arrow", format_html(_("Belongs to <b>{}</b> now"), event.person.label))
    return Said("arrow", _("Belongs to another account now"))


def _reading(mark: str, text: str) -> Callable[[Words, Event], Said]:
    return lambda words, event: Said(mark, _(text))


WORDS: dict[str, Callable[[Words, Event], Said]] = AGREEMENT_WORDS | {
    "captured": _captured,
    "touched": _touched,
    "attempted": _attempted,
    "noted": lambda words, event: Said("note", _("Note")),
    "moved": _moved,
    "backfilled": _backfilled,
    "ended": _ended,
    "reopened": _reopened,
    "assigned": _assigned,
    "defect_found": _defect_found,
    "defect_cleared": lambda words, event: Said(
        "check", format_html(_("Mended: <b>{}</b>"), words.name("defects", event.code))
    ),
    "origin_changed": lambda words, event: Said("edit", _with(_("Origin corrected"), _origin(event))),
    "reversed": lambda words, event: Said("x", _("Taken back")),
    "deal_opened": lambda words, event: _deal_said(words, event, _("Opened the deal")),
    "deal_moved": _deal_moved,
    "deal_changed": lambda words, event: _deal_said(words, event, _("Changed the deal")),
    "next_step_set": _next_step_set,
    "deal_contact_changed": _deal_contact_changed,
    "deal_won": _deal_won,
    "deal_lost": _deal_lost,
    "deal_reopened": lambda words, event: _deal_said(words, event, _("Reopened the deal")),
    "deal_linked": lambda words, event: _deal_said(words, event, _("Joined the deal as its primary lead:")),
    "deal_joined": lambda words, event: _deal_said(words, event, _("Joined the deal")),
    "deal_items_changed": lambda words, event: _deal_said(
        words, event, _("Changed the products of the deal")
    ),
    "base_filled": _reading("check", gettext_noop("A rate became known: its worth in our currency is kept")),
    "lead_changed": _lead_changed,
    "file_attached": _file(gettext_noop("Attached")),
    "file_removed": _file(gettext_noop("Took away the file")),
    "file_restored": _file(gettext_noop("Brought back the file")),
    "person_added": _reading("people", gettext_noop("Person added")),
    "person_changed": _reading("edit", gettext_noop("Contact changed")),
    "account_added": _reading("accounts", gettext_noop("Account added")),
    "account_changed": _reading("edit", gettext_noop("Account changed")),
    "campaign_added": _reading("campaigns", gettext_noop("Campaign set up")),
    "campaign_changed": _reading("edit", gettext_noop("Campaign changed")),
    "cost_added": lambda words, event: Said(
        "plus", _with(_("Cost"), money(event.amount_minor, event.currency))
    ),
    "member_added": lambda words, event: Said(
        "people", _with(_("Member of the campaign"), event.campaign.name if event.campaign else "")
    ),
    "member_removed": lambda words, event: Said(
        "people",
        _with(_("No longer a member of the campaign"), event.campaign.name if event.campaign else ""),
    ),
    "absorbed": lambda words, event: Said(
        "people", format_html(_("<b>{}</b> was merged into this"), _of(event, "merged"))
    ),
    "merged_into": lambda words, event: Said(
        "people", format_html(_("Merged into <b>{}</b>"), _of(event, "into"))
    ),
    "merge_undone": lambda words, event: Said(
        "x", format_html(_("Merge with <b>{}</b> undone"), _of(event, "other"))
    ),
    "rehomed": _rehomed,
    "archived": _reading("defect", gettext_noop("Set aside")),
    "restored": _reading("check", gettext_noop("Brought back")),
}
