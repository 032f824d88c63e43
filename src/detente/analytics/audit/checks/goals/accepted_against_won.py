"""Sources whose leads sales accepts more readily and wins more rarely, or the other way round."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit import lead_paths
from detente.analytics.audit.checks.goals import mix
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say
from detente.analytics.stats.evenness import Member
from detente.analytics.wording import listed

_MIX = {"month": marked("Month of creation")}


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Acceptance of all leads and wins of the accepted ones, by source within months; both must stand apart."""
    told = lead_paths.tells(evidence)
    if not told[lead_paths.SAL] or not told[lead_paths.WON]:
        return Skipped(say("It takes the leads that sales accepted, and which of them were won."))
    lead_paths.prepare(evidence)
    rows = evidence.rows(beside(__file__), {"all_told": bool(evidence.filled("leads", "accepted_at"))})
    accepted = mix.compared(_as(rows, "accepted", "leads"), "source", _MIX)
    won = mix.compared(_as(rows, "won", "accepted"), "source", _MIX)
    for answer in (accepted, won):
        if isinstance(answer, Skipped):
            return answer
    return _told(accepted, won)  # type: ignore[arg-type]


def _as(rows: list[dict[str, Any]], part: str, whole: str) -> list[dict[str, Any]]:
    return [row | {"part": row[part], "whole": row[whole]} for row in rows if row[whole]]


def _told(accepted: mix.Compared, won: mix.Compared) -> Finding | Clean:
    taken = {one.group: one for one in mix.apart(accepted.cells)}
    through = {one.group: one for one in mix.apart(won.cells)}
    both = [group for group in taken if group in through and _above(taken[group]) != _above(through[group])]
    if not both:
        return Clean(say("No source is accepted more readily and won more rarely than the others, or the other way "
                         "round (%(n)s sources compared).", n=len(accepted.evenness.members)))  # fmt: skip
    wanted = [str(group) for group in both if _above(through[group])]
    spoilt = [str(group) for group in both if not _above(through[group])]
    parts = []
    if wanted:
        parts.append(say("leads from %(sources)s are refused more often, but won more often once accepted",
                         sources=listed(wanted)))  # fmt: skip
    if spoilt:
        parts.append(
            say("leads from %(sources)s are accepted more often, but won more rarely", sources=listed(spoilt))
        )
    sentence = say("Acceptance and wins contradict each other: %(parts)s", parts=listed(parts))
    count = sum(taken[group].whole for group in both)
    return Finding(
        sentence, count, accepted.evenness.cases, "leads", sureness="estimated",
        breakdowns=(_table(both, taken, through),), weight=0.8,
    )  # fmt: skip


def _above(one: Member) -> bool:
    return one.part > one.expected


def _table(both: list[Any], taken: dict[Any, Member], through: dict[Any, Member]) -> Breakdown:
    rows = tuple(
        {"source": group, "leads": taken[group].whole, "accepted": taken[group].share,
         "accepted_expected": taken[group].expected / taken[group].whole, "won": through[group].share,
         "won_expected": through[group].expected / through[group].whole}
        for group in both
    )  # fmt: skip
    return Breakdown(
        say("Acceptance and wins by source"),
        {"source": say("Source"), "leads": say("Leads"), "accepted": say("Accepted share"),
         "accepted_expected": say("Accepted share, expected"), "won": say("Won share of accepted"),
         "won_expected": say("Won share of accepted, expected")},
        rows,
    )  # fmt: skip


CHECK = Check(
    "accepted_against_won",
    "goals",
    marked("Accepted, but not what is won"),
    marked("What sales takes and what buyers buy should point the same way; where they don't, good leads are "
           "refused or time goes into the wrong ones."),
    marked("Read ten refused and ten accepted leads of these sources together, without knowing the answer that was "
           "given, and write down what should have been taken."),
    (("leads", "source"), (("leads", "accepted_at"), ("leads", "milestone"), ("changes", "new"))),
    find,
    marked("What sales accepts and what is won point the same way."),
)  # fmt: skip
