"""Stages by name and in their order, and whether a lead that ends there ended early or late."""

from __future__ import annotations

from detente.analytics import theme
from detente.analytics.answer import Row
from detente.analytics.language import marked, say
from detente.analytics.tables import MILESTONES

_NAMES = {
    "inquiry": marked("Inquiry"), "mql": marked("MQL"), "sal": marked("SAL"), "sql": marked("SQL"),
    "discovery": marked("Discovery"), "proposal": marked("Proposal"), "negotiation": marked("Negotiation"),
}  # fmt: skip
EARLY = frozenset({"inquiry", "mql", "sal"})
"""Milestones before SQL."""
PHASES = (marked("early"), marked("late"))
ENDS = ("rejected", "disqualified", "unreached", "recycled", "lost")

WENT = (
    ("onward", marked("went on"), theme.INK_SOFT), ("still", marked("still there"), theme.EDGE),
    ("back", marked("went back"), theme.INK_FAINT), ("ended", marked("ended"), theme.LATE),
    ("joined", marked("joined"), theme.LINE),
)  # fmt: skip
"""Where leads went from a stage: a count each, which add up to those that entered it."""


def english_name(code: str | None) -> str:
    """A stage's name as a marked text; one that is not of the usual path goes by its code."""
    return _NAMES.get(code or "", code or "").replace("%", "%%")


def name_of(row: Row) -> str:
    """The same in the reader's language."""
    return say(row["name"])


def phase(milestone: str | None) -> str:
    """Whether an end at this milestone is an early one, before SQL, or a late one."""
    return PHASES[0] if milestone in EARLY else PHASES[1]


def is_early(row: Row) -> bool:
    """Whether leads that end in this stage end before SQL."""
    return bool(row["phase"] == PHASES[0])


def place_in_path(row: Row) -> tuple[int, int, int, str]:
    """A key that sorts stages along the path; of one milestone the usual ones first, then those with more leads."""
    found, stage = row["milestone"], row["stage"] or ""
    usual = list(_NAMES).index(stage) if stage in _NAMES else len(_NAMES)
    return MILESTONES.index(found) if found in MILESTONES else 0, usual, -row["leads"], stage
