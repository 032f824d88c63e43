"""The table `stage_moves`: each move between two stages in an order, made once for all checks of an evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detente.analytics.audit.checks.process.basis.labels import labels, rows_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Clean, Finding, Skipped, Sureness
from detente.analytics.audit.sql import beside
from detente.analytics.language import say
from detente.analytics.stats.intervals import FEWEST

MOVES = beside(__file__, "stage_moves")

FEW = 0.05
"""Judgement: up to one record in twenty is a correction, not a habit."""


@dataclass(frozen=True)
class Question:
    """One way in which moves go wrong: a SELECT of `object, record, old, new, moment`, and what is said of it."""

    sql: str
    sentence: Callable[[int, int], str]
    clean: Callable[[int, int], str]
    title: str


def prepare(evidence: Evidence) -> None:
    """Make `stage_moves` where it is not there yet."""
    evidence.connection.execute(MOVES)


def answer(evidence: Evidence, question: Question) -> Finding | Clean | Skipped:
    """Records with such a move, of all with a move between two stages in an order."""
    prepare(evidence)
    of = evidence.one("SELECT count(*) FROM (SELECT DISTINCT object, record FROM stage_moves) AS r")
    if of < FEWEST:
        return Skipped(say("The history tells the order of stages for fewer than %(n)s records.", n=FEWEST))
    told = evidence.rows(
        f"SELECT object, count(DISTINCT record) AS n FROM ({question.sql}) AS r GROUP BY object ORDER BY n DESC, object"
    )
    count = sum(row["n"] for row in told)
    if count <= FEW * of:
        return Clean(question.clean(count, of))
    return _finding(evidence, question, count, of, told[0]["object"])


def _finding(evidence: Evidence, question: Question, count: int, of: int, table: str) -> Finding:
    pairs = evidence.rows(
        f"SELECT old, new, count(*) AS moves FROM ({question.sql}) AS r GROUP BY ALL "
        "ORDER BY moves DESC, old, new LIMIT 12"
    )
    listed = f"SELECT record, old, new, moment AS at FROM ({question.sql}) AS r WHERE object = $object"
    placed = evidence.one("SELECT bool_and(is_placed) FROM stage_moves")
    sureness: Sureness = "counted" if placed else "a sign"
    return Finding(
        question.sentence(count, of), count, of, say("records"), sureness=sureness,
        rows=rows_of(table, listed, "record old new at", object=table),
        breakdowns=(Breakdown(question.title, labels("old", "new", "moves"), tuple(pairs)),), weight=0.6,
    )  # fmt: skip
