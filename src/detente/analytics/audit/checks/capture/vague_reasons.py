"""Losses and exits whose reason says nothing."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import percent

SQL = beside(__file__)
_NOUN = {"deals": marked("lost deals"), "leads": marked("leads that went out")}
_SHOWN = 20


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Of the lost deals, or of the leads that went out: those whose reason is blank or a word like "other"."""
    found = {row["object"]: row for row in evidence.rows(
        f"SELECT object, count(*) AS of, count(*) FILTER (WHERE is_vague) AS n, "
        f"count(*) FILTER (WHERE reason IS NULL) AS blank FROM ({SQL}) AS r GROUP BY object")}  # fmt: skip
    asked = {
        name: row for name, row in found.items() if row["of"] >= FEWEST and evidence.filled(name, "reason")
    }
    if not asked:
        return Skipped(say("Fewer than %(n)s records that went out could have a reason.", n=FEWEST))
    worst = max(asked, key=lambda name: asked[name]["n"] / asked[name]["of"])
    row = asked[worst]
    if not row["n"]:
        return None
    sentence = _sentence(row, say(_NOUN[worst]))
    called = labels("record", "name", "owner", "reason", "closed_at")
    rows = Rows(worst, f"SELECT record, name, owner, reason, closed_at FROM ({SQL}) AS r "
                "WHERE is_vague AND object = $object", called, ("name",), {"object": worst})  # fmt: skip
    return Finding(sentence, row["n"], row["of"], worst, rows=rows, breakdowns=(_broken(evidence, worst),),
                   fix="normalise")  # fmt: skip


def _sentence(row: dict[str, Any], noun: str) -> str:
    values = {"n": row["n"], "of": row["of"], "noun": noun, "share": percent(row["n"] / row["of"])}
    if row["blank"] == row["n"]:
        return say("%(n)s of %(of)s %(noun)s (%(share)s) give no reason", **values)
    if not row["blank"]:
        return say(
            "%(n)s of %(of)s %(noun)s (%(share)s) give a reason that says nothing: “other” or the like",
            **values,
        )
    return say("%(n)s of %(of)s %(noun)s (%(share)s) give no reason that says anything: %(blank)s are blank, the "
               "others say “other” or the like", blank=row["blank"], **values)  # fmt: skip


def _broken(evidence: Evidence, name: str) -> Breakdown:
    rows = evidence.rows(
        f"SELECT coalesce(reason, '') AS reason, is_vague, count(*) AS n FROM ({SQL}) AS r WHERE object = $object "
        f"GROUP BY reason, is_vague ORDER BY n DESC, reason LIMIT {_SHOWN}", {"object": name},
    )  # fmt: skip
    called = labels("reason", "is_vague", "n")
    return Breakdown(say("By reason"), called, tuple(rows))


CHECK = Check(
    "vague_reasons",
    "capture",
    marked("Reasons that say nothing"),
    marked("What is lost without a reason teaches neither team anything, and both fill the gap with their own."),
    marked("Agree on six to eight reasons, take “other” off the list, and ask for one before a deal or lead can be "
           "closed."),
    ((("deals", "reason"), ("leads", "reason")),),
    find,
    marked("Nearly every loss says why."),
)  # fmt: skip
