"""Leads and deals that go back to earlier stages."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis.stages import Question, answer
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Clean, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Records with such a move, of all with a move between two stages in an order."""
    title = say("Moves back, from and to")
    return answer(evidence, Question(beside(__file__), _sentence, _clean, title))


def _sentence(count: int, of: int) -> str:
    return say_many(
        "%(n)s record went back to an earlier stage: %(share)s of the %(of)s with a history",
        "%(n)s records went back to an earlier stage: %(share)s of the %(of)s with a history",
        count, share=percent(count / of), of=of,
    )  # fmt: skip


def _clean(count: int, of: int) -> str:
    return say("%(share)s of the %(of)s records with a history went back to an earlier stage.",
               share=percent(count / of), of=of)  # fmt: skip


CHECK = Check(
    "stages_backwards",
    "process",
    marked("Stages going backwards"),
    marked("What goes back was put forward too early: the later stages promise more than they hold."),
    marked("Agree on what must be true before a stage, in terms of what the buyer has done."),
    (("changes", ""), ("stages", "stage")),
    find,
    marked("Stages are passed in their order."),
)
