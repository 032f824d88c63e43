"""Said by every report: on which day within its period the playbook changed, and whether its figures mean the same."""

from __future__ import annotations

from datetime import datetime

from detente.analytics.answer import Caution, Row
from detente.analytics.engines import Engine
from detente.analytics.language import marked, say
from detente.analytics.query import day_of, end_of, start_of
from detente.analytics.report import Finding
from detente.analytics.wording import day, listed

_PARTS = {
    "milestones": marked("the milestones of stages"),
    "sales_ready": marked("what makes a lead sales-ready"),
    "scoring": marked("the points"),
    "slas": marked("the SLAs"),
    "calendars": marked("working hours"),
    "cadences": marked("cadences"),
    "routing": marked("routing"),
    "targets": marked("targets"),
    "exits": marked("exits and reasons"),
    "stages": marked("stages"),
}
DEFINING = frozenset({"milestones", "sales_ready", "scoring"})
"""Parts of a playbook that decide what counts as a milestone."""
_FEW = 3


def changes_of_playbook(engine: Engine, finding: Finding) -> list[Caution]:
    """A caution for each change within the period, the latest three at most."""
    within = [row for row in _versions(engine) if _is_within(row["effective_at"], finding)]
    told = [Caution(_told(row, str(finding.query.zone))) for row in within[-_FEW:]]
    if more := len(within) - len(told):
        told.insert(0, Caution(say("The playbook changed %(times)s more times before that.", times=more)))
    return told


def _versions(engine: Engine) -> list[Row]:
    """All versions but the first, in the order in which they took effect."""
    if "playbooks" not in engine.remembered:
        engine.remembered["playbooks"] = engine.rows(
            "SELECT playbook, effective_at, changed FROM playbooks WHERE effective_at IS NOT NULL"
            " ORDER BY effective_at, playbook"
        )
    held: list[Row] = engine.remembered["playbooks"]
    return held[1:]


def _is_within(at: datetime, finding: Finding) -> bool:
    query, span = finding.query, finding.span
    zone = str(query.zone)
    first = start_of(query.from_on, zone) if query.from_on else span.first_arrival_at
    last = end_of(query.to_on, zone) if query.to_on else query.as_of
    return first is not None and last is not None and first < at < last


def _told(row: Row, zone: str) -> str:
    on, version = day(day_of(row["effective_at"], zone)), str(row["playbook"])
    parts = [part for part in (row["changed"] or "").split(", ") if part in _PARTS]
    changed = listed([say(_PARTS[part]) for part in parts])
    if DEFINING & set(parts):
        return say(
            "The playbook changed on %(day)s (version %(version)s): %(changed)s. Figures before and after that day "
            "are counted by different definitions.", day=on, version=version, changed=changed,
        )  # fmt: skip
    if parts:
        return say(
            "The playbook changed on %(day)s (version %(version)s): %(changed)s. What counts as a milestone stayed "
            "the same.", day=on, version=version, changed=changed,
        )  # fmt: skip
    return say(
        "The playbook changed on %(day)s (version %(version)s): figures before and after that day may be counted by "
        "different definitions.", day=on, version=version,
    )  # fmt: skip
