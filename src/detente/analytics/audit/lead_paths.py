"""How far every lead came, as the export tells: the table that the funnel and the checks of goals share."""

from __future__ import annotations

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.sql import beside

MQL, SAL, SQL, WON = 1, 2, 3, 5
"""Values of `reached`: the furthest milestone that the record, its history or its deals show."""

_BY_PERSON = """UNION
    SELECT {columns} FROM leads AS l JOIN deals AS d ON d.person = l.person
    WHERE d.deal IS NOT NULL AND l.lead IS NOT NULL"""


def prepare(evidence: Evidence) -> None:
    """Make the table `lead_path` where it is not there yet: one row a lead, its deals, how far it came and when.

    Deals are joined by the person only where neither leads name their deal nor deals their lead.
    """
    joined = by_person(evidence, "l.lead, d.deal")
    evidence.connection.execute(beside(__file__).replace("{by_person}", joined))


def by_person(evidence: Evidence, columns: str = "d.deal") -> str:
    """What adds deals of the same person to a UNION; nothing where leads name their deal or deals their lead."""
    named = evidence.filled("leads", "deal") or evidence.filled("deals", "lead")
    return "" if named else _BY_PERSON.format(columns=columns)


def has_milestone(evidence: Evidence, milestone: str) -> bool:
    """Whether any status of leads was taken for this milestone, or any lead stands in it."""
    asked = """SELECT EXISTS (SELECT 1 FROM stages WHERE object = 'leads' AND milestone = $milestone)
        OR EXISTS (SELECT 1 FROM leads WHERE milestone = $milestone)"""
    return bool(evidence.one(asked, {"milestone": milestone}))


def tells(evidence: Evidence) -> dict[int, bool]:
    """For each milestone, whether the export tells it by itself: by a date, a status, or a deal."""
    joins = bool(
        evidence.filled("leads", "deal")
        or evidence.filled("deals", "lead")
        or (evidence.filled("leads", "person") and evidence.filled("deals", "person"))
    )
    converted = bool(evidence.filled("leads", "is_converted") or joins) and not only_won(evidence)
    return {
        MQL: bool(evidence.filled("leads", "mql_at")) or has_milestone(evidence, "mql"),
        SAL: bool(evidence.filled("leads", "accepted_at")) or has_milestone(evidence, "sal"),
        SQL: converted or has_milestone(evidence, "sql"),
        WON: bool(joins and evidence.filled("deals", "status")) or has_milestone(evidence, "won"),
    }


def only_won(evidence: Evidence) -> bool:
    """Whether all that came as far as a deal was won, as in lists of won deals: the step before is not told."""
    prepare(evidence)
    asked = """SELECT count(*) > 0 AND count(*) = count(*) FILTER (WHERE status = 'won')
        AND (SELECT count(*) = 0 FROM lead_path WHERE reached IN (3, 4)) FROM deals"""
    return bool(evidence.one(asked))
