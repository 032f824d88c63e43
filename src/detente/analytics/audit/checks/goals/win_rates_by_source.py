"""Whether deals of some sources are won more often than others, beyond chance and the mix of products and time."""

from __future__ import annotations

from pathlib import Path

from detente.analytics.audit.checks.goals import mix
from detente.analytics.audit.checks.goals.sources_apart import clean, finding
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Clean, Finding, Skipped
from detente.analytics.language import marked

SQL = Path(__file__).with_name("closed_deals.sql").read_text(encoding="utf-8")
_MIX = {"of_product": marked("Product"), "half": marked("Half-year")}


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """All sources of ten closed deals or more at once."""
    rows = evidence.rows(SQL)
    answer = mix.compared(rows, "source", _MIX)
    if isinstance(answer, Skipped):
        return answer
    return finding(answer, of_deals=True) if answer.evenness.differ else clean(answer, of_deals=True)


CHECK = Check(
    "win_rates_by_source",
    "goals",
    marked("Win rates by source"),
    marked("Marketing is counted by leads and sales by wins: a source that brings many and wins few looks good to one "
           "team and bad to the other."),
    marked("Judge sources by what is won, and cost by cost per won deal; talk about the sources furthest apart at "
           "the next meeting of both teams."),
    (("deals", "source"), ("deals", "status")),
    find,
    marked("Sources' win rates do not differ more than chance explains."),
)  # fmt: skip
