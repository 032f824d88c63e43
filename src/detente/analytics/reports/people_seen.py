"""Who may see how single reps compare: the counts are open to all, the rest is for the rep and their manager."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from detente.analytics.answer import Row
from detente.analytics.language import say
from detente.analytics.query import Query
from detente.analytics.report import Finding

PEOPLE = ("receiver", "owner")
"""Groups that are single people."""


def may_see(row: Row, query: Query) -> bool:
    """Whether the reader may see how this row compares: a rep sees their own, a manager all."""
    if query.by not in PEOPLE or query.reps == "all":
        return True
    return query.by == "receiver" and row.get("rep_id") is not None and row["rep_id"] == query.reps


def cut_to_reader(rows: Sequence[Row], query: Query, hidden: Collection[str]) -> list[Row]:
    """Rows of single people without what only they and their manager see; without their keys too."""
    shown = [
        row
        if may_see(row, query)
        else row | dict.fromkeys(hidden) | ({"stands": ""} if "stands" in row else {})
        for row in rows
    ]
    return [{name: value for name, value in row.items() if name != "rep_id"} for row in shown]


def is_kept_back(query: Query) -> bool:
    """Whether single reps are shown to this reader by their counts alone."""
    return query.by in PEOPLE and query.reps != "all"


def kept_back(finding: Finding, label: str) -> str | None:
    """That comparisons of reps are not for everybody; None where the reader sees them."""
    if not is_kept_back(finding.query):
        return None
    return say(
        "Counts by %(field)s are open to all; how single reps compare is shown to the rep and their manager.",
        field=label,
    )
