"""Fold: the state of a lead or a deal as it follows from its events. Pure, and the only place that says so.

`record` and the set-based writer both step through these functions, and `doctor` replays them
over the whole history, so that state and history cannot quietly part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from detente.crm.history.stages import is_open


@dataclass(slots=True)
class LeadState:
    """Where a lead stands; attribute names are the columns of `Lead`."""

    stage: str = ""
    stage_since: datetime | None = None
    arrived_at: datetime | None = None
    closed_at: datetime | None = None
    exit_from: str | None = None
    exit_reason: str | None = None
    recycle_on: date | None = None
    status: str = "new"
    owner_id: int | None = None
    source: str | None = None
    medium: str | None = None
    campaign_id: int | None = None
    vendor_id: int | None = None
    deal_id: int | None = None
    attempts: int = 0
    touches: int = 0
    first_attempt_at: datetime | None = None
    last_attempt_at: datetime | None = None
    last_touch_at: datetime | None = None
    next_at: datetime | None = None
    next_channel: str | None = None
    next_by: str | None = None
    is_randomised: bool = False
    defects: list[str] = field(default_factory=list)
    is_archived: bool = False
    last_seq: int = 0
    head: str | None = None


@dataclass(slots=True)
class DealState:
    """Where a deal stands; attribute names are the columns of `Deal`. `version` counts its events."""

    stage: str = ""
    stage_since: datetime | None = None
    status: str = "open"
    type: str = "new"
    owner_id: int | None = None
    lead_id: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    base_minor: int | None = None
    expected_on: date | None = None
    next_on: date | None = None
    slips: int = 0
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str | None = None
    is_archived: bool = False
    version: int = 0


LEAD_FIELDS = tuple(item.name for item in fields(LeadState))
DEAL_FIELDS = tuple(item.name for item in fields(DealState))
EventRow = Mapping[str, Any]

# An attempt reaches out; a meeting that did not take place, or automated mail, does not count as contact.
CONVERSATIONS = frozenset({"connected", "replied", "held"})


def _enter(state: LeadState, event: EventRow) -> None:
    state.stage = event["to_stage"]
    state.stage_since = event["at"]
    if is_open(state.stage):
        state.closed_at = state.exit_from = state.exit_reason = state.recycle_on = None
        return
    state.closed_at = event["at"]
    _plan_next(state, None)
    state.exit_from = event["from_stage"]
    state.exit_reason = event["reason"]
    state.recycle_on = event["day"]


def _capture(state: LeadState, event: EventRow) -> None:
    state.stage, state.stage_since, state.arrived_at = event["to_stage"], event["at"], event["at"]
    state.owner_id = event["owner_id"]
    _origin(state, event)


def _origin(state: LeadState, event: EventRow) -> None:
    for name in ("source", "medium", "campaign_id", "vendor_id"):
        setattr(state, name, event[name])


def _touch(state: LeadState, event: EventRow, by: int = 1) -> None:
    state.touches += by
    state.last_touch_at = max(filter(None, (state.last_touch_at, event["at"])))
    if state.next_by == "cadence" and state.last_attempt_at and event["at"] > state.last_attempt_at:
        _plan_next(state, None)  # they came back: no waiting for the step that was planned


def _attempt(state: LeadState, event: EventRow) -> None:
    state.attempts += 1
    state.first_attempt_at = min(filter(None, (state.first_attempt_at, event["at"])))
    state.last_attempt_at = max(filter(None, (state.last_attempt_at, event["at"])))
    state.status = status_after(state.status, event["disposition"])
    _plan_next(state, (event["facts"] or {}).get("next"))


def _plan_next(state: LeadState, step: Mapping[str, Any] | None) -> None:
    """What comes next: a cadence's step or a promise; whatever was planned before was this attempt, or is void."""
    step = step or {}
    state.next_at, state.next_channel, state.next_by = (
        _instant(step, "at"),
        step.get("channel"),
        step.get("by"),
    )


def _promise(state: LeadState, event: EventRow) -> None:
    _plan_next(state, (event["facts"] or {}).get("next"))


def _hand_over(state: LeadState, event: EventRow) -> None:
    state.owner_id = event["owner_id"]
    state.is_randomised = state.is_randomised or bool((event["facts"] or {}).get("is_randomised"))


def status_after(status: str, disposition: str) -> str:
    """A lead's status after an attempt with this result: once connected it stays so."""
    if disposition in CONVERSATIONS:
        return "connected"
    return "attempting" if status == "new" else status


def _assign(state: LeadState, event: EventRow) -> None:
    state.owner_id = event["owner_id"]


def _find_defect(state: LeadState, event: EventRow) -> None:
    state.defects = sorted({*state.defects, event["code"]})


def _clear_defect(state: LeadState, event: EventRow) -> None:
    state.defects = [code for code in state.defects if code != event["code"]]


def _open_deal(state: LeadState, event: EventRow) -> None:
    state.deal_id = event["deal_id"]
    _enter(state, event)


def _archive(state: LeadState | DealState, event: EventRow) -> None:
    state.is_archived = event["kind"] == "archived"


def _reverse(state: LeadState, event: EventRow) -> None:
    """The counter goes down, and what the other touches or attempts still say stands in the event's facts."""
    left = event["facts"] or {}
    if "next" in left:
        _plan_next(state, left["next"])
    if event["code"] == "touched":
        state.touches -= 1
        state.last_touch_at = _instant(left, "last_at")
    elif event["code"] == "attempted":
        state.attempts -= 1
        state.first_attempt_at, state.last_attempt_at = _instant(left, "first_at"), _instant(left, "last_at")
        state.status = left.get("status", "new")


def _instant(facts: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(facts[name]) if facts.get(name) else None


LEAD_STEPS = {
    "captured": _capture,
    "touched": _touch,
    "attempted": _attempt,
    "moved": _enter,
    "ended": _enter,
    "reopened": _enter,
    "assigned": _assign,
    "handed_over": _hand_over,
    "rerouted": _hand_over,
    "callback_promised": _promise,
    "callback_dropped": _promise,
    "defect_found": _find_defect,
    "defect_cleared": _clear_defect,
    "origin_changed": _origin,
    "reversed": _reverse,
    "deal_opened": _open_deal,
    "deal_linked": _open_deal,
    "deal_moved": _enter,
    "deal_won": _enter,
    "deal_lost": _enter,
    "deal_reopened": _enter,
    "deal_joined": _enter,
}


def step_lead(state: LeadState, event: EventRow) -> LeadState:
    """The lead's state after one more event of its chain; `event` has the event's columns. Changes `state`."""
    if step := LEAD_STEPS.get(event["kind"]):
        step(state, event)
    elif event["kind"] in ("archived", "restored") and event["code"] == "lead":
        _archive(state, event)
    elif event["kind"] == "archived" and event["code"] == "deal" and event["deal_id"] == state.deal_id:
        state.deal_id = None
    state.last_seq = event["seq"]
    state.head = event["hash"]
    return state


def _amounts(state: DealState, event: EventRow) -> None:
    state.owner_id = event["owner_id"]
    state.type = event["code"]
    state.amount_minor, state.currency = event["amount_minor"], event["currency"]
    state.expected_on = event["day"]


def _enter_deal(state: DealState, event: EventRow) -> None:
    state.stage, state.stage_since = event["to_stage"], event["at"]


def _open(state: DealState, event: EventRow) -> None:
    _amounts(state, event)
    _enter_deal(state, event)
    state.opened_at, state.lead_id = event["at"], event["lead_id"]


def _change(state: DealState, event: EventRow) -> None:
    """A slip is an expected close that moved to a later day."""
    if state.expected_on and event["day"] and event["day"] > state.expected_on:
        state.slips += 1
    _amounts(state, event)


def _plan(state: DealState, event: EventRow) -> None:
    state.next_on = event["day"]


def _close(state: DealState, event: EventRow) -> None:
    _enter_deal(state, event)
    state.status = "won" if event["kind"] == "deal_won" else "lost"
    state.closed_at, state.reason = event["at"], event["reason"]
    state.amount_minor, state.currency = event["amount_minor"], event["currency"]
    state.base_minor = event["base_minor"]


def _reopen(state: DealState, event: EventRow) -> None:
    _enter_deal(state, event)
    state.status, state.closed_at, state.reason, state.base_minor = "open", None, None, None


def _fill_base(state: DealState, event: EventRow) -> None:
    state.base_minor = event["base_minor"]


def _link(state: DealState, event: EventRow) -> None:
    state.lead_id = event["lead_id"]


DEAL_STEPS = {
    "deal_opened": _open,
    "deal_moved": _enter_deal,
    "deal_changed": _change,
    "deal_items_changed": lambda state, event: None,
    "base_filled": _fill_base,
    "next_step_set": _plan,
    "deal_won": _close,
    "deal_lost": _close,
    "deal_reopened": _reopen,
    "deal_linked": _link,
}


def step_deal(state: DealState, event: EventRow) -> DealState:
    """The deal's state after one more of its events, which go by their ids. Changes `state`."""
    if step := DEAL_STEPS.get(event["kind"]):
        step(state, event)
        state.version += 1
    elif event["kind"] in ("archived", "restored") and event["code"] == "deal":
        _archive(state, event)
        state.version += 1
    return state


def lead_state(record: Any) -> LeadState:
    """The state part of a `Lead` row or of anything with its attributes, as a copy."""
    return replace(
        LeadState(**{name: getattr(record, name) for name in LEAD_FIELDS}), defects=list(record.defects)
    )


def deal_state(record: Any) -> DealState:
    """The state part of a `Deal` row, as a copy."""
    return DealState(**{name: getattr(record, name) for name in DEAL_FIELDS})


def fold_lead(events: Sequence[EventRow]) -> LeadState:
    """The state that follows from a lead's whole chain, in order of `seq`."""
    state = LeadState()
    for event in events:
        step_lead(state, event)
    return state


def fold_deal(events: list[EventRow]) -> DealState:
    """The state that follows from a deal's events, in order of their ids."""
    state = DealState()
    for event in events:
        step_deal(state, event)
    return state
