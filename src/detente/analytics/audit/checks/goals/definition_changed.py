"""Names and meanings that changed within the period: then before and after do not compare."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from detente.analytics.audit import lead_paths
from detente.analytics.audit.checks.goals.jumps import Week, jump
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import day, listed, percent

USED = beside(__file__)
JUMPS = beside(__file__, "definition_jumps")
_KINDS = r"(?i)^(property_)?((hs_)?record.?type|(hs_|deal.?)?pipeline|sales.?process)(.?(id|name))?(__?c)?$"
_EXPECTED = 20.0
_DAY = timedelta(days=1)
_GAP, _PART = timedelta(days=45), 0.15
"""Judgement: unused for 45 days and for 15 % of the time, where 20 uses would have been expected."""
_MILESTONES = {
    "mql": marked("leads that become MQLs within two weeks"),
    "accepted": marked("leads that sales accepts within two weeks"),
    "qualified": marked("leads that sales qualifies within two weeks"),
}


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Names that came into use or went out of it, and milestones whose share jumped from one week to the next."""
    names = evidence.rows(_used(evidence), {"as_of": evidence.as_of, "has_history": _has_history(evidence)})
    weeks = _weeks(evidence)
    if not names and not any(any(week.part for week in held) for held in weeks.values()):
        return Skipped(say("It takes the history of stages, closed deals with their days, or leads with the days of "
                           "their milestones."))  # fmt: skip
    changed = [*_renamed(names), *_jumped(weeks)]
    if not changed:
        return Clean(say("No stage, record type or pipeline came up or went out of use, and no milestone's share "
                         "jumped, within the period."))  # fmt: skip
    sentence = say_many(
        "%(n)s definition changed within the period: %(first)s",
        "%(n)s definitions changed within the period, among them: %(first)s",
        len(changed), first=listed([row["what"] for row in changed[:2]]),
    )  # fmt: skip
    tried = len(names) + sum(len(held) > 0 for held in weeks.values())
    labels = {"what": say("What"), "on": say("From"), "before": say("Before"), "since": say("Since")}
    return Finding(
        sentence, len(changed), max(tried, len(changed)), "definitions", sureness="a sign",
        breakdowns=(Breakdown(say("What changed"), labels, tuple(changed)),), weight=1.0,
    )  # fmt: skip


def _has_history(evidence: Evidence) -> bool:
    return bool(
        evidence.one(
            "SELECT count(*) > 0 FROM changes WHERE object = 'deals' AND field IN ('stage', 'status')"
        )
    )


def _used(evidence: Evidence) -> str:
    """The SELECT, with record types and pipelines where the export has such columns."""
    parts = []
    for table, key in (("leads", "lead"), ("deals", "deal")):
        for header in _kinds(evidence, table):
            column = '"{}"'.format(header.replace('"', '""'))
            said = header.replace("'", "''")
            parts.append(
                f"""UNION ALL SELECT '{table}: {said}', nullif(trim(r.{column}), ''), t.created_at
                FROM raw_{table} AS r JOIN {table} AS t ON t.file_no = r.file_no AND t.row_no = r.row_no
                WHERE t.{key} IS NOT NULL AND nullif(trim(r.{column}), '') IS NOT NULL"""
            )
    return USED.replace("{kinds}", "\n".join(parts))


def _kinds(evidence: Evidence, table: str) -> list[str]:
    asked = "SELECT regexp_matches($header, $kinds)"
    return [
        header
        for header in evidence.raw_columns(table)
        if evidence.one(asked, {"header": header, "kinds": _KINDS})
    ]


def _renamed(names: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in names:
        life: timedelta = max(row["last_at"] - row["first_at"], _DAY)
        each = row["n"] / (life / _DAY)
        if _is_gap(row["first_at"] - row["begun"], each, row):
            yield _row(say("“%(name)s” came into use (%(where)s)", name=row["value"], where=row["what"]),
                       row["first_at"], "", _uses(row["n"]))  # fmt: skip
        if _is_gap(row["ended"] - row["last_at"], each, row):
            yield _row(say("“%(name)s” went out of use (%(where)s)", name=row["value"], where=row["what"]),
                       row["last_at"], _uses(row["n"]), "")  # fmt: skip


def _is_gap(gap: timedelta, each: float, row: dict[str, Any]) -> bool:
    """Whether a name was unused for long, and would have been used often at the rate of its own time."""
    period: timedelta = row["ended"] - row["begun"]
    return gap >= max(_GAP, _PART * period) and gap / _DAY * each >= _EXPECTED


def _uses(number: int) -> str:
    return say_many("used once", "used %(n)s times", number)


def _row(what: str, at: datetime, before: str, since: str) -> dict[str, Any]:
    return {"what": what, "on": at.date(), "before": before, "since": since}


def _weeks(evidence: Evidence) -> dict[str, list[Week]]:
    lead_paths.prepare(evidence)
    rows = evidence.rows(JUMPS, {"as_of": evidence.as_of})
    return {slug: [Week(row["week"], row[slug], row["whole"]) for row in rows] for slug in _MILESTONES}


def _jumped(weeks: dict[str, list[Week]]) -> Iterator[dict[str, Any]]:
    for slug, held in weeks.items():
        if found := jump(held):
            what = say(
                "the share of %(what)s goes from %(before)s to %(since)s in the week of %(day)s",
                what=say(_MILESTONES[slug]), before=percent(found.before), since=percent(found.since),
                day=day(found.starts_on),
            )  # fmt: skip
            yield {
                "what": what,
                "on": found.starts_on,
                "before": percent(found.before),
                "since": percent(found.since),
            }


CHECK = Check(
    "definition_changed",
    "goals",
    marked("Definitions that changed"),
    marked("A rate that jumps with a definition is read as work that got better or worse, and each team reads it its "
           "own way. A change of process or of the CRM looks the same."),
    marked("Write down on which day each of these changed and why, and compare only within one definition; agree the "
           "next change together before it is made."),
    ((("changes", "at"), ("deals", "closed_at"), ("deals", "created_at"), ("leads", "created_at")),),
    find,
    marked("No definition changed within the period."),
)  # fmt: skip
