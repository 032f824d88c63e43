"""What is agreed about deals. Pure: plain values in, objections out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from detente.crm.followup.rules import objections_to_optional_reason, objections_to_reason, objections_to_work
from detente.crm.history.fold import DealState, LeadState
from detente.crm.history.stages import WON, is_open
from detente.crm.objections import N_, Objection
from detente.crm.people.money import LARGEST_MINOR, is_currency
from detente.crm.playbook.agreement import Agreement

SET_ASIDE = Objection("archived", N_("This deal was set aside with the import that brought it."))
TYPES = ("new", "expansion", "renewal")


def objections_to_amount(amount_minor: int | None, currency: str | None) -> list[Objection]:
    """An amount is neither negative nor absurd and has a currency of ISO 4217."""
    found = []
    if amount_minor is not None and amount_minor < 0:
        found.append(Objection("amount_negative", N_("The amount can't be negative."), "amount"))
    if amount_minor is not None and amount_minor > LARGEST_MINOR:
        found.append(Objection("amount_too_large", N_("This amount is too large to be real."), "amount"))
    if not is_currency(currency) if currency else amount_minor is not None:
        text = N_("Give the amount's currency as three letters, like EUR.")
        found.append(Objection("currency_unknown", text, "currency"))
    return found


def objections_to_name(name: str) -> list[Objection]:
    """A deal has a name to find it by."""
    return [] if name.strip() else [Objection("name_missing", N_("Give the deal a name."), "name")]


def objections_to_open(
    agreement: Agreement, lead: LeadState | None, *, name: str, stage: str, type_: str, has_account: bool
) -> list[Objection]:
    """A deal opens on an open lead without one, or on an account; not closed from the start."""
    found = []
    if lead and lead.is_archived:
        found += objections_to_work(lead)
    if lead and not is_open(lead.stage):
        found.append(
            Objection("lead_ended", N_("This lead has ended. Reopen it before opening a deal."), "lead")
        )
    if lead and lead.deal_id and is_open(lead.stage):
        found.append(Objection("has_deal", N_("This lead has a deal already."), "lead"))
    if not lead and not has_account:
        found.append(Objection("no_account", N_("A deal without a lead needs an account."), "account"))
    found += objections_to_name(name)
    if type_ not in TYPES:
        found.append(Objection("type_unknown", N_("The type is new, expansion or renewal."), "type"))
    stages = [step.code for step in agreement.deal_stages if step.code != WON]
    if stage not in stages:
        text = N_("A deal opens in one of {stages}.")
        found.append(Objection("stage_unknown", text, "stage", {"stages": ", ".join(stages)}))
    return found


def objections_to_move(agreement: Agreement, deal: DealState, to: str) -> list[Objection]:
    """An open deal moves between the deal stages; won and lost are acts of their own."""
    stage = agreement.stages.get(to)
    if deal.is_archived:
        return [SET_ASIDE]
    if deal.status != "open":
        return [Objection("closed", N_("This deal is closed. Reopen it to move it."), "to")]
    if stage is None or stage.is_exit or not stage.is_deal:
        text = N_("A deal moves between {stages}.")
        names = ", ".join(step.name for step in agreement.deal_stages)
        return [Objection("stage_unknown", text, "to", {"stages": names})]
    if to == WON:
        return [
            Objection("win_it", N_("To close the deal as won, win it: amount and day are confirmed."), "to")
        ]
    if to == deal.stage:
        return [
            Objection("there_already", N_("The deal stands in {stage} already."), "to", {"stage": stage.name})
        ]
    return []


def objections_to_close(
    agreement: Agreement, deal: DealState, *, won: bool, reason: str | None
) -> list[Objection]:
    """An open deal is won (reason welcome) or lost (reason asked for)."""
    if deal.is_archived:
        return [SET_ASIDE]
    if deal.status != "open":
        return [Objection("closed", N_("This deal is closed already."))]
    if won:
        return objections_to_optional_reason(agreement.won_reasons, reason)
    return objections_to_reason(agreement.stage("lost").reasons, reason)


def objections_to_reopen(
    agreement: Agreement, deal: DealState, *, reason: str | None, has_other_open: bool
) -> list[Objection]:
    """A closed deal reopens with its lead, which the person's other open lead would forbid."""
    if deal.is_archived:
        return [SET_ASIDE]
    if deal.status == "open":
        return [Objection("open", N_("This deal is open."))]
    found = objections_to_optional_reason(agreement.reopen_reasons, reason)
    return [*found, OTHER_OPEN] if has_other_open else found


OTHER_OPEN = Objection(
    "other_open", N_("The person has another open lead. End that one or open a new deal on it.")
)


def objections_to_next_step(deal: DealState, *, step: str, on: date | None) -> list[Objection]:
    """An open deal has a next step in words; its day alone says nothing."""
    if deal.is_archived:
        return [SET_ASIDE]
    if deal.status != "open":
        return [Objection("closed", N_("This deal is closed; there is no next step."))]
    if on and not step:
        return [Objection("step_missing", N_("Say what will be done on that day."), "step")]
    return []


def objections_to_contact(deal: DealState, *, role: str | None, known: Collection[str]) -> list[Objection]:
    """A person's part in a deal is one of the known ones, or none any more."""
    if deal.is_archived:
        return [SET_ASIDE]
    if role is not None and role not in known:
        text = N_("Choose the part they have: {roles}.")
        return [Objection("role_unknown", text, "role", {"roles": ", ".join(known)})]
    return []


def objections_to_moment(deal: DealState, at: datetime, *, now: datetime) -> list[Objection]:
    """What happens to a deal happens after it was opened and not in the future."""
    if at > now:
        return [Objection("in_future", N_("Give the day it happened, not one in the future."), "at")]
    if deal.stage_since and at < deal.stage_since:
        text = N_("The deal entered its stage on {day}; give a later time.")
        return [Objection("before_last_move", text, "at", {"day": f"{deal.stage_since:%Y-%m-%d %H:%M}"})]
    return []


def objections_to_join(deal: DealState, lead: LeadState, *, is_member: bool) -> list[Objection]:
    """A lead joins an open deal that another lead carries."""
    if deal.is_archived:
        return [SET_ASIDE]
    if deal.status != "open":
        return [Objection("closed", N_("This deal is closed."), "deal")]
    if lead.is_archived:
        return objections_to_work(lead)
    if is_member:
        return [Objection("member", N_("This lead belongs to the deal already."), "deal")]
    if not is_open(lead.stage):
        return [Objection("lead_ended", N_("This lead has ended."), "lead")]
    if lead.deal_id:
        return [Objection("has_deal", N_("This lead carries a deal of its own."), "lead")]
    return []
