"""Answers that a form gives by itself: they stand in records that nobody has worked, and hardly in the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import sqrt

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import cells
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows, Skipped
from detente.analytics.audit.profile import NO_COLUMNS, Column, columns, every_column, is_prompt, told
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

WORKED = beside(__file__)
FEWEST = 50
"""Leads with an answer that were worked, and that were not, from which on the two are compared."""
ALONE, OTHERWISE = 0.9, 0.6
"""A preset answer stands in this share of the unworked ones or more, and in this share of the worked ones or less."""
_MOST_CHOICES = 50
_SURE = 5.0
_BY_NATURE = {"status", "milestone", "exit", "reason", "owner", "is_converted", "deal", "touches", "source", "country",
              "medium", "campaign", "is_bounced"}  # fmt: skip
"""What work changes by its nature, and what tells where a lead came from."""


_STATE = re.compile(r"status|stage|phase|archiv|closed|active|score", re.IGNORECASE)


def _is_told_by_work(one: Column) -> bool:
    """Whether a column changes by work: a count of it, or the state of the lead under another name."""
    return one.fills in _BY_NATURE or one.kind == "number" or bool(_STATE.search(one.header))


@dataclass(frozen=True)
class Preset:
    """An answer, and how many unworked and worked leads give it, of how many that answer at all."""

    column: Column
    said: str
    unworked: int
    of_unworked: int
    worked: int
    of_worked: int


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Values that nearly all unworked leads share and most worked ones don't, in columns of few choices."""
    if not every_column(evidence):
        return Skipped(say(NO_COLUMNS))
    split = evidence.rows(f"SELECT is_worked, count(*) AS n FROM ({WORKED}) AS w GROUP BY is_worked")
    if len([row for row in split if row["n"] >= FEWEST]) < 2:
        return Skipped(say("It takes %(n)s leads that were worked and %(n)s that were not.", n=FEWEST))
    asked = [one for one in columns(evidence, "leads")
             if one.is_choice and 1 < one.distinct <= _MOST_CHOICES and not _is_told_by_work(one)]  # fmt: skip
    found = _presets(evidence, asked) if asked else []
    if not found:
        return None
    worst = max(found, key=lambda one: one.unworked)
    sentence = say(
        "“%(said)s” stands in %(unworked)s of the leads that nobody has worked and in %(worked)s of the others: "
        "“%(column)s” is most likely preset", said=worst.said, column=worst.column.header,
        unworked=percent(worst.unworked / worst.of_unworked), worked=percent(worst.worked / worst.of_worked),
    )  # fmt: skip
    if len(found) > 1:
        sentence += say_many("; %(n)s more column looks so", "; %(n)s more columns look so", len(found) - 1)
    rows = Rows("leads", cells("leads", worst.column.header, "r.said = $said"), labels("record", "row_no", "said"),
                parameters={"said": worst.said})  # fmt: skip
    return Finding(sentence, worst.unworked, worst.of_unworked, "leads", "a sign", rows=rows,
                   breakdowns=(_broken(found),), fix="normalise", weight=0.5)  # fmt: skip


def _presets(evidence: Evidence, asked: list[Column]) -> list[Preset]:
    named = ", ".join(f"{told(one.header, 'r')} AS c{nth}" for nth, one in enumerate(asked))
    sets = ", ".join(f"(is_worked, c{nth})" for nth in range(len(asked)))
    which = " ".join(f"WHEN grouping(c{nth}) = 0 THEN {nth}" for nth in range(len(asked)))
    said = f"coalesce({', '.join(f'c{nth}' for nth in range(len(asked)))})"
    rows = evidence.rows(
        f"SELECT CASE {which} END AS place, {said} AS said, is_worked, count(*) AS n "
        f"FROM (SELECT w.is_worked, {named} FROM ({WORKED}) AS w "
        "INNER JOIN raw_leads AS r ON r.file_no = w.file_no AND r.row_no = w.row_no) AS g "
        f"GROUP BY GROUPING SETS ({sets})"
    )
    counts: dict[tuple[int, bool], dict[str, int]] = {}
    for row in rows:
        if row["said"] is not None:
            counts.setdefault((row["place"], row["is_worked"]), {})[row["said"]] = row["n"]
    found = (
        _preset(one, counts.get((nth, False), {}), counts.get((nth, True), {}))
        for nth, one in enumerate(asked)
    )
    return [one for one in found if one]


def _preset(column: Column, unworked: dict[str, int], worked: dict[str, int]) -> Preset | None:
    alone, others = sum(unworked.values()), sum(worked.values())
    if min(alone, others) < FEWEST:
        return None
    said = max(unworked, key=lambda value: unworked[value])
    share, rest = unworked[said] / alone, worked.get(said, 0) / others
    spread = sqrt(share * (1 - share) / alone + rest * (1 - rest) / others) or 1e-9
    is_preset = share >= ALONE and rest <= OTHERWISE and share - rest > _SURE * spread and not is_prompt(said)
    return Preset(column, said, unworked[said], alone, worked.get(said, 0), others) if is_preset else None


def _broken(found: list[Preset]) -> Breakdown:
    called = labels("column", "said", unworked=say("Unworked leads"), of_unworked=say("of"), worked=say("Worked leads"),
                    of_worked=say("of"))  # fmt: skip
    rows = ({"column": one.column.header, "said": one.said, "unworked": one.unworked, "of_unworked": one.of_unworked,
             "worked": one.worked, "of_worked": one.of_worked} for one in found)  # fmt: skip
    return Breakdown(say("Answers that look preset"), called, tuple(rows))


CHECK = Check(
    "preset_answers",
    "capture",
    marked("Answers that are preset"),
    marked(
        "What the form fills in by itself says nothing about a lead, and makes the others' answers look rare."
    ),
    marked("Let the field start blank, and read this value as blank where nobody has worked the lead."),
    (
        ("leads", ""),
        (("activities", "lead"), ("leads", "worked_at"), ("leads", "touches"), ("leads", "last_worked_at")),
    ),
    find,
    marked("No answer stands only in records that nobody has worked."),
)
