"""My open leads, in the order to work them: nobody tried yet, then who came back, then who was tried longest ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from detente.crm.capture.models import Lead
from detente.crm.history.models import Event
from detente.crm.playbook.agreement import Agreement, Stage
from detente.web.moments import relative
from detente.web.timeline_words import WORDS, Words

SHOWN = 25
UNTRIED = Q(attempts=0)
CAME_BACK = Q(attempts__gt=0, last_touch_at__gt=F("last_attempt_at"))
_COLUMNS = (
    "pk", "stage", "stage_since", "status", "attempts", "last_attempt_at", "last_touch_at", "defects", "person__label",
    "person__title", "person__email", "person__phone_key", "account__name", "source", "campaign__name",
)  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A lead to work, why now, and how to reach the person."""

    pk: int
    name: str
    company: str
    title: str
    origin: str
    stage: Stage
    since: datetime
    why: str
    is_late: bool
    email: str
    phone: str
    defects: list[str]


@dataclass(frozen=True)
class Queue:
    """The first leads of the queue, and the counts of all of it. `longest` is since when the first untried waits."""

    rows: list[Waiting]
    count: int
    untried: int
    longest: datetime | None

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


def queue_of(user: Any, agreement: Agreement) -> Queue:
    """The open leads that this user owns and that no deal stands for."""
    mine = Lead.objects.filter(owner=user.pk, closed_at=None, deal=None, is_archived=False)
    ready = ~Q(stage__in=_not_yet(agreement, user))
    counted = mine.aggregate(
        n=Count("pk"),
        untried=Count("pk", filter=UNTRIED & ready),
        longest=Min("stage_since", filter=UNTRIED & ready),
    )
    rows = [_waiting(row, agreement) for row in _ordered(mine, ready).values(*_COLUMNS)[:SHOWN]]
    return Queue(rows, counted["n"], counted["untried"], counted["longest"])


def _not_yet(agreement: Agreement, user: Any) -> list[str]:
    """Sales works a lead once it is sales-ready; marketing works the inquiries before that."""
    if user.role == "marketing" or (user.team and user.team.kind == "marketing"):
        return [stage.code for stage in agreement.lead_stages if stage.team != "marketing"]
    return [stage.code for stage in agreement.lead_stages if stage.milestone == "inquiry"]


def _ordered(leads: QuerySet[Lead], ready: Q) -> QuerySet[Lead]:
    urgency = Case(
        When(ready & UNTRIED, then=0), When(ready & CAME_BACK, then=1), When(ready, then=2), When(UNTRIED, then=3),
        default=4, output_field=IntegerField(),
    )  # fmt: skip
    return leads.order_by(urgency, Coalesce("last_attempt_at", "stage_since"), "pk")


def _waiting(row: dict[str, Any], agreement: Agreement) -> Waiting:
    stage = agreement.stages.get(row["stage"]) or agreement.path[0]
    now, expected = timezone.now(), stage.expected_days
    return Waiting(
        pk=row["pk"], name=row["person__label"], company=row["account__name"] or "", title=row["person__title"] or "",
        origin=row["campaign__name"] or row["source"] or "", stage=stage, since=row["stage_since"],
        why=_why(row, stage, now),
        is_late=expected is not None and now - row["stage_since"] > timedelta(days=expected),
        email=row["person__email"] or "", phone=row["person__phone_key"] or "", defects=row["defects"],
    )  # fmt: skip


def _why(row: dict[str, Any], stage: Stage, now: datetime) -> str:
    """Why this lead is to be worked now, in one line."""
    named = {"stage": _(stage.name), "since": relative(row["stage_since"], now)}
    if row["attempts"] == 0:
        return _("%(stage)s since %(since)s, nobody has tried yet") % named
    named["last"] = relative(row["last_attempt_at"], now)
    tried = ngettext("tried once, %(last)s", "tried %(times)s times, last %(last)s", row["attempts"]) % {
        **named, "times": row["attempts"],
    }  # fmt: skip
    if row["last_touch_at"] and row["last_touch_at"] > row["last_attempt_at"]:
        return _("came back %(when)s; %(tried)s") % {
            "when": relative(row["last_touch_at"], now),
            "tried": tried,
        }
    if row["status"] == "connected":
        return _("spoken to; %(tried)s") % {"tried": tried}
    return tried


def brief(lead_pk: int, agreement: Agreement) -> list[dict[str, Any]]:
    """What the person did last: the few newest responses of a lead, in words."""
    responses = Event.objects.filter(lead=lead_pk, kind__in=("captured", "touched"))
    newest = responses.select_related("campaign", "detail").order_by("-at", "-id")[:3]
    words = Words(agreement)
    return [
        {"at": event.at, "title": WORDS[event.kind](words, event).title, "note": _note(event)}
        for event in newest
    ]


def _note(event: Event) -> str:
    detail = getattr(event, "detail", None)
    return str((detail.words or {}).get("note", "")) if detail else ""
