"""How long leads wait for a first answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.analytics.audit.checks.process.basis import leads, logging
from detente.analytics.audit.checks.process.basis.labels import labels, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.stats.survival import Wait, time_until
from detente.analytics.wording import decimal, duration, percent

SQL = beside(__file__)
COUNTS = beside(__file__, "response_counts")
SOURCES = beside(__file__, "response_sources")

TIMED_ENOUGH = 0.5
"""Judgement: from half on of the worked leads with a time of their first answer, those with one stand for all."""
IN_DAYS = 2 * 1440
QUICK = 0.9
"""Judgement: where 9 of 10 leads are answered within a day there is no finding."""


@dataclass(frozen=True)
class Answers:
    """How leads were answered; `old` are those that came in more than a day ago."""

    old: int
    within_hour: int
    within_day: int
    never: int
    median: float | None
    """Minutes until half were answered, those still waiting weighed in; None where half were never answered."""


def find(evidence: Evidence) -> Finding | Clean | Skipped | None:
    """Leads not answered within a day, of all that came in more than a day ago."""
    leads.prepare(evidence)
    logged = logging.of_leads(evidence)
    if not logged.tells_times:
        return Skipped(logged.refusal())
    if refusal := _untimed(evidence):
        return Skipped(refusal)
    by_day = leads.by_day(evidence)
    answers = _answers(evidence, by_day)
    if answers.old < FEWEST:
        return Skipped(say("Fewer than %(n)s leads are older than a day.", n=FEWEST))
    late = answers.old - answers.within_day
    if wilson(answers.within_day, answers.old)[0] >= QUICK:
        return Clean(_sentence(answers, by_day, _in_time(answers, by_day)))
    sentence = _sentence(answers, by_day, _too_late(answers, by_day))
    parameters = {"as_of": evidence.as_of, "by_day": by_day}
    rows = rows_of("leads", SQL, "lead name owner source created_at first_at hours", **parameters)
    return Finding(
        f"{sentence} {logged.caution()}".rstrip(), late, answers.old, "leads",
        sureness="estimated" if not logged.caution() else "a sign", interval=wilson(late, answers.old),
        rows=rows, breakdowns=_by_source(evidence, parameters),
    )  # fmt: skip


def _untimed(evidence: Evidence) -> str:
    """Why nothing is said where most work has no time: those still waiting would stand for all. Empty if it has."""
    row = evidence.rows(
        "SELECT count(*) FILTER (first_at IS NOT NULL OR is_before) AS timed, "
        "count(*) FILTER (is_touched OR first_at IS NOT NULL) AS worked FROM lead_state"
    )[0]
    if row["worked"] < FEWEST or row["timed"] >= TIMED_ENOUGH * row["worked"]:
        return ""
    return say(
        "Of %(of)s leads with any sign of work only %(n)s tell when it began: it takes the activities, with the "
        "leads' keys.",
        n=row["timed"], of=row["worked"],
    )  # fmt: skip


def _answers(evidence: Evidence, by_day: bool) -> Answers:
    rows = evidence.rows(COUNTS, {"as_of": evidence.as_of, "by_day": by_day})
    old = [row for row in rows if row["is_old"]]
    passed = time_until(Wait(row["minutes"], row["happened"], row["n"]) for row in rows)
    return Answers(
        sum(row["n"] for row in old), _within(old, 1), _within(old, 2),
        sum(row["n"] for row in old if not row["happened"]), passed.median,
    )  # fmt: skip


def _within(rows: list[dict[str, Any]], band: int) -> int:
    return sum(row["n"] for row in rows if row["band"] <= band)


def _in_time(answers: Answers, by_day: bool) -> str:
    """'93.1 % within a day': of quick answers what is in order."""
    share = percent(answers.within_day / answers.old)
    return (
        say("%(share)s by the next day", share=share)
        if by_day
        else say("%(share)s within a day", share=share)
    )


def _too_late(answers: Answers, by_day: bool) -> str:
    """'68.8 % not within a day': of slow ones the share that the finding counts."""
    share = percent(1 - answers.within_day / answers.old)
    if by_day:
        return say("%(share)s not by the next day", share=share)
    return say("%(share)s not within a day", share=share)


def _sentence(answers: Answers, by_day: bool, day: str) -> str:
    never = percent(answers.never / answers.old)
    if answers.median is None:
        half = say("Fewer than half of the leads were ever answered")
    elif by_day or answers.median >= IN_DAYS:
        days = decimal(answers.median / 1440, 0 if by_day else 1)
        half = say("Half of the leads were answered after %(days)s days", days=days)
    else:
        half = say("Half of the leads were answered after %(time)s", time=duration(answers.median * 60))
    if by_day:
        return say("%(half)s; %(day)s, %(never)s never (times are told in days).",
                   half=half, day=day, never=never)  # fmt: skip
    return say(
        "%(half)s from arrival, nights and weekends counted; %(hour)s within the hour, %(day)s, "
        "%(never)s never.",
        half=half, hour=percent(answers.within_hour / answers.old), day=day, never=never,
    )  # fmt: skip


def _by_source(evidence: Evidence, parameters: dict[str, Any]) -> tuple[Breakdown, ...]:
    rows = evidence.rows(SOURCES, {**parameters, "fewest": FEWEST})
    for row in rows:
        row["share"] = row["within_day"] / row["leads"]
        row["low"], row["high"] = wilson(row["within_day"], row["leads"])
    if len(rows) < 2:
        return ()
    title = say("Answered within a day, by source, with 95 %% intervals")
    return (Breakdown(title, labels("source", "leads", "within_day", "share", "low", "high"), tuple(rows)),)


CHECK = Check(
    "response_time",
    "process",
    marked("Time to the first answer"),
    marked("Who asks compares: the longer the wait, the fewer are still reached."),
    marked(
        "Agree on a time to the first answer, and let a lead that waits longer go to somebody who is free."
    ),
    (("leads", "created_at"), (("activities", "at"), ("leads", "worked_at"))),
    find,
    marked("Leads are answered within a day."),
)
