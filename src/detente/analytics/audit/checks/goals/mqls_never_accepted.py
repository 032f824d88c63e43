"""Leads that marketing handed over as qualified, and that sales neither accepted nor worked."""

from __future__ import annotations

from datetime import timedelta

from detente.analytics.audit import lead_paths
from detente.analytics.audit.checks.process.basis import leads, logging
from detente.analytics.audit.checks.process.basis.labels import LABELS
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Rows, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST

SQL = beside(__file__)
_SHORTEST, _USUAL = timedelta(days=7), timedelta(days=14)
_COLUMNS = ("lead", "name", "owner", "source", "status", "created_at", "mql_at", "days")


def find(evidence: Evidence) -> Finding | Skipped | None:
    """MQLs older than nine of ten accepted ones took, of all MQLs that old.

    What they cost is told once, with the leads never touched: these are some of them.
    """
    if not lead_paths.tells(evidence)[lead_paths.MQL]:
        return Skipped(say("The export tells no MQLs: a date when marketing qualified a lead, or a status that means "
                           "it."))  # fmt: skip
    lead_paths.prepare(evidence)
    leads.prepare(evidence)
    logged = logging.of_leads(evidence)
    if logged.is_silent:
        return Skipped(logged.refusal())
    fair = _fair(evidence)
    of = evidence.one(
        """SELECT count(*) FROM lead_path
        WHERE reached >= 1 AND coalesce(mql_at, created_at) < $as_of - $fair""",
        {"as_of": evidence.as_of, "fair": fair},
    )
    labels = {name: LABELS.get(name, marked("MQL since")) for name in _COLUMNS}
    rows = Rows("leads", SQL, labels, ("name", "owner"), {"as_of": evidence.as_of, "fair": fair})
    count = evidence.one(f"SELECT count(*) FROM ({SQL}) AS r", rows.parameters)
    if of < FEWEST:
        return Skipped(say("Fewer than %(n)s MQLs are old enough to have been answered.", n=FEWEST))
    if not count:
        return None
    is_known = not logged.caution()
    sentence = say_many(
        "%(n)s of %(of)s MQLs was neither accepted nor worked nor refused within %(days)s days",
        "%(n)s of %(of)s MQLs were neither accepted nor worked nor refused within %(days)s days",
        count, of=of, days=fair.days,
    )  # fmt: skip
    return Finding(
        sentence if is_known else f"{sentence}. {logged.caution()}", count, of, "leads",
        sureness="counted" if is_known else "a sign",
        rows=rows, fix="answer", weight=1.5 if is_known else 0.5,
    )  # fmt: skip


def _fair(evidence: Evidence) -> timedelta:
    """Nine of ten acceptances came within it, a week at least; two weeks where too few are dated."""
    found = evidence.rows(
        """SELECT count(*) AS n, quantile_cont(epoch(accepted_at) - epoch(mql_at), 0.9) AS late
        FROM lead_path WHERE accepted_at >= mql_at"""
    )[0]
    if found["n"] < FEWEST:
        return _USUAL
    return max(_SHORTEST, timedelta(days=-(-found["late"] // 86400)))


CHECK = Check(
    "mqls_never_accepted",
    "goals",
    marked("MQLs without an answer"),
    marked("Marketing counts them as delivered, sales doesn't count them at all: both reports are right, and the "
           "buyer hears nothing."),
    marked("Agree on a time within which every MQL is accepted or refused with a reason, and let both teams see the "
           "ones that are late; answer the youngest of these first."),
    (("leads", "created_at"), (("leads", "mql_at"), ("leads", "milestone"), ("changes", "new")),
     (("leads", "accepted_at"), ("leads", "worked_at"), ("leads", "touches"), ("activities", "at"),
      ("leads", "is_converted"))),
    find,
    marked("Every MQL was accepted, worked or refused."),
)  # fmt: skip
