"""Leads and deals that skip stages."""

from __future__ import annotations

from detente.analytics.audit.checks.process.basis.stages import Question, answer
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Clean, Finding, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Records with such a move, of all with a move between two stages in an order."""
    title = say("Stages jumped over, from and to")
    return answer(evidence, Question(beside(__file__), _sentence, _clean, title))


def _sentence(count: int, of: int) -> str:
    return say_many(
        "%(n)s record skipped a stage that others stand in: %(share)s of the %(of)s with a history",
        "%(n)s records skipped a stage that others stand in: %(share)s of the %(of)s with a history",
        count, share=percent(count / of), of=of,
    )  # fmt: skip


def _clean(count: int, of: int) -> str:
    return say("Stages are skipped by %(share)s of the %(of)s records with a history.",
               share=percent(count / of), of=of)  # fmt: skip


CHECK = Check(
    "stages_skipped",
    "process",
    marked("Stages skipped"),
    marked(
        "A stage that many skip is no agreement: conversion between stages and time in them tell nothing there."
    ),
    marked("Ask why: drop the stage, or make what it asks for a condition of the next one."),
    (("changes", ""), ("stages", "stage")),
    find,
    marked("Stages are passed in their order."),
)
