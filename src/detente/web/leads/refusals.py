"""Why a button on a lead's page is grey: the same objections that the act itself would raise."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.deals import rules as deal_rules
from detente.crm.followup import rules
from detente.crm.followup.planning import channels_used
from detente.crm.history.fold import lead_state
from detente.crm.objections import Objection
from detente.crm.people.days import today
from detente.crm.playbook.agreement import Agreement
from detente.web.leads.deal_forms import joinable
from detente.web.leads.handing import against as against_answering
from detente.web.words import why

_ABILITIES = {"owner": "assign", "deal": "work_deals", "joining": "work_deals"}
ACTS = (
    "attempt",
    "note",
    "move",
    "backfill",
    "exit",
    "reopening",
    "owner",
    "defect",
    "origin",
    "deal",
    "joining",
    "accept",
    "reject",
    "passing",
    "callback",
)


def refusals(lead: Lead, agreement: Agreement, user: Any) -> dict[str, Any]:
    """For each act the reason against it, or None; `stages` and `exits` hold one per choice."""
    found: dict[str, Any] = {name: _by_role(name, user) for name in ACTS}
    state = lead_state(lead)
    exits = _exits(agreement, state, channels_used(lead))
    against = {
        "attempt": rules.objections_to_work(state),
        "move": rules.objections_to_work(state) or _all_refused(agreement, state),
        "callback": rules.objections_to_work(state),
        "exit": _unless_one_is_open(exits),
        "reopening": rules.objections_to_reopen(state, has_other_open=_has_other_open(lead)),
        "deal": deal_rules.objections_to_open(
            agreement, state, name="-", stage=agreement.deal_stages[0].code, type_="new", has_account=True
        ),
    }
    for name, objections in against.items():
        found[name] = found[name] or why(objections)
    for name, reason in against_answering(lead, user).items():
        found[name] = found[name] or reason
    found["joining"] = found["joining"] or why(rules.objections_to_work(state)) or _nothing_to_join(lead)
    found["stages"] = {
        s.code: why(rules.objections_to_move(agreement, state, s.code)) for s in agreement.path
    }
    found["exits"] = {code: why(objections) for code, objections in exits.items()}
    return found


def _by_role(name: str, user: Any) -> str | None:
    if user.may(_ABILITIES.get(name, "work_leads")):
        return None
    return _("Your role reads leads but does not change them.")


def _exits(agreement: Agreement, state: Any, channels: list[str]) -> dict[str, list[Objection]]:
    """Objections to each exit, taking for granted that a reason will be given."""
    day_now = today()
    return {
        stage.code: rules.objections_to_end(
            agreement, state, exit_=stage.code, reason=stage.reasons[0].code if stage.reasons else None,
            day=None, today=day_now, channels=channels,
        )
        for stage in agreement.exits
    }  # fmt: skip


def _all_refused(agreement: Agreement, state: Any) -> list[Objection]:
    each = [rules.objections_to_move(agreement, state, stage.code) for stage in agreement.lead_stages]
    return (
        []
        if any(not one for one in each)
        else next((one for one in each if one[0].code != "there_already"), each[0])
    )


def _unless_one_is_open(exits: dict[str, list[Objection]]) -> list[Objection]:
    return [] if any(not one for one in exits.values()) else next(iter(exits.values()), [])


def _has_other_open(lead: Lead) -> bool:
    others = Lead.objects.filter(person=lead.person_id, closed_at=None, is_archived=False)
    return others.exclude(pk=lead.pk).exists()


def _nothing_to_join(lead: Lead) -> str | None:
    if lead.deal_id:
        return _("This lead carries a deal of its own.")
    return None if joinable(lead).exists() else _("No open deal on this lead's account to join.")
