"""Every check in turn, and the findings in the order of what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Audit, Check, Clean, Found, NotRun, Passed, Skipped
from detente.analytics.audit.tables import BY_NAME
from detente.analytics.language import marked, say

Progress = Callable[[str, int, int], None]
"""What is being done, how many of it are done, of how many."""

SMALL_BESIDE_DEAREST, SMALL_BESIDE_WON = 0.01, 0.001
"""Judgement: a cost below 1 % of the dearest finding's, or 0.1 % of the revenue won, is no reason to come first."""


def all_checks() -> tuple[Check, ...]:
    """Every check, group by group."""
    from detente.analytics.audit.checks import capture, goals, process

    return (*process.CHECKS, *capture.CHECKS, *goals.CHECKS)


def audit(
    evidence: Evidence,
    *,
    checks: Sequence[Check] | None = None,
    progress: Progress | None = None,
    strict: bool = False,
) -> Audit:
    """Put every check to the evidence. One that fails on odd data is left out and said; `strict` raises instead."""
    checks = all_checks() if checks is None else checks
    found: list[Found] = []
    passed: list[Passed] = []
    not_run: list[NotRun] = []
    for nth, check in enumerate(checks):
        if progress:
            progress(say(check.name), nth, len(checks))
        outcome = _outcome(check, evidence, strict=strict)
        {Found: found, Passed: passed, NotRun: not_run}[type(outcome)].append(outcome)  # type: ignore[attr-defined]
    if progress:
        progress("", len(checks), len(checks))
    floor = _small_money(found, evidence)
    in_order = tuple(sorted(found, key=lambda one: _importance(one, floor), reverse=True))
    return Audit(evidence.as_of, in_order, tuple(passed), tuple(not_run), evidence.currency, evidence.notes)


def _outcome(check: Check, evidence: Evidence, *, strict: bool) -> Found | Passed | NotRun:
    if missing := lacking(check, evidence):
        return NotRun(check, missing)
    try:
        told = check.find(evidence)
    except (duckdb.Error, ArithmeticError, LookupError, TypeError, ValueError) as error:
        if strict:
            raise
        return NotRun(check, say("It met values that it can't read: %(said)s", said=_first_line(error)))
    if isinstance(told, Skipped):
        return NotRun(check, told.sentence)
    if told is None or isinstance(told, Clean):
        return Passed(check, told.sentence if told else say(check.clean))
    return Found(check, told)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def lacking(check: Check, evidence: Evidence) -> str:
    """Which field would allow the check; empty when nothing is lacking."""
    for need in check.needs:
        choices: tuple[Any, ...] = need if isinstance(need[0], tuple) else (need,)
        if not any(evidence.filled(table, column or None) for table, column in choices):
            if not any(evidence.filled(table) for table, _column in choices):
                choices = tuple((table, "") for table in dict.fromkeys(table for table, _column in choices))
            named = say(" or ").join(_named(table, column) for table, column in choices)
            return say("The records lack: %(field)s.", field=named)
    return ""


def _named(table: str, column: str) -> str:
    known = BY_NAME[table]
    if not column:
        return say(_WHOLE.get(table, table))
    meaning = next(one.meaning for one in known.columns if one.name == column)
    return f"{meaning.partition(';')[0]} ({table}.{column})"


_WHOLE = {
    "leads": marked("leads"), "people": marked("people"), "accounts": marked("companies"), "deals": marked("deals"),
    "activities": marked("activities"), "campaigns": marked("campaigns"), "users": marked("users"),
    "products": marked("products"), "members": marked("campaign members"),
    "changes": marked("history of what was changed when"),
}  # fmt: skip


def _small_money(found: Sequence[Found], evidence: Evidence) -> float:
    """What is too little to come before what has no price: beside the dearest, or beside all that was won."""
    dearest = max((one.finding.cost.amount for one in found if one.finding.cost), default=0.0)
    won = evidence.one("SELECT sum(amount) FROM deals WHERE status = 'won'") or 0.0
    return max(SMALL_BESIDE_DEAREST * dearest, SMALL_BESIDE_WON * float(won))


def _importance(found: Found, floor: float) -> tuple[bool, float, float]:
    finding = found.finding
    cost = finding.cost.amount if finding.cost else 0.0
    is_dear = finding.cost is not None and cost >= floor
    return is_dear, cost if is_dear else 0.0, finding.weight * finding.share
