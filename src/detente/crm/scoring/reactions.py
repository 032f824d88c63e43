"""Points follow what happens, in the same transaction: responses, what becomes known, what is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from detente.analytics.points.conditions import fields_asked
from detente.crm.capture.models import Lead, Merge
from detente.crm.history.models import Event
from detente.crm.history.reactions import on
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.agreement import Agreement
from detente.crm.scoring.actions import moment_of, score_locked
from detente.crm.scoring.many import CHUNK, rescore
from detente.crm.scoring.models import LeadScore

_MANY = 50
"""More leads than this are scored in sets, right after the transaction."""
_FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "person": {
        "title": ("person.title",), "country": ("person.country",),
        "email": ("person.has_email", "person.has_company_email"), "phone": ("person.has_phone",),
    },
    "account": {
        "name": ("account.name",), "industry": ("account.industry",), "country": ("account.country",),
        "employees": ("account.employees",), "type": ("account.type",), "is_named": ("account.is_named",),
        "revenue_minor": ("account.revenue",),
    },
    "campaign": {"name": ("lead.campaign",)},
    "vendor": {"name": ("lead.vendor",)},
}  # fmt: skip
"""What a condition can ask about, by the field of the record that changes it."""
_CAUSES = {
    "reversed": "reversed",
    "reopened": "reopened",
    "deal_reopened": "reopened",
    "restored": "reopened",
}


@on("captured", "touched")
def follow_a_response(event: Event, lead: Lead | None) -> None:
    """The person did something: points, and perhaps sales-ready."""
    if lead:
        score_locked(lead, at=moment_of(lead, event), cause=event.kind, event=event)


@on(
    "reversed",
    "reopened",
    "deal_reopened",
    "restored",
    "rehomed",
    "lead_changed",
    "origin_changed",
    "defect_cleared",
)
def follow_a_change(event: Event, lead: Lead | None) -> None:
    """Something else about the lead changed, or it is open again."""
    if lead and (event.kind != "reversed" or event.code == "touched"):
        score_locked(lead, at=timezone.now(), cause=_CAUSES.get(event.kind, "facts"))


@on("defect_found")
def follow_a_defect(event: Event, lead: Lead | None) -> None:
    """Bad data takes points away; whoever found it is in the middle of something, so the lead stays in its stage."""
    if lead:
        score_locked(lead, at=timezone.now(), cause=event.kind, moves=False)


@on("ended", "deal_won", "deal_lost", "deal_joined", "archived")
def stop_fading(event: Event, lead: Lead | None) -> None:
    """What has ended keeps its points as they were."""
    if lead and (lead.closed_at or lead.is_archived):
        LeadScore.objects.filter(pk=lead.pk, changes_at__isnull=False).update(changes_at=None)


@on("person_changed", "account_changed", "campaign_changed", "settings_changed")
def follow_the_record(event: Event, _lead: Lead | None) -> None:
    """A person, an account, or the name of a campaign or vendor changed: open leads follow where a rule asks for it."""
    kind = _kind_of(event)
    if kind and _asks(_agreement(), kind, (event.facts or {}).get("fields", ())):
        _follow(kind, getattr(event, f"{kind}_id"))


@on("person_erased")
def forget_the_person(event: Event, _lead: Lead | None) -> None:
    """What was known of an erased person gives no points any more; a lead that a deal carries is still open."""
    _follow("person", event.person_id)


@on("absorbed", "merge_undone")
def follow_a_merge(event: Event, _lead: Lead | None) -> None:
    """The survivor may be known by other facts now; leads that go over are scored as they do."""
    kind = "account" if event.person_id is None else "person"
    merge = Merge.objects.filter(event=event.reverses_id).first() if event.reverses_id else None
    moved: Any = merge.moved if merge else {}
    _follow(kind, getattr(event, f"{kind}_id"), without=[*moved.get("leads", ()), moved.get("ended_lead", 0)])


def _kind_of(event: Event) -> str | None:
    kind = event.kind.removesuffix("_changed")
    if kind == "settings":
        return "vendor" if event.vendor_id else None
    return kind


def _agreement() -> Agreement:
    return playbook.current()


@lru_cache(maxsize=8)
def _asked(agreement: Agreement) -> frozenset[str]:
    return fields_asked(agreement.scoring, agreement.readiness) if agreement.scoring else frozenset()


def _asks(agreement: Agreement, kind: str, changed: Iterable[str]) -> bool:
    """Whether a rule asks for one of the fields that changed."""
    codes = {
        code for name in changed
        for code in _FIELDS[kind].get(name, (f"{kind}.{name}",) if name.startswith("custom.") else ())
    }  # fmt: skip
    return bool(codes & _asked(agreement))


def _follow(kind: str, key: int | None, without: Iterable[int] = ()) -> None:
    """Score the open leads of a record. Locks go from leads to persons and accounts, so nobody is waited for here:
    a lead that somebody else holds is scored after this transaction."""
    if key is None or _agreement().scoring is None:
        return
    mine = Lead.objects.filter(**{kind: key}, closed_at=None, is_archived=False).exclude(pk__in=list(without))
    ids = list(mine.order_by("pk").values_list("pk", flat=True)[: CHUNK + 1])
    if len(ids) > _MANY:
        transaction.on_commit(partial(_later, mine.values_list))
        return
    free = list(
        Lead.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=ids).order_by("pk")
    )
    for lead in free:
        score_locked(lead, at=timezone.now(), cause="facts")
    if busy := set(ids) - {lead.pk for lead in free}:
        transaction.on_commit(partial(rescore, busy))


def _later(values: Callable[..., Iterable[int]]) -> None:
    rescore(values("pk", flat=True))
