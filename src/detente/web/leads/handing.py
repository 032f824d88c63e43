"""How a lead came to whom it is with: the handoff that waits, its clock, and why it was routed there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.capture.models import Lead
from detente.crm.handoff import actions as handoff
from detente.crm.handoff.hours import hours_for
from detente.crm.handoff.models import Handoff
from detente.crm.people.models import User
from detente.crm.playbook.agreement import Agreement
from detente.web.agreement_words import WAYS
from detente.web.leads.clock import Clock, clock_of
from detente.web.words import why

PASSED_OVER = {
    "away": gettext_lazy("is away"),
    "inactive": gettext_lazy("left"),
    "role": gettext_lazy("does not take such leads"),
    "had_it": gettext_lazy("had it before"),
    "full": gettext_lazy("nobody there has room"),
}
"""Why routing passed over somebody who came first."""


@dataclass(frozen=True)
class Handing:
    """The last handoff of a lead; `clock` runs while it waits. `way` and `weighed` say why it went there."""

    handoff: Handoff
    clock: Clock | None
    way: str
    weighed: list[str]
    lot: bool

    @property
    def waits(self) -> bool:
        """Whether it has no answer yet."""
        return self.handoff.answer is None


def handing_of(lead: Lead, agreement: Agreement) -> Handing | None:
    """The last handoff of a lead, or None."""
    last = Handoff.objects.filter(lead=lead.pk).select_related("to__team", "by").order_by("-pk").first()
    if last is None:
        return None
    clock = None
    if last.answer is None:
        hours = hours_for(last.to, agreement)
        clock = clock_of(last.assigned_at, last.due_at, last.warn_at, hours, timezone.now())
    route = str(last.route_facts.get("route") or "")
    ways = [str(WAYS.get(code, code)) for code in (last.route, route) if code]
    return Handing(last, clock, "; ".join(ways), _weighed(last), last.is_randomised)


def _weighed(one: Handoff) -> list[str]:
    """Who was considered: who was passed over and why, then what each of the others had in hand."""
    facts = one.route_facts
    candidates, over = facts.get("candidates") or [], facts.get("passed_over") or []
    keys = [row.get("user") for row in (*candidates, *over)]
    names = dict(User.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name"))
    return [*_over(over, names), *_loads(candidates, names)]


def _over(rows: Iterable[dict[str, Any]], names: dict[int, str]) -> list[str]:
    return [
        _("%(who)s, %(way)s: %(why)s") % {
            "who": names.get(row.get("user") or 0, _("Passed over")),
            "way": WAYS.get(row.get("route", ""), row.get("route", "")),
            "why": PASSED_OVER.get(row.get("why", ""), row.get("why", "")),
        }
        for row in rows
    ]  # fmt: skip


def _loads(rows: Iterable[dict[str, Any]], names: dict[int, str]) -> list[str]:
    ordered = sorted(rows, key=lambda row: (row.get("load", 0), names.get(row.get("user") or 0, "")))
    text = _("%(name)s had %(load)s of %(capacity)s leads")
    return [text % (row | {"name": names.get(row.get("user") or 0, "?")}) for row in ordered[:6]]


def against(lead: Lead, user: Any) -> dict[str, str | None]:
    """Why this reader can't accept, reject or pass on; None where they can."""
    waiting = handoff.open_handoff(lead)
    nothing = _("It waits for no answer.")
    if waiting is None:
        return {"accept": nothing, "reject": nothing, "passing": why(handoff.objections_to_pass(lead))}
    answer = why(handoff.objections_to_answer(waiting, by=user))
    rejects = [
        one
        for one in handoff.objections_to_reject(waiting, by=user, reason=None)
        if one.code != "reason_missing"
    ]
    passes = handoff.objections_to_pass(lead)
    if waiting.kind == "handed_over" and answer is None:
        passes = []  # passing on accepts first
    return {"accept": answer, "reject": why(rejects), "passing": why(passes)}
