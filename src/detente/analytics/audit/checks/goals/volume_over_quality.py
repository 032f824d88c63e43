"""Leads grow while the share of them that comes through falls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from detente.analytics.audit import worth
from detente.analytics.audit.checks.goals.monthly import Month, by_source, months, scaled
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Cost, Finding, Skipped
from detente.analytics.audit.lead_paths import SQL as DEAL
from detente.analytics.audit.lead_paths import WON, tells
from detente.analytics.audit.maturity import Maturity, maturity
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say
from detente.analytics.stats.comparison import MATERIAL
from detente.analytics.stats.evenness import ERRS_AT_MOST
from detente.analytics.stats.intervals import wilson
from detente.analytics.wording import percent

_MONTHS = 6
_FEWEST_OUTCOMES = 50
_GROWTH = 1.15
"""Judgement: a sixth more leads a month in the last third than in the first is growth worth the name."""


@dataclass(frozen=True)
class Seen:
    """What comes out of leads: won, or became deals; and within how long that is looked at."""

    outcome: str
    grown: Maturity
    rows: list[dict[str, Any]]
    months: list[Month]


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Whole months of matured leads: their number, and the share that came through within the same time."""
    seen = _seen(evidence)
    if seen is None:
        return Skipped(
            say("It takes six whole months of leads that are old enough to have come through, and %(n)s that did, "
                "with the date when they became deals or were won.", n=_FEWEST_OUTCOMES)
        )  # fmt: skip
    first, last = _thirds(seen.months)
    slope = scaled(seen.months)
    is_fall = slope.z < 0 and slope.p < ERRS_AT_MOST and last.share < (1 - MATERIAL) * first.share
    if last.each < _GROWTH * first.each or not is_fall:
        return Clean(say("No sign that quality pays for volume: %(seen)s.", seen=_both(first, last, seen)))
    return _finding(evidence, seen, first, last)


def _seen(evidence: Evidence) -> Seen | None:
    told = tells(evidence)
    for outcome, rank in (("won_at", WON), ("qualified_at", DEAL)):
        grown = maturity(evidence, outcome) if told[rank] else None
        if grown is None:
            continue
        rows = evidence.rows(beside(__file__), {"outcome": outcome, "horizon": grown.horizon})
        held = months(rows, grown.truncated_before, grown.matured_to)
        kept = [row for row in rows if held and held[0].starts_on <= row["month"] <= held[-1].starts_on]
        if len(held) >= _MONTHS and sum(one.part for one in held) >= _FEWEST_OUTCOMES:
            return Seen(outcome, grown, kept, held)
    return None


@dataclass(frozen=True)
class Third:
    """A third of the months together."""

    months: int
    part: int
    whole: int
    starts_on: date

    @property
    def each(self) -> float:
        """Leads a month."""
        return self.whole / self.months

    @property
    def share(self) -> float:
        """Share that came through; 0 without leads."""
        return self.part / self.whole if self.whole else 0.0


def _thirds(held: list[Month]) -> tuple[Third, Third]:
    number = len(held) // 3
    return tuple(  # type: ignore[return-value]
        Third(number, sum(one.part for one in some), sum(one.whole for one in some), some[0].starts_on)
        for some in (held[:number], held[-number:])
    )


def _both(first: Third, last: Third, seen: Seen) -> str:
    values = {
        "before": round(first.each), "now": round(last.each), "share": percent(first.share),
        "since": percent(last.share), "days": seen.grown.horizon // timedelta(days=1),
    }  # fmt: skip
    if seen.outcome == "won_at":
        return say("from %(before)s to %(now)s leads a month, of which %(share)s and then %(since)s were won within "
                   "%(days)s days", **values)  # fmt: skip
    return say("from %(before)s to %(now)s leads a month, of which %(share)s and then %(since)s became deals within "
               "%(days)s days", **values)  # fmt: skip


def _finding(evidence: Evidence, seen: Seen, first: Third, last: Third) -> Finding:
    missing = round((first.share - last.share) * last.whole)
    low, high = wilson(last.part, last.whole)
    gap = (max(0.0, first.share - high), max(0.0, first.share - low))
    sentence = say("Leads grow and fewer of them come through: %(seen)s", seen=_both(first, last, seen))
    return Finding(
        f"{sentence}. {_mix(seen, first, last)}", missing, last.whole, "leads", sureness="estimated",
        interval=gap, cost=_cost(evidence, seen, last, gap, missing), breakdowns=(_table(seen.months),), weight=2.0,
    )  # fmt: skip


def _cost(evidence: Evidence, seen: Seen, last: Third, gap: tuple[float, float], missing: int) -> Cost | None:
    """Wins that the last months would have had at the earlier share, at what a win of theirs brought on average."""
    amount = sum(row["amount"] or 0 for row in seen.rows)
    won = sum(row["part"] for row in seen.rows)
    if seen.outcome != "won_at" or amount <= 0:
        return None
    try:
        unit = worth.currency(evidence)
    except ValueError:
        return None
    each = amount / won
    said = say(
        "%(n)s more wins in the last %(months)s months, had the earlier share held, at %(each)s, the average won "
        "amount. An estimate of what the fall comes to, whatever brought it about.",
        n=missing, months=last.months, each=worth.money(each, unit),
    )  # fmt: skip
    return Cost(missing * each, unit, said, gap[0] * last.whole * each, gap[1] * last.whole * each)


def _mix(seen: Seen, first: Third, last: Third) -> str:
    """What is left of the fall when the sources keep the weights that they had."""
    before = by_source(seen.rows, first.starts_on, first.months)
    since = by_source(seen.rows, last.starts_on, last.months)
    common = [source for source in before if source in since and since[source][1]]
    weight = sum(before[source][1] for source in common)
    if len(common) < 2 or weight < 0.9 * first.whole:
        return say("Whether other sources explain it can't be told.")
    kept = sum(before[source][1] * since[source][0] / since[source][1] for source in common) / weight
    return say(
        "With the sources in the proportions of the first months it would be %(kept)s.", kept=percent(kept)
    )


def _table(held: list[Month]) -> Breakdown:
    rows = []
    for one in held:
        low, high = wilson(one.part, one.whole) if one.whole >= 10 else (None, None)
        share = one.part / one.whole if one.whole >= 10 else None
        rows.append({"month": one.starts_on.strftime("%Y-%m"), "leads": one.whole, "through": one.part,
                     "share": share, "low": low, "high": high})  # fmt: skip
    return Breakdown(
        say("By month of creation"),
        {"month": say("Month"), "leads": say("Leads"), "through": say("Came through"), "share": say("Share"),
         "low": say("Share, low"), "high": say("Share, high")},
        tuple(rows),
    )  # fmt: skip


CHECK = Check(
    "volume_over_quality",
    "goals",
    marked("More leads, less in them"),
    marked("Where one team is counted by leads and the other by deals, leads are made and not worked. Whether leads "
           "became weaker or are worked less, the export alone can't tell: both look like this."),
    marked("Count marketing by leads that come through, with the same date and the same horizon for both teams; look "
           "at 50 young leads together and agree what is wrong with them."),
    (("leads", "created_at"),
     (("leads", "deal"), ("deals", "lead"), ("leads", "converted_at"), ("deals", "person"), ("changes", "at"))),
    find,
    marked("Leads do not grow at the cost of quality."),
)  # fmt: skip
