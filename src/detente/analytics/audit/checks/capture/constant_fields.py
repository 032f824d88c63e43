"""Columns that say the same of every record."""

from __future__ import annotations

import re

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import NOUNS
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Skipped
from detente.analytics.audit.profile import Column, each_column_once, values
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import listed, percent

NEARLY = 0.999
"""A value that stands in so many of a column's filled rows leaves the others without a say."""

_FILLED_ENOUGH = 0.5
_SHOWN = 40
_BY_ITSELF = re.compile(
    r"_?(id|fivetran\w*|is_?(deleted|archived|unread\w*)|system_?mod_?stamp|(created|last_?modified|last_?viewed|updated)_?"
    r"(by(_?id)?|date|at|on)?|record_?type_?id|(created|modified|updated) (time|date|by))|currency\w*"
    r"|(deal( - )?)?pipeline( id|_id|_name)?",
    re.IGNORECASE,
)
"""What a CRM writes by itself: nobody is asked for it."""
_ID = re.compile(r"[a-z]I[dD]s?$|(^|[ _.])I[dD]s?$|_ids?$|checksum", re.ASCII)


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Columns that are mostly filled and hold one value throughout; nearly constant ones are listed beside them."""
    seen = [one for one in each_column_once(evidence) if one.rows >= FEWEST and not _is_kept_by_the_crm(one)]
    if not seen:
        return Skipped(say("A column is called constant from %(n)s records on.", n=FEWEST))
    told = [one for one in seen if one.filled >= FEWEST and one.filled >= _FILLED_ENOUGH * one.rows]
    constant = [one for one in told if one.is_constant]
    if not constant:
        return None
    named = listed([f"“{one.header}”" for one in constant[:3]])
    return Finding(
        say_many("%(n)s column says the same of every record: %(named)s",
                 "%(n)s columns say the same of every record, %(named)s among them", len(constant), named=named),
        len(constant), len(seen), say("columns"), breakdowns=_broken(evidence, constant, told), weight=0.2,
    )  # fmt: skip


def _is_kept_by_the_crm(one: Column) -> bool:
    return (
        one.fills == "currency"
        or one.kind in ("key", "date", "instant")
        or bool(_BY_ITSELF.fullmatch(one.header) or _ID.search(one.header))
    )


def _broken(evidence: Evidence, constant: list[Column], told: list[Column]) -> tuple[Breakdown, ...]:
    nearly = [one for one in told if not one.is_constant and one.is_choice]
    rows = [row for one in (*constant, *nearly) if (row := _row(evidence, one))][:_SHOWN]
    called = labels("table", "column", "value", "rows", "filled")  # fmt: skip
    return (Breakdown(say("One value in %(share)s of the filled rows or more", share=percent(NEARLY)), called,
                      tuple(rows)),)  # fmt: skip


def _row(evidence: Evidence, one: Column) -> dict[str, object] | None:
    value, times = values(evidence, f"raw_{one.table}", one.header, most=1)[0]
    if times < NEARLY * one.filled:
        return None
    return {"table": say(NOUNS[one.table]), "column": one.header, "value": value[:80], "rows": times,
            "filled": one.filled}  # fmt: skip


CHECK = Check(
    "constant_fields",
    "capture",
    marked("Fields that never change"),
    marked("A field that says the same of everybody costs a question on every form and answers none."),
    marked("Take it off the forms and layouts, or find out why the answers are not written down."),
    ((("leads", ""), ("people", ""), ("accounts", ""), ("deals", "")),),
    find,
    marked("Every field that is filled in tells records apart."),
)
