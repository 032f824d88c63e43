"""Where a card of the board may go, why not elsewhere, and what a target asks for first."""

from __future__ import annotations

from datetime import date
from typing import Any

from detente.crm.deals import rules as deal_rules
from detente.crm.followup import rules as lead_rules
from detente.crm.history.fold import DealState, LeadState
from detente.crm.history.stages import JOINED, LOST, WON
from detente.crm.objections import N_, Objection
from detente.crm.playbook.agreement import Agreement, Stage

LEAD, DEAL = "lead", "deal"
ASKED_FOR = frozenset({"reason", "day"})
READS_ONLY = Objection("reads_only", N_("Your role reads the board; it doesn't move anything on it."))


def targets(agreement: Agreement) -> tuple[Stage, ...]:
    """Every place a card can be dropped: the path, then the exits that a move can reach."""
    return (*agreement.path, *(step for step in agreement.exits if step.code != JOINED))


def letters(agreement: Agreement) -> dict[str, str]:
    """Each target's letter: the playbook's own, and for an exit the first of its name that is free."""
    found = {stage.code: stage.key for stage in agreement.path if stage.key}
    for stage in targets(agreement):
        if stage.code not in found:
            free = (letter for letter in f"{stage.code}xyz0123456789" if letter not in found.values())
            found[stage.code] = next(letter for letter in free if letter.isalnum())
    return found


def objections(agreement: Agreement, state: LeadState | DealState, to: str) -> list[Objection]:
    """Why a lead or deal that stands like `state` can't go to `to`; what the target asks for is no objection."""
    by_kind = _against_deal if isinstance(state, DealState) else _against_lead
    return [found for found in by_kind(agreement, state, to) if found.field not in ASKED_FOR]


def _against_lead(agreement: Agreement, state: Any, to: str) -> list[Objection]:
    stage = agreement.stages.get(to)
    if stage and stage.is_exit:
        # No day is chosen yet, so it does not matter which one is today.
        return lead_rules.objections_to_end(agreement, state, exit_=to, reason=None, day=None, today=date.min)
    if stage and asks(state, stage) == "deal":
        return deal_rules.objections_to_open(
            agreement, state, name=stage.name, stage=to, type_="new", has_account=True
        )
    return lead_rules.objections_to_move(agreement, state, to)


def _against_deal(agreement: Agreement, state: Any, to: str) -> list[Objection]:
    if to == WON:
        return deal_rules.objections_to_close(agreement, state, won=True, reason=None)
    if to == LOST:
        return deal_rules.objections_to_close(agreement, state, won=False, reason=None)
    if to in agreement.stages and agreement.stage(to).is_exit:
        return [Objection("won_or_lost", N_("A deal is won or lost; its leads end with it."), "to")]
    return deal_rules.objections_to_move(agreement, state, to)


def asks(state: LeadState | DealState, to: Stage) -> str:
    """The form that a target needs before the move: deal, win, loss, exit; empty when it needs none."""
    if isinstance(state, DealState):
        return {WON: "win", LOST: "loss"}.get(to.code, "")
    if to.is_exit:
        return "exit"
    return "deal" if to.is_deal and to.code != WON and not state.deal_id else ""
