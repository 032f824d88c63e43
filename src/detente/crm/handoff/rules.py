"""What is agreed about handoffs. Pure: plain values in, objections and answers out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from detente.crm.history.fold import LeadState
from detente.crm.history.stages import is_open
from detente.crm.objections import N_, Objection
from detente.crm.playbook.agreement import Agreement
from detente.crm.playbook.promises import Slas

HANDED_OVER, PASSED = "handed_over", "passed"
ACCEPTED, REJECTED, WITHDRAWN = "accepted", "rejected", "withdrawn"

RECEIVERS = ("sdr", "ae", "manager", "operations", "admin")
"""Roles that can be given a lead; of these only SDRs, or AEs where there are no SDRs, get leads in turn."""
IN_THE_PLACE_OF_OTHERS = ("manager", "operations", "admin")


@dataclass(frozen=True)
class Candidate:
    """Somebody who could get the next lead in turn: what they hold, what they can hold, and since when they wait."""

    user_id: int
    load: int
    capacity: int
    weight: Fraction = Fraction(1)
    last_at: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether nothing more goes to them in turn."""
        return self.load >= self.capacity or not self.weight

    @property
    def fullness(self) -> Fraction:
        """The share of their capacity that is taken; a smaller weight counts as a smaller capacity."""
        return Fraction(self.load) / (self.capacity * self.weight)


def next_in_turn(candidates: Iterable[Candidate]) -> Candidate | None:
    """Who has the most room for what they can take; of equals, who has waited the longest. None when all are full."""
    free = [one for one in candidates if not one.is_full]
    if not free:
        return None
    return min(
        free,
        key=lambda one: (one.fullness, one.last_at.timestamp() if one.last_at else 0, one.user_id),
    )


def is_urgent(slas: Slas, *, band: str | None, is_request: bool) -> bool:
    """Whether the shorter times hold: a hot lead, or one that asked to be contacted."""
    return band in slas.urgent_bands or (slas.requests_are_urgent and is_request)


def objections_to_hand_over(agreement: Agreement, state: LeadState, *, has_open: bool) -> list[Objection]:
    """What is handed over is an open lead before its acceptance, once at a time."""
    if found := _objections_to_state(state, has_open=has_open):
        return found
    if agreement.milestone(state.stage) not in ("inquiry", "mql"):
        text = N_("Sales works this lead already. Give it to somebody else by its owner, or pass it on.")
        return [Objection("worked_already", text)]
    return []


def objections_to_pass(
    agreement: Agreement, state: LeadState, *, has_open: bool, has_sdrs: bool, has_aes: bool
) -> list[Objection]:
    """An accepted lead without a deal is passed on by an SDR to an AE, where both exist."""
    if found := _objections_to_state(state, has_open=has_open):
        return found
    if not has_sdrs:
        text = N_(
            "Nobody here passes leads on: without inside sales, leads go to account executives at once."
        )
        return [Objection("no_sdrs", text)]
    if not has_aes:
        return [Objection("no_aes", N_("There is no account executive to pass it on to."))]
    if agreement.milestone(state.stage) not in ("sal", "sql"):
        return [Objection("not_accepted", N_("Accept the lead first, then pass it on."))]
    return []


def _objections_to_state(state: LeadState, *, has_open: bool) -> list[Objection]:
    if state.is_archived:
        return [Objection("archived", N_("This lead was set aside with the import that brought it."))]
    if not is_open(state.stage):
        return [Objection("ended", N_("This lead has ended. Reopen it to hand it over."))]
    if state.deal_id:
        return [Objection("has_deal", N_("This lead has a deal. Give the deal another owner instead."))]
    if has_open:
        text = N_("This lead waits for an answer already. Give it to somebody else instead.")
        return [Objection("handed_over_already", text)]
    return []


def objections_to_receiver(name: str, *, fits: bool) -> list[Objection]:
    """Whoever gets a lead works here, in sales."""
    if fits:
        return []
    text = N_("{name} does not take leads; choose an active rep.")
    return [Objection("receiver_unfit", text, "to", {"name": name})]


def objections_to_answer(answer: str | None, *, to_id: int | None, by_id: int, role: str) -> list[Objection]:
    """One answer each, by whom it was given to; from the pool by any rep; a manager answers for others."""
    if answer is not None:
        return [Objection("answered", N_("This handoff was answered already. Look at what is new."))]
    if by_id == to_id or role in IN_THE_PLACE_OF_OTHERS or (to_id is None and role in RECEIVERS):
        return []
    text = N_("This lead was given to somebody else; only they or a manager answer.")
    return [Objection("not_yours", text)]


def objections_to_reject(
    agreement: Agreement, state: LeadState, *, kind: str, reason: str | None
) -> list[Objection]:
    """A rejection needs one of the playbook's reasons, and comes before any conversation."""
    if kind == HANDED_OVER and state.status == "connected":
        text = N_(
            "They were spoken to already. After contact a lead is disqualified or recycled, not rejected."
        )
        return [Objection("after_contact", text, "reason")]
    choices = reasons_to_reject(agreement)
    if choices and reason not in choices:
        text = N_("Choose a reason: {reasons}.")
        return [Objection("reason_missing", text, "reason", {"reasons": ", ".join(choices.values())})]
    return []


def reasons_to_reject(agreement: Agreement) -> dict[str, str]:
    """The playbook's reasons to reject, code to name, in its order."""
    stage = agreement.stages.get(REJECTED)
    return {choice.code: choice.name for choice in stage.reasons} if stage else {}


def objections_to_reroute(answer: str | None, *, to_id: int | None, wanted_id: int | None) -> list[Objection]:
    """Only what still waits for an answer goes to somebody else."""
    if answer is not None:
        return [Objection("answered", N_("This handoff was answered already. Look at what is new."))]
    if wanted_id is not None and to_id == wanted_id:
        return [Objection("theirs_already", N_("It is theirs already."), "to")]
    return []


def first_stage_of(agreement: Agreement, milestone: str) -> str | None:
    """The first stage that a lead without a deal can stand in with this milestone."""
    return next((stage.code for stage in agreement.lead_stages if stage.milestone == milestone), None)


@dataclass(frozen=True)
class Given:
    """An answer that follows from what happened to the lead, with its reason."""

    answer: str
    reason: str | None = None


def answer_by_move(kind: str, milestone: str | None, *, is_by_giver: bool) -> Given | None:
    """What a move to a stage of this milestone says about an open handoff; None leaves it open."""
    if kind == HANDED_OVER:
        if milestone == "mql":
            return None
        return Given(WITHDRAWN, "moved_back") if milestone == "inquiry" else Given(ACCEPTED)
    if milestone in ("inquiry", "mql"):
        return Given(WITHDRAWN, "moved_back")
    return None if is_by_giver or milestone == "sal" else Given(ACCEPTED)


def answer_by_end(kind: str, exit_: str, reason: str | None, *, is_merge: bool) -> Given:
    """What an exit says about the open handoff of the lead that ended.

    Found unfit after contact, or given up after the agreed attempts, means that sales worked it; sent back to
    nurture unworked means that sales did not take it. A duplicate that a merge ended was never answered.
    """
    if is_merge:
        return Given(WITHDRAWN, "merged")
    if exit_ == "joined":
        return Given(WITHDRAWN, "joined")
    if exit_ == REJECTED or kind == PASSED or exit_ == "recycled":
        return Given(REJECTED, reason)
    return Given(ACCEPTED)
