"""The funnel as the export has it: how many leads came how far, what can't be told, and the matured cohorts apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.analytics.audit import lead_paths
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.maturity import Maturity, maturity
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import day

_STEPS = (
    ("leads", marked("Leads"), 0),
    ("qualified", marked("Qualified by marketing (MQL)"), lead_paths.MQL),
    ("accepted", marked("Accepted by sales"), lead_paths.SAL),
    ("deal", marked("Qualified by sales (SQL) or deal"), lead_paths.SQL),
    ("won", marked("Won"), lead_paths.WON),
)
_LACKS = {
    "qualified": marked("The export tells no MQLs: a date when marketing qualified a lead, or a status that means it."),
    "accepted": marked("The export tells no acceptance: a date when sales accepted a lead, or a status that means it."),
    "deal": marked("The export doesn't say which leads became deals: a deal on the lead, or a lead on the deal."),
    "won": marked("The export doesn't say which leads were won: their deals with won or lost."),
}  # fmt: skip
_UNTOLD = {"qualified": "untold", "accepted": "untold_accepted", "deal": "untold_deal"}
_SOURCES = 10


@dataclass(frozen=True)
class Step:
    """Leads that came at least this far. Of `untold` leads nothing tells how far they had come."""

    slug: str
    name: str
    count: int
    leads: int
    before: int
    untold: int = 0

    @property
    def share(self) -> float | None:
        """`count / leads`; None on fewer than 10."""
        return self.count / self.leads if self.leads >= FEWEST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the share (Wilson)."""
        return wilson(self.count, self.leads) if self.leads >= FEWEST else None

    @property
    def share_of_before(self) -> float | None:
        """Of those that came as far as the step before; None on fewer than 10."""
        return self.count / self.before if self.before >= FEWEST else None


@dataclass(frozen=True)
class SourceFunnel:
    """The steps of the leads of one source; an empty source is None."""

    source: str | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Matured:
    """Leads that are old enough to be judged: created `days` or more before the last win, from `created_from` on."""

    steps: tuple[Step, ...]
    created_from: date | None
    created_to: date
    days: int
    by_source: tuple[SourceFunnel, ...]


@dataclass(frozen=True)
class Funnel:
    """All leads, the matured ones apart, the ten biggest sources; `missing` says what the export does not tell."""

    steps: tuple[Step, ...]
    matured: Matured | None
    by_source: tuple[SourceFunnel, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


def funnel(evidence: Evidence) -> Funnel | None:
    """The funnel of an export; None without leads. Steps that it does not tell are left out, never guessed."""
    if not evidence.filled("leads"):
        return None
    told = lead_paths.tells(evidence)
    slugs = [slug for slug, _, rank in _STEPS if not rank or told[rank]]
    grown = maturity(evidence) if "won" in slugs else None
    rows = _counted(evidence, grown)
    old = [row for row in rows if row["cohort"] == "matured"]
    return Funnel(
        _steps(rows, slugs),
        _matured(old, slugs, grown),
        _by_source(rows, slugs),
        tuple(say(_LACKS[slug]) for slug, _, rank in _STEPS if rank and not told[rank]),
        tuple(_notes(rows, grown)),
    )


def _counted(evidence: Evidence, grown: Maturity | None) -> list[dict[str, Any]]:
    lead_paths.prepare(evidence)
    return evidence.rows(
        beside(__file__),
        {
            "matured_to": grown.matured_to if grown else None,
            "truncated_before": grown.truncated_before if grown else None,
        },
    )


def _steps(rows: Iterable[dict[str, Any]], slugs: Sequence[str]) -> tuple[Step, ...]:
    held = list(rows)
    total = {slug: sum(row[slug] for row in held) for slug in slugs}
    steps = []
    for nth, slug in enumerate(slugs):
        untold = sum(row[_UNTOLD[slug]] for row in held) if slug in _UNTOLD else 0
        name = next(name for one, name, _ in _STEPS if one == slug)
        before = total[slugs[max(0, nth - 1)]]
        steps.append(Step(slug, say(name), total[slug], total["leads"], before, untold))
    return tuple(steps)


def _by_source(rows: list[dict[str, Any]], slugs: Sequence[str]) -> tuple[SourceFunnel, ...]:
    if not any(row["source"] for row in rows):
        return ()
    by: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        by.setdefault(row["source"], []).append(row)
    found = [SourceFunnel(source, _steps(some, slugs)) for source, some in by.items()]
    return tuple(sorted(found, key=lambda one: (-one.steps[0].count, one.source or ""))[:_SOURCES])


def _matured(rows: list[dict[str, Any]], slugs: Sequence[str], grown: Maturity | None) -> Matured | None:
    if grown is None or sum(row["leads"] for row in rows) < FEWEST:
        return None
    first = grown.truncated_before
    return Matured(
        _steps(rows, slugs), first.date() if first else None, grown.matured_to.date(), grown.horizon.days,
        _by_source(rows, slugs),
    )  # fmt: skip


def _notes(rows: list[dict[str, Any]], grown: Maturity | None) -> Iterable[str]:
    """What keeps the numbers from being the whole truth."""
    if unsaid := sum(row["unsaid"] for row in rows):
        yield say_many(
            "%(n)s lead does not say whether it became a deal; it is counted only as a lead.",
            "%(n)s leads do not say whether they became deals; they are counted only as leads.",
            unsaid,
        )
    if untold := sum(row["untold_deal"] - row["unsaid"] for row in rows):
        yield say_many(
            "%(n)s lead ended without a history of its statuses: how far it had come is not told, "
            "and the steps between count it only as a lead.",
            "%(n)s leads ended without a history of their statuses: how far they had come is not told, "
            "and the steps between count them only as leads.",
            untold,
        )
    cut = sum(row["leads"] for row in rows if row["cohort"] == "truncated")
    if cut and grown and grown.truncated_before:
        yield say_many(
            "Wins are recorded only from %(recorded)s on: the %(n)s lead created before that day is truncated.",
            "Wins are recorded only from %(recorded)s on: the %(n)s leads created before that day are truncated.",
            cut,
            recorded=day(grown.truncated_before.date()),
        )
    if young := sum(row["leads"] for row in rows if row["cohort"] == "young"):
        yield say_many(
            "%(n)s lead is younger than the %(days)s days that nine of ten wins took: more of them may be won yet.",
            "%(n)s leads are younger than the %(days)s days that nine of ten wins took: more of them may be won yet.",
            young,
            days=grown.horizon.days if grown else 0,
        )
