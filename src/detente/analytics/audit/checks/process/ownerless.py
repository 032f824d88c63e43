"""Open leads and deals that nobody owns, or that belong to people who have left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detente.analytics.audit.checks.process.basis import deals, leads
from detente.analytics.audit.checks.process.basis.labels import counted, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

GONE = beside(__file__, "owner_gone")
NOBODY = "coalesce(trim(s.owner), '') = ''"
LEFT = f"lower(trim(s.owner)) IN ({GONE})"


@dataclass(frozen=True)
class _Kind:
    """A kind of record: the record table, its state table and what makes that, the columns shown, the unit."""

    table: str
    state: str
    prepare: Callable[[Evidence], None]
    columns: str
    unit: str
    records: str


_LEADS = _Kind(
    "leads",
    "lead_state",
    leads.prepare,
    "lead name owner source status created_at",
    marked("open leads"),
    marked("leads"),
)
_DEALS = _Kind(
    "deals",
    "deal_state",
    deals.prepare,
    "deal name owner stage amount created_at",
    marked("open deals"),
    marked("deals"),
)


def _finding(
    evidence: Evidence, kind: _Kind, condition: str, sentence: Callable[[int, str], str]
) -> Finding | Skipped | None:
    kind.prepare(evidence)
    sql = f"SELECT {kind.columns.replace(' ', ', ')} FROM {kind.state} AS s WHERE s.is_open AND {condition}"
    rows = rows_of(kind.table, sql, kind.columns)
    count = counted(evidence, rows)
    of = evidence.one(f"SELECT count(*) FROM {kind.state} WHERE is_open")
    if not count:
        return (
            None
            if of
            else Skipped(say("None of the %(records)s is known to be open.", records=say(kind.records)))
        )
    said = sentence(count, percent(count / of))
    return Finding(said, count, of, say(kind.unit), rows=rows, fix="owner", weight=0.9)


def leads_of_nobody(evidence: Evidence) -> Finding | Skipped | None:
    """Open leads without an owner, of all open ones."""
    return _finding(evidence, _LEADS, NOBODY, lambda count, share: say_many(
        "%(n)s open lead belongs to nobody: %(share)s of the open ones",
        "%(n)s open leads belong to nobody: %(share)s of the open ones", count, share=share))  # fmt: skip


def deals_of_nobody(evidence: Evidence) -> Finding | Skipped | None:
    """Open deals without an owner, of all open ones."""
    return _finding(evidence, _DEALS, NOBODY, lambda count, share: say_many(
        "%(n)s open deal belongs to nobody: %(share)s of the open ones",
        "%(n)s open deals belong to nobody: %(share)s of the open ones", count, share=share))  # fmt: skip


def leads_left_behind(evidence: Evidence) -> Finding | Skipped | None:
    """Open leads of people who can't sign in any more, of all open ones."""
    return _everybody_stayed(evidence) or _finding(evidence, _LEADS, LEFT, lambda count, share: say_many(
        "%(n)s open lead belongs to somebody who can't sign in any more: %(share)s of the open ones",
        "%(n)s open leads belong to people who can't sign in any more: %(share)s of the open ones",
        count, share=share))  # fmt: skip


def deals_left_behind(evidence: Evidence) -> Finding | Skipped | None:
    """Open deals of people who can't sign in any more, of all open ones."""
    return _everybody_stayed(evidence) or _finding(evidence, _DEALS, LEFT, lambda count, share: say_many(
        "%(n)s open deal belongs to somebody who can't sign in any more: %(share)s of the open ones",
        "%(n)s open deals belong to people who can't sign in any more: %(share)s of the open ones",
        count, share=share))  # fmt: skip


def _everybody_stayed(evidence: Evidence) -> Skipped | None:
    if evidence.one("SELECT count(*) FROM users WHERE is_active = FALSE"):
        return None
    return Skipped(
        say("Among the users is nobody who can't sign in any more; an export needs the inactive ones too.")
    )


_WHY = marked("What belongs to nobody is worked by nobody, and nobody is reminded of it.")
_TODO = marked("Give each an owner today, and let routing name one from the start.")
_ACTIVE = ("users", "is_active")

CHECKS: tuple[Check, ...] = (
    Check("leads_without_owner", "process", marked("Open leads without an owner"), _WHY, _TODO,
          (("leads", "owner"),), leads_of_nobody, marked("Every open lead has an owner.")),
    Check("deals_without_owner", "process", marked("Open deals without an owner"), _WHY, _TODO,
          (("deals", "owner"),), deals_of_nobody, marked("Every open deal has an owner.")),
    Check("leads_of_gone_owners", "process", marked("Open leads of people who left"), _WHY, _TODO,
          (("leads", "owner"), _ACTIVE), leads_left_behind,
          marked("Every open lead belongs to somebody who can sign in.")),
    Check("deals_of_gone_owners", "process", marked("Open deals of people who left"), _WHY, _TODO,
          (("deals", "owner"), _ACTIVE), deals_left_behind,
          marked("Every open deal belongs to somebody who can sign in.")),
)  # fmt: skip
