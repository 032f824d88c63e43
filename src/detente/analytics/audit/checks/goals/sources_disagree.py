"""Deals that marketing's record and sales' record put down to different sources."""

from __future__ import annotations

from detente.analytics.audit import lead_paths
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import percent

SQL = beside(__file__)
OTHER = f"SELECT * EXCLUDE (is_other) FROM ({SQL}) AS d WHERE is_other ORDER BY deal"
_LABELS = {"deal": marked("Deal"), "name": marked("Name"), "lead_source": marked("Source on the lead"),
           "deal_source": marked("Source on the deal"), "amount": marked("Amount"),
           "status": marked("Status")}  # fmt: skip
_FEW = 0.02
_SHOWN = 10
_LUCK = 1.25
_DOUBT = marked("They agree no more often than if leads and deals were joined at random: look first whether the key "
                "that joins them is the right one.")  # fmt: skip


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Of the deals with a source on both records, those where they differ."""
    lead_paths.prepare(evidence)
    found = evidence.rows(
        f"SELECT count(*) AS n, count(*) FILTER (WHERE is_other) AS other FROM ({SQL}) AS d"
    )[0]
    if found["n"] < FEWEST:
        return Skipped(say("Fewer than %(n)s deals have a source on the deal and on its lead.", n=FEWEST))
    if found["other"] <= _FEW * found["n"]:
        return None
    sentence = say_many(
        "%(n)s of %(of)s deals (%(share)s) has one source on the lead and another on the deal",
        "%(n)s of %(of)s deals (%(share)s) have one source on the lead and another on the deal",
        found["other"], of=found["n"], share=percent(found["other"] / found["n"]),
    )  # fmt: skip
    if found["n"] - found["other"] <= _LUCK * _by_chance(evidence):
        sentence = f"{sentence}. {say(_DOUBT)}"
    return Finding(
        sentence, found["other"], found["n"], "deals", rows=Rows("deals", OTHER, _LABELS, ("name",)),
        breakdowns=(_pairs(evidence),), fix="normalise", weight=0.7,
    )  # fmt: skip


def _by_chance(evidence: Evidence) -> float:
    """How many would agree if leads and deals were joined at random: products of the sources' shares."""
    return float(evidence.one(
        f"""WITH d AS (SELECT * FROM ({SQL}) AS d),
        keys AS (SELECT regexp_replace(lower(lead_source), '[^\\p{{L}}\\p{{N}}]', '', 'g') AS of_lead,
            regexp_replace(lower(deal_source), '[^\\p{{L}}\\p{{N}}]', '', 'g') AS of_deal FROM d),
        leads_by AS (SELECT of_lead AS key, count(*) AS n FROM keys GROUP BY ALL),
        deals_by AS (SELECT of_deal AS key, count(*) AS n FROM keys GROUP BY ALL)
        SELECT coalesce(sum(l.n * d.n), 0) / (SELECT count(*) FROM keys)
        FROM leads_by AS l JOIN deals_by AS d ON d.key = l.key"""
    ))  # fmt: skip


def _pairs(evidence: Evidence) -> Breakdown:
    rows = evidence.rows(
        f"""SELECT lead_source, deal_source, count(*) AS deals FROM ({OTHER}) AS d
        GROUP BY ALL ORDER BY deals DESC, lead_source, deal_source LIMIT {_SHOWN}"""
    )
    return Breakdown(
        say("The most frequent pairs"),
        {"lead_source": say("Source on the lead"), "deal_source": say("Source on the deal"), "deals": say("Deals")},
        tuple(rows),
    )  # fmt: skip


CHECK = Check(
    "sources_disagree",
    "goals",
    marked("Two sources for one deal"),
    marked("Marketing reports by the lead's source and sales by the deal's: both are right, and they never add up."),
    marked("Let the deal take its lead's source when it is made, keep it from being changed by hand, and settle these "
           "by one rule."),
    (("leads", "source"), ("deals", "source"),
     (("leads", "deal"), ("deals", "lead"), ("deals", "person"))),
    find,
    marked("Deals have the source of their leads."),
)  # fmt: skip
