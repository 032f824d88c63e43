"""What is agreed about attempts, moves and exits. Pure: plain values in, objections out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from detente.crm.history.facts import DefectFound, Fact, Moved
from detente.crm.history.fold import LeadState
from detente.crm.history.stages import JOINED, LOST, WON, is_open
from detente.crm.objections import N_, Objection
from detente.crm.playbook.agreement import Agreement, Choice, Stage

_DAY_SECONDS = 24 * 3600


def objections_to_attempt(
    agreement: Agreement,
    *,
    channel: str,
    disposition: str,
    outcome: str | None,
    reason: str | None = None,
    seconds: int | None = None,
) -> list[Objection]:
    """An attempt names a channel, a result that this channel can have, and perhaps what was said and why."""
    known = [choice.code for choice in agreement.channels]
    if channel not in known:
        text = N_("Choose a channel: {known}.")
        return [Objection("channel_unknown", text, "channel", {"known": ", ".join(known)})]
    found = []
    results = [choice.code for choice in agreement.dispositions_of(channel)]
    if disposition not in results:
        text = N_("Choose a result for this channel: {known}.")
        found.append(Objection("disposition_unknown", text, "disposition", {"known": ", ".join(results)}))
    if outcome and outcome not in agreement.names["outcomes"]:
        text = N_("Choose an outcome: {known}.")
        values = {"known": ", ".join(agreement.names["outcomes"])}
        found.append(Objection("outcome_unknown", text, "outcome", values))
    if reason and reason not in agreement.names["reasons"]:
        text = N_("{reason} is not a reason of the playbook.")
        found.append(Objection("reason_unknown", text, "reason", {"reason": reason}))
    if seconds is not None and not 0 <= seconds <= _DAY_SECONDS:
        text = N_("Give the length in seconds, between 0 and a day.")
        found.append(Objection("seconds_impossible", text, "seconds"))
    return found


def objections_to_work(state: LeadState) -> list[Objection]:
    """Only an open lead is worked, and none that was set aside."""
    if state.is_archived:
        return [Objection("archived", N_("This lead was set aside with the import that brought it."))]
    if is_open(state.stage):
        return []
    return [Objection("ended", N_("This lead has ended. Reopen it to work it again."))]


def objections_to_move(agreement: Agreement, state: LeadState, to: str) -> list[Objection]:
    """A lead moves between stages of its own; a deal's stages need the deal, an exit its own act."""
    stage = agreement.stages.get(to)
    if stage is None or stage.is_exit:
        text = N_("{to} is not a stage of the path; to end a lead, choose an exit with its reason.")
        return [Objection("stage_unknown", text, "to", {"to": to or "''"})]
    if found := objections_to_work(state):
        return found
    if to == state.stage:
        return [
            Objection("there_already", N_("The lead stands in {stage} already."), "to", {"stage": stage.name})
        ]
    if state.deal_id:
        return [
            Objection("moves_with_deal", N_("This lead moves with its deal. Move the deal instead."), "to")
        ]
    if stage.is_deal:
        text = N_("{stage} is a deal's stage. Open a deal first; the lead goes along.")
        return [Objection("needs_deal", text, "to", {"stage": stage.name})]
    return []


def objections_to_moment(state: LeadState, at: datetime, *, now: datetime) -> list[Objection]:
    """A move happens after the one before it and not in the future; what was passed earlier is backfilled."""
    if at > now + timedelta(minutes=10):
        return [Objection("in_future", N_("Give the day it happened, not one in the future."), "at")]
    if state.stage_since and at < state.stage_since:
        text = N_("The lead entered its stage on {day}. To date an earlier stage, backfill it.")
        return [Objection("before_last_move", text, "at", {"day": f"{state.stage_since:%Y-%m-%d %H:%M}"})]
    return []


def objections_to_backfill(agreement: Agreement, state: LeadState, to: str, at: datetime) -> list[Objection]:
    """A passed stage of the path is dated between the arrival and where the lead stands now."""
    stage = agreement.stages.get(to)
    if stage is None or stage.is_exit or to == WON:
        return [Objection("stage_unknown", N_("Only a stage of the path can be dated afterwards."), "to")]
    if state.stage_since is None or at > state.stage_since:
        text = N_("The lead stands in its stage since then; move it instead of dating the past.")
        return [Objection("after_last_move", text, "at")]
    if state.arrived_at and at < state.arrived_at:
        return [Objection("before_arrival", N_("This is before the lead arrived."), "at")]
    return []


def objections_to_end(
    agreement: Agreement, state: LeadState, *, exit_: str, reason: str | None, day: date | None, today: date,
    channels: Sequence[str] | None = None,
) -> list[Objection]:  # fmt: skip
    """Each exit has its condition and its reasons (GLOSSARY, exits).

    `channels` are those by which somebody tried; None when nobody looked, and then they are not judged.
    """
    stage = agreement.stages.get(exit_)
    if stage is None or not stage.is_exit:
        text = N_("Choose how the lead ended: {exits}.")
        values = {"exits": ", ".join(step.name for step in agreement.exits)}
        return [Objection("exit_unknown", text, "exit", values)]
    found = _objections_by_deal(stage, state) or _objections_by_contact(stage, state)
    if not found and stage.code == "unreached":
        found = objections_to_give_up(agreement, stage, state.attempts, channels)
    return found + objections_to_reason(stage.reasons, reason) + _objections_to_day(stage, day, today)


def _objections_by_deal(stage: Stage, state: LeadState) -> list[Objection]:
    if state.is_archived:
        return objections_to_work(state)
    if not is_open(state.stage):
        return [Objection("ended", N_("This lead has ended already."))]
    if stage.code == LOST and not state.deal_id:
        text = N_("Only a deal is lost. Without one a lead is rejected, disqualified, unreached or recycled.")
        return [Objection("no_deal", text, "exit")]
    if stage.code == JOINED:
        return [
            Objection("join_by_deal", N_("Join the lead to another lead's deal; it ends as joined."), "exit")
        ]
    if state.deal_id:
        return [
            Objection(
                "ends_with_deal", N_("This lead ends with its deal. Win or lose the deal instead."), "exit"
            )
        ]
    return []


def _objections_by_contact(stage: Stage, state: LeadState) -> list[Objection]:
    connected = state.status == "connected"
    if stage.code == "rejected" and connected:
        text = N_(
            "They were spoken to already. After contact a lead is disqualified or recycled, not rejected."
        )
        return [Objection("after_contact", text, "exit")]
    if stage.code == "disqualified" and not connected:
        text = N_("Nobody has spoken to them yet. Before contact a lead is rejected or unreached.")
        return [Objection("before_contact", text, "exit")]
    if stage.code == "unreached" and connected:
        return [
            Objection(
                "after_contact", N_("They were reached. Disqualify or recycle the lead instead."), "exit"
            )
        ]
    return []


def objections_to_give_up(
    agreement: Agreement, stage: Stage, attempts: int, channels: Sequence[str] | None
) -> list[Objection]:
    """A lead is unreached once the agreed attempts were made, by as many different channels as agreed."""
    slas = agreement.slas
    found, wanted = [], slas.attempts if slas else stage.attempts or 0
    if attempts < wanted:
        text = N_("The playbook asks for {wanted} attempts before giving up; {made} were made.")
        found.append(Objection("too_few_attempts", text, "exit", {"wanted": wanted, "made": attempts}))
    if slas and channels is not None and len(channels) < slas.channels:
        text = N_("The playbook asks for {wanted} different channels before giving up; tried: {tried}.")
        names = agreement.names["channels"]
        tried = ", ".join(names.get(code, code) for code in channels) or "0"
        found.append(Objection("too_few_channels", text, "exit", {"wanted": slas.channels, "tried": tried}))
    return found


def objections_to_reason(reasons: tuple[Choice, ...], reason: str | None) -> list[Objection]:
    """Where the playbook has reasons, one of them must be given."""
    if not reasons or reason in {choice.code for choice in reasons}:
        return []
    text = N_("Choose a reason: {reasons}.")
    return [
        Objection("reason_missing", text, "reason", {"reasons": ", ".join(choice.name for choice in reasons)})
    ]


def objections_to_optional_reason(reasons: tuple[Choice, ...], reason: str | None) -> list[Objection]:
    """A reason need not be given, but must be one of the playbook's."""
    return objections_to_reason(reasons, reason) if reason else []


def _objections_to_day(stage: Stage, day: date | None, today: date) -> list[Objection]:
    if stage.code == "recycled" and day is not None and day <= today:
        return [Objection("day_past", N_("Choose a day in the future to come back to them."), "day")]
    return []


def recycle_on(stage: Stage, reason: str | None, today: date) -> date | None:
    """The playbook's day to come back for a reason, when none was chosen."""
    choice = stage.reason(reason)
    days = choice.more.get("days") if choice else None
    return today + timedelta(days=days) if days else None


def objections_to_reopen(state: LeadState, *, has_other_open: bool) -> list[Objection]:
    """An ended lead is reopened unless its person has another open one; a won one reopens with its deal."""
    if state.is_archived:
        return objections_to_work(state)
    if is_open(state.stage):
        return [Objection("open", N_("This lead is open."))]
    if state.deal_id and state.stage in (WON, LOST):
        return [Objection("reopen_deal", N_("This lead ended with its deal. Reopen the deal instead."))]
    return [OTHER_OPEN] if has_other_open else []


OTHER_OPEN = Objection("other_open", N_("The person has another open lead; work that one."))


def accepts(agreement: Agreement, stage: str, team: str | None) -> str | None:
    """The stage that a first attempt moves a lead to: sales accepts an MQL by trying to reach them."""
    if agreement.milestone(stage) != "mql" or team == "marketing":
        return None
    return next((step.code for step in agreement.lead_stages if step.milestone == "sal"), None)


def consequences_of_attempt(
    agreement: Agreement, state: LeadState, *, disposition: str, team: str | None, at: datetime
) -> list[tuple[Fact, datetime]]:
    """What else follows from an attempt, in order: bad data it brought to light, and acceptance by a first attempt."""
    found: list[tuple[Fact, datetime]] = []
    choice = next(choice for choice in agreement.dispositions if choice.code == disposition)
    defect = choice.more.get("defect")
    if defect and defect not in state.defects:
        found.append((DefectFound(code=defect, reason="rep"), at))
    if to := accepts(agreement, state.stage, team):
        since = state.stage_since
        found.append((Moved(from_stage=state.stage, to_stage=to), max(at, since) if since else at))
    return found
