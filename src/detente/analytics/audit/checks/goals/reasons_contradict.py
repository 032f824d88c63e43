"""Stated reasons that the record itself contradicts."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit import lead_paths
from detente.analytics.audit.checks.goals.reasons import PRICE, SILENT, WEAK
from detente.analytics.audit.checks.process.basis import leads, logging
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Rows, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import percent

SQL = beside(__file__)
_CLAIMS = {
    "weak": marked("“Bad lead”, yet it had a deal or a proposal"),
    "silent": marked("“No answer”, yet nobody tried"),
    "price": marked("“Price”, yet no proposal was made"),
}
_LABELS = {"record": marked("Record"), "object": marked("Kind of record"), "claim": marked("Claim"),
           "reason": marked("Reason"), "owner": marked("Owner"), "source": marked("Source")}  # fmt: skip
_FEW = 0.05


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Leads and deals with one of these reasons, and those of them that contradict it; as stated by reps."""
    parameters = _parameters(evidence)
    rows = evidence.rows(
        f"""SELECT claim, count(*) AS whole, count(*) FILTER (WHERE is_contradicted) AS part
        FROM ({SQL}) AS r GROUP BY claim ORDER BY part DESC, claim""",
        parameters,
    )
    whole, part = sum(row["whole"] for row in rows), sum(row["part"] for row in rows)
    if whole < FEWEST:
        return Skipped(say("Fewer than %(n)s reasons say bad lead, no answer or price, where the record could show "
                           "otherwise.", n=FEWEST))  # fmt: skip
    if part <= _FEW * whole:
        return Clean(say("%(part)s of %(whole)s reasons that say bad lead, no answer or price are contradicted by "
                         "the record.", part=part, whole=whole))  # fmt: skip
    sentence = say_many(
        "%(n)s of %(of)s stated reasons (%(share)s) contradicts what the record shows",
        "%(n)s of %(of)s stated reasons (%(share)s) contradict what the record shows",
        part, of=whole, share=percent(part / whole),
    )  # fmt: skip
    shown = (
        f"SELECT * EXCLUDE (is_contradicted) FROM ({SQL}) AS r WHERE is_contradicted ORDER BY object, record"
    )
    listed = Rows(_most(rows), shown, _LABELS, ("owner",), parameters)
    return Finding(sentence, part, whole, "records", rows=listed, breakdowns=(_table(rows),), weight=0.6)


def _parameters(evidence: Evidence) -> dict[str, Any]:
    lead_paths.prepare(evidence)
    leads.prepare(evidence)
    logged = logging.of_leads(evidence)
    has_work = evidence.filled("activities", "lead") or evidence.filled("activities", "person")
    proposals = "SELECT count(*) > 0 FROM stages WHERE object = 'deals' AND milestone = 'proposal'"
    return {
        "weak": WEAK, "silent": SILENT, "price": PRICE, "is_logged": bool(has_work) and logged.is_sure,
        "has_proposals": evidence.one(proposals),
    }  # fmt: skip


def _most(rows: list[dict[str, Any]]) -> str:
    return "deals" if rows[0]["claim"] == "price" else "leads"


def _table(rows: list[dict[str, Any]]) -> Breakdown:
    told = tuple(
        {"claim": say(_CLAIMS[row["claim"]]), "part": row["part"], "whole": row["whole"],
         "share": row["part"] / row["whole"] if row["whole"] >= FEWEST else None}
        for row in rows
    )  # fmt: skip
    labels = {"claim": say("Reason as stated, and the record"), "part": say("Contradicted"),
              "whole": say("With this reason"), "share": say("Share")}  # fmt: skip
    return Breakdown(say("As stated by those who closed them"), labels, told)


CHECK = Check(
    "reasons_contradict",
    "goals",
    marked("Reasons against the record"),
    marked("Reasons are what marketing learns from sales: where they say what is quick to say, the wrong campaigns "
           "are stopped and the real causes stay."),
    marked("Read twenty of these together; shorten the list of reasons to those that both teams would act on, and "
           "ask for attempts before “no answer” can be chosen."),
    ((("leads", "reason"), ("deals", "reason")),),
    find,
    marked("Stated reasons fit what the records show."),
)  # fmt: skip
