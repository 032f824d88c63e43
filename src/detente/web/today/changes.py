"""What changed since yesterday: what others did on my leads and deals, and what the company won."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.history.models import Event
from detente.crm.people.days import starts_at, today
from detente.crm.people.permissions import openable, openable_among
from detente.crm.playbook.agreement import Agreement
from detente.web.timeline import SHOWN, Entry, by_day, team_of
from detente.web.timeline_words import WORDS, Words

AT_MOST = 15
# After a large import the newest events are the import's; looking further back would read all of it.
LOOKED_AT = 100_000
# What the queue says better, and what only keeps the books, is no news.
_NO_NEWS = {
    "reversed",
    "archived",
    "restored",
    "backfilled",
    "scored",
    "warned",
    "handed_over",
    "handoff_answered",
}
_TOLD = {"handed_over", "rerouted", "warned", "escalated", "handoff_answered"}
_KINDS = sorted(set(WORDS) - _NO_NEWS)


def since() -> datetime:
    """The first instant of the organisation's yesterday."""
    return starts_at(today() - timedelta(days=1))


def changes(user: Any, agreement: Agreement, news: QuerySet[Event]) -> list[tuple[Any, list[Entry]]]:
    """Entries newest first, by day; each names the lead or deal that it is about and leads there."""
    words = Words(agreement, user)
    found = (
        _on_mine(user, news).select_related(*SHOWN, "lead__person").order_by("-recorded_at", "-id")[:AT_MOST]
    )
    # Keys do not always go by time: what was recorded earlier stands behind what is new, and is left out.
    return by_day(entry_of(event, words, user) for event in found if event.recorded_at >= since())


def recent() -> QuerySet[Event]:
    """Events since yesterday, by the index on when they were recorded; on the day of a large import the newest only."""
    newest = Event.objects.aggregate(newest=Max("id"))["newest"] or 0
    last = Event.objects.filter(id__gt=newest - LOOKED_AT)
    oldest = last.order_by("id").values_list("recorded_at", flat=True).first()
    return last if oldest and oldest >= since() else Event.objects.filter(recorded_at__gte=since())


def _on_mine(user: Any, news: QuerySet[Event]) -> QuerySet[Event]:
    mine = Lead.objects.filter(owner=user.pk, is_archived=False).values("pk")
    deals = Deal.objects.filter(owner=user.pk, is_archived=False).values("pk")
    by_others = ~Q(actor=user.pk) | Q(actor=None)
    return news.filter(by_others, batch=None).filter(Q(lead__in=mine) | Q(deal__in=deals), kind__in=_KINDS)


def wins(user: Any, news: QuerySet[Event]) -> dict[str, Any]:
    """Deals won since yesterday and still won: those that may be opened, and how many more there are."""
    told = news.filter(kind="deal_won", at__gte=since(), deal__isnull=False).values_list("deal", flat=True)
    won = Deal.objects.filter(pk__in=set(told), status="won", closed_at__gte=since(), is_archived=False)
    rows = list(openable(won, user).order_by("-closed_at").values(
        "pk", "name", "amount_minor", "currency", "closed_at", "owner__name", "owner__team__kind",
        "lead__source", "lead__campaign__name",
    ))  # fmt: skip
    hidden = 0 if user.is_vendor else won.count() - len(rows)
    return {"rows": rows[:5], "count": len(rows), "hidden": hidden}


def entry_of(event: Event, words: Words, user: Any) -> Entry:
    """News go by when they were recorded: what is dated back today is new today."""
    said = WORDS[event.kind](words, event)
    subject, href = _subject(event, user)
    detail = getattr(event, "detail", None)
    return Entry(
        at=event.recorded_at, recorded_at=event.recorded_at, team=team_of(event, words.agreement), mark=said.mark,
        title=format_html("<b>{}</b> · {}", subject, said.title) if subject else said.title,
        words=str((detail.words or {}).get("note", ""))[:300] if detail else "",
        by=event.actor.name if event.actor else _("by itself"), href=href, tone=said.tone,
    )  # fmt: skip


def _subject(event: Event, user: Any) -> tuple[str, str | None]:
    """My lead, else my deal: the other of the two may be somebody's whose records I may not open.

    Of a handoff others are told too: they read whose it is where they may open the lead.
    """
    if event.lead and (event.lead.owner_id == user.pk or (event.kind in _TOLD and _may_open(event, user))):
        return event.lead.person.label, reverse("lead", args=[event.lead_id])
    if event.deal:
        return event.deal.name, reverse("deal", args=[event.deal_id])
    return "", None


def _may_open(event: Event, user: Any) -> bool:
    return bool(openable_among(Lead, [event.lead_id or 0], user))
