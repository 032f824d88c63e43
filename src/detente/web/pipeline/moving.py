"""One move on the board: read from the request, checked, carried out, and how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.deals import actions as deals
from detente.crm.deals.models import Deal
from detente.crm.followup import actions as followup
from detente.crm.history.fold import DealState, LeadState, deal_state, lead_state
from detente.crm.history.models import Event
from detente.crm.objections import Objection
from detente.crm.people.actions import organisation
from detente.crm.playbook.actions import current
from detente.crm.playbook.agreement import Agreement, Stage
from detente.web.access import Request, open_record
from detente.web.deals.forms import DealForm, ReasonForm, RecycleForm, WinForm, plain_amount
from detente.web.pipeline.targets import DEAL, LEAD, asks, objections


@dataclass(frozen=True)
class Move:
    """What somebody wants to do with a card; `to` is None while they still choose."""

    by: Any
    kind: str
    record: Any
    to: Stage | None
    version: int | None
    agreement: Agreement

    @property
    def state(self) -> LeadState | DealState:
        """Where the record stands."""
        return deal_state(self.record) if self.kind == DEAL else lead_state(self.record)

    @property
    def now_version(self) -> int:
        """The record's version as it is."""
        return int(self.record.version if self.kind == DEAL else self.record.last_seq)

    @property
    def name(self) -> str:
        """What people call the record."""
        return str(self.record.name if self.kind == DEAL else self.record.person.label)

    @property
    def stage(self) -> Stage:
        """The stage it stands in."""
        return self.agreement.stage(self.record.stage)

    @property
    def asks(self) -> str:
        """The form that the target needs."""
        return asks(self.state, self.to) if self.to else ""

    def objections(self, to: Stage) -> list[Objection]:
        """Why it can't go there."""
        return objections(self.agreement, self.state, to.code)


def read(request: Request) -> Move:
    """The move of a request; its parts stand in the address or in the form."""
    given = {**request.GET.dict(), **request.POST.dict()}
    if given.get("kind") not in (LEAD, DEAL):
        raise BadRequest("a move names its kind: lead or deal")
    agreement = current()
    leads = Lead.objects.select_related("person", "account", "deal")
    rows: QuerySet[Any] = Deal.objects.all() if given["kind"] == DEAL else leads
    record: Any = open_record(rows.filter(is_archived=False), request.user, _number(given.get("id")) or 0)
    kind, version = given["kind"], _number(given.get("version"))
    if kind == LEAD and record.deal_id and record.deal.status == "open":  # the deal carries it
        kind, version = DEAL, None
        record = open_record(Deal.objects.filter(is_archived=False), request.user, record.deal_id)
    to = agreement.stages.get(given["to"]) if given.get("to") else None
    if given.get("to") and to is None:
        raise Http404(_("The playbook has no such stage."))
    return Move(request.user, kind, record, to, version, agreement)


def _number(text: Any) -> int | None:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def form_for(move: Move, given: QueryDict | None = None) -> Form | None:
    """The form that the target asks for, None when it asks for none."""
    base = organisation().currency
    match move.asks:
        case "deal":
            name = move.record.account.name if move.record.account else move.name
            return DealForm(given, currency=base, initial={"name": name})
        case "win":
            currency = move.record.currency or base
            amount = plain_amount(move.record.amount_minor, move.record.currency)
            return WinForm(
                given, currency=currency, reasons=move.agreement.won_reasons, initial={"amount": amount}
            )
        case "loss" | "exit" if move.to:
            kind = RecycleForm if move.to.code == "recycled" else ReasonForm
            return kind(given, reasons=move.to.reasons)
    return None


def carry_out(move: Move, written: dict[str, Any]) -> Any:
    """Do it by the CRM's own acts; returns the record that moved. Raises Refused and Stale as they do."""
    common: dict[str, Any] = {"by": move.by, "version": move.version}
    to = move.to
    assert to is not None
    match move.asks:
        case "deal":
            return deals.open_deal(
                lead=move.record, stage=to.code, name=written["name"], amount_minor=written["amount_minor"],
                currency=written["currency"], expected_on=written["expected_on"], **common,
            )  # fmt: skip
        case "win":
            return deals.win(
                move.record, reason=written["reason"] or None, amount_minor=written["amount_minor"],
                words=written["words"], **common,
            )  # fmt: skip
        case "loss":
            return deals.lose(move.record, reason=written.get("reason"), words=written["words"], **common)
        case "exit":
            return followup.end(
                move.record, exit_=to.code, reason=written.get("reason") or None, day=written.get("day"),
                words=written["words"], **common,
            )  # fmt: skip
    if move.kind == DEAL:
        return deals.move_deal(move.record, to=to.code, **common)
    return followup.move(move.record, to=to.code, **common)


def undo_url(move: Move, after: Any) -> str | None:
    """The address whose POST takes the move back, where an inverse act exists."""
    if move.asks == "deal":
        return None
    if move.asks in ("win", "loss"):
        return (
            f"{reverse('deal_reopening', args=[after.pk])}?reason=closed_by_mistake&version={after.version}"
        )
    if move.asks == "exit":
        return (
            f"{reverse('lead_reopening', args=[after.pk])}?reason=closed_by_mistake&version={after.last_seq}"
        )
    version = after.version if move.kind == DEAL else after.last_seq
    back = f"kind={move.kind}&id={after.pk}&to={move.stage.code}&version={version}"
    return f"{reverse('pipeline_moves')}?{back}"


def last_change(record: Any) -> Event | None:
    """The newest event of a record: who changed it meanwhile."""
    key = "deal" if isinstance(record, Deal) else "lead"
    return Event.objects.filter(**{key: record.pk}).select_related("actor").order_by("-id").first()
