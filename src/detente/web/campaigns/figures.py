"""How many leads of a campaign reached which milestone, where they are, and what sales said of them.

"Reached" is GLOSSARY's: entered a stage of the milestone, or of any later one on the path to won.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q

from detente import copy
from detente.crm.lists.milestones import stages_from
from detente.crm.models import Handoff, Lead, StageInterval
from detente.crm.playbook.agreement import Agreement, Stage
from detente.web.campaigns.registry import of_reader

MILESTONES = ("mql", "sal", "sql", "won")
IN_PLACE_UP_TO = 50_000
"""Up to so many leads the milestones are counted where they are kept, beyond it from the copy: within seconds of it."""


def reached(campaign_ids: Iterable[int], agreement: Agreement, user: Any) -> dict[int, dict[str, int]]:
    """Leads of each campaign that reached each of `MILESTONES`; campaigns where none did are left out."""
    newest = Lead.objects.aggregate(newest=Max("pk"))["newest"] or 0
    count = _counted if newest <= IN_PLACE_UP_TO else _read_off
    return count(list(campaign_ids), agreement, user)


def _counted(campaign_ids: list[int], agreement: Agreement, user: Any) -> dict[int, dict[str, int]]:
    counts = {
        name: Count("lead", distinct=True, filter=Q(stage__in=stages_from(agreement, name)))
        for name in MILESTONES
    }
    leads = of_reader(Lead.objects.filter(campaign__in=campaign_ids, is_archived=False), user)
    spans = StageInterval.objects.filter(lead__in=leads, stage__in=stages_from(agreement, MILESTONES[0]))
    rows = spans.order_by().values_list("lead__campaign").annotate(**counts)
    return {row[0]: dict(zip(counts, row[1:], strict=True)) for row in rows}


def _read_off(campaign_ids: list[int], agreement: Agreement, user: Any) -> dict[int, dict[str, int]]:
    """The same from the analytic copy, in one pass: how far each lead came, then how many came so far."""
    parameters: dict[str, Any] = {"campaigns": campaign_ids}
    steps = []
    for far, name in enumerate(MILESTONES, 1):
        parameters[name] = stages_from(agreement, name)
        steps.append(f"WHEN list_contains(${name}, to_stage) THEN {far}")
    whose = "TRUE"
    if user.is_vendor:
        whose, parameters["vendor"] = "l.vendor = $vendor", user.vendor.name
    counts = ", ".join(
        f"count(*) FILTER (WHERE far >= {far}) AS {name}" for far, name in enumerate(MILESTONES, 1)
    )
    sql = f"""
        WITH gone AS (SELECT lead_id, max(CASE {" ".join(reversed(steps))} ELSE 0 END) AS far
                      FROM stage_moves GROUP BY lead_id)
        SELECT l.campaign_id AS campaign, {counts} FROM leads AS l JOIN gone USING (lead_id)
        WHERE list_contains($campaigns, l.campaign_id) AND {whose} AND far > 0 GROUP BY 1
    """
    return {row.pop("campaign"): row for row in copy.engine().rows(sql, parameters)}


@dataclass
class Standing:
    """Where `count` of a campaign's leads are now; `start` and `width` place it on a bar of 100."""

    stage: Stage
    count: int
    share: float
    start: float
    width: float

    @property
    def tone(self) -> str:
        """The colour of its part of the bar."""
        if self.stage.code == "won":
            return "won"
        return "exit" if self.stage.is_exit else self.stage.team


def standings(leads: Any, agreement: Agreement) -> list[Standing]:
    """The stages and exits where leads are, in the playbook's order; the counts sum to all of them."""
    counts = dict(leads.order_by().values_list("stage").annotate(n=Count("pk")))
    total = sum(counts.values())
    found: list[Standing] = []
    for stage in (*agreement.path, *agreement.exits):
        if count := counts.get(stage.code):
            start = found[-1].start + found[-1].width if found else 0.0
            found.append(Standing(stage, count, count / total, start, 100 * count / total))
    return found


@dataclass
class Answers:
    """What sales answered to the leads that marketing handed over; `waiting` have no answer yet."""

    accepted: int
    rejected: int
    waiting: int

    @property
    def acceptance_rate(self) -> float | None:
        """Accepted of answered; None when nothing was answered."""
        answered = self.accepted + self.rejected
        return self.accepted / answered if answered else None


def answers(leads: Any, agreement: Agreement) -> Answers:
    """A lead is accepted once it reached SAL, rejected when it ended so before, else it waits as MQL.

    Where hand-overs are recorded, a lead that never was an MQL was turned away by marketing, not by sales.
    """
    accepted = Q(pk__in=_having_been(leads, stages_from(agreement, "sal")))
    mql = [stage.code for stage in agreement.path if stage.milestone == "mql"]
    refused = leads.filter(~accepted, stage="rejected")
    if Handoff.objects.exists():
        refused = refused.filter(pk__in=_having_been(leads, mql))
    return Answers(
        accepted=leads.filter(accepted).count(),
        rejected=refused.count(),
        waiting=leads.filter(~accepted, stage__in=mql).count(),
    )


def _having_been(leads: Any, stages: list[str]) -> Any:
    return StageInterval.objects.filter(lead__in=leads.values("pk"), stage__in=stages).values("lead")


@dataclass
class Ending:
    """An exit with how many of a campaign's leads took it, by the reasons stated."""

    stage: Stage
    count: int
    reasons: list[tuple[str | None, str, int]] = field(default_factory=list)


def endings(leads: Any, agreement: Agreement) -> list[Ending]:
    """Exits with their reasons, the commonest first; reasons of an exit sum to its count."""
    rows = (
        leads.order_by()
        .values_list("stage", "exit_reason")
        .annotate(n=Count("pk"))
        .order_by("-n", "exit_reason")
    )
    found: dict[str, Ending] = {}
    for code, reason, count in rows:
        stage = agreement.stages.get(code)
        if stage is None or not stage.is_exit:
            continue
        ending = found.setdefault(code, Ending(stage, 0))
        ending.count += count
        choice = stage.reason(reason)
        ending.reasons.append((reason, choice.name if choice else reason or "", count))
    return sorted(found.values(), key=lambda ending: -ending.count)
