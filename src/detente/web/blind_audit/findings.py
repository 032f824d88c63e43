"""What the judges of an ended audit found: agreement, how often the stated reason is wrong, and the leads behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from detente.analytics.verdict.audited import FEWEST, FEWEST_KAPPA, OPINIONS, Audited, audited
from detente.crm.models import BlindAudit, Judgement, Lead
from detente.crm.people.permissions import openable_among


@dataclass(frozen=True)
class Judged:
    """One lead with both opinions: marketing's judge first; None where one gave none."""

    lead: Lead
    stratum: str
    stated: str
    opinions: tuple[str | None, str | None]
    words: tuple[str, str]

    @property
    def differs(self) -> bool:
        """Whether both have an opinion, and not the same."""
        one, other = self.opinions
        return one is not None and other is not None and one != other

    def both_say(self, opinion: str) -> bool:
        """Whether both are of this opinion."""
        return self.opinions == (opinion, opinion)


KINDS = {
    "differ": lambda one: one.differs,
    "good": lambda one: one.stated == "quality" and one.both_say("good"),
    "poor": lambda one: one.stated == "sales" and one.both_say("poor"),
    "all": lambda one: True,
}
"""What the list of leads can show, by the word in its address."""


@dataclass(frozen=True)
class Findings:
    """An ended audit, read: `table` counts pairs of opinions, marketing's judge first."""

    read: Audited
    leads: list[Judged]
    table: Counter[tuple[str | None, str | None]]

    def count(self, kind: str) -> int:
        """How many leads are of a kind."""
        return sum(bool(KINDS[kind](one)) for one in self.leads)

    @property
    def alike_late(self) -> int:
        """Late ones that both call good, or both poor: what the verdict can use."""
        return sum(one.stratum == "late_lost" and one.common is not None for one in self.read.pairs)

    @property
    def use(self) -> str:
        """What the verdict can do with it: too_few, judges_disagree or usable."""
        if self.alike_late < FEWEST:
            return "too_few"
        kappa = self.read.kappa.estimate
        return "judges_disagree" if kappa is None or kappa < FEWEST_KAPPA else "usable"

    @property
    def accord(self) -> str | None:
        """Agreement beyond chance in a word (Landis and Koch 1977): none, slight ... almost; None without kappa."""
        kappa = self.read.kappa.estimate
        if kappa is None:
            return None
        steps = ((0.0, "none"), (0.2, "slight"), (0.4, "fair"), (0.6, "moderate"), (0.8, "good"))
        return next((word for end, word in steps if kappa <= end), "almost")


def findings(audit: BlindAudit) -> Findings:
    """What stands in an ended audit; a running one is refused, whoever asks."""
    if audit.state == "open":
        raise ValueError("a running audit is read by nobody")
    rows = list(
        Judgement.objects.filter(audit=audit, lead__is_archived=False)
        .select_related("lead__person", "lead__account")
        .order_by("lead_id")
    )
    columns = ("audit_id", "lead_id", "judge_id", "stratum", "stated", "opinion")
    read = audited({name: getattr(row, name) for name in columns} for row in rows if row.opinion)
    leads = _leads(audit, rows)
    return Findings(read, leads, Counter(one.opinions for one in leads))


def _leads(audit: BlindAudit, rows: list[Judgement]) -> list[Judged]:
    by_lead: dict[int, dict[int, Judgement]] = {}
    for row in rows:
        by_lead.setdefault(row.lead_id, {})[row.judge_id] = row
    found = []
    for held in by_lead.values():
        one, other = (held[judge] for judge in audit.judges)
        found.append(
            Judged(one.lead, one.stratum, one.stated, (one.opinion, other.opinion), (one.words, other.words))
        )
    return found


def listed(found: Findings, kind: str, user: Any) -> tuple[list[Judged], int]:
    """The leads of a kind that the reader may open, and how many they may not."""
    rows = [one for one in found.leads if KINDS[kind](one)]
    opened = openable_among(Lead, [one.lead.pk for one in rows], user)
    return [one for one in rows if one.lead.pk in opened], sum(one.lead.pk not in opened for one in rows)


def table_rows(found: Findings) -> list[tuple[str, list[int]]]:
    """How often marketing's judge said this (rows) and sales' that (columns), over leads that both judged."""
    return [(one, [found.table[one, other] for other in OPINIONS]) for one in OPINIONS]
