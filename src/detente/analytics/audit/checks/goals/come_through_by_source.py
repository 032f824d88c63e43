"""Whether leads of some sources come through more often than others of the same months."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit.checks.goals import mix
from detente.analytics.audit.checks.goals.sources_apart import clean, finding
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Clean, Finding, Skipped
from detente.analytics.audit.lead_paths import SQL as DEAL
from detente.analytics.audit.lead_paths import WON, prepare, tells
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say

_MIX = {"month": marked("Month of creation")}
_FEWEST_WON = 100


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Leads won of all created, each month compared with itself: the young are held against the young."""
    told = tells(evidence)
    if not told[WON] and not told[DEAL]:
        return Skipped(say("The export doesn't say which leads became deals or were won."))
    rows = _rows(evidence, WON) if told[WON] else []
    if sum(row["part"] for row in rows) < _FEWEST_WON and told[DEAL]:
        rows = _rows(evidence, DEAL)
    answer = mix.compared(rows, "source", _MIX)
    if isinstance(answer, Skipped):
        return answer
    return finding(answer, of_deals=False) if answer.evenness.differ else clean(answer, of_deals=False)


def _rows(evidence: Evidence, outcome: int) -> list[dict[str, Any]]:
    prepare(evidence)
    return evidence.rows(beside(__file__), {"outcome": outcome})


CHECK = Check(
    "come_through_by_source",
    "goals",
    marked("Leads that come through, by source"),
    marked("A source that brings many leads and few deals helps the lead count and costs sales its time."),
    marked("Set marketing's target in leads that come through, not in leads; move budget one step at a time and look "
           "again when the next cohort has matured."),
    (("leads", "source"), (("leads", "is_converted"), ("leads", "deal"), ("deals", "lead"), ("leads", "milestone"),
                           ("deals", "person"))),
    find,
    marked("Leads of all sources come through alike."),
)  # fmt: skip
