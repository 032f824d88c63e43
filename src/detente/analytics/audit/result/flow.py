"""The funnel as the result shows it."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analytics.audit import funnel as reckoned
from detente.analytics.audit.result.document import Column, Flow, Step, Table
from detente.analytics.language import say
from detente.analytics.wording import day

TEAMS = {
    "leads": "marketing",
    "qualified": "marketing",
    "accepted": "handover",
    "deal": "sales",
    "won": "sales",
}
"""In whose colour a step is drawn: marketing's, sales', or the hand-over between them."""


def flow_of(funnel: reckoned.Funnel | None) -> Flow | None:
    """The funnel's steps as they are shown; None without a funnel."""
    if funnel is None:
        return None
    matured = funnel.matured
    return Flow(
        steps=_steps(funnel.steps),
        matured=_steps(matured.steps) if matured else (),
        matured_says=_matured_says(matured) if matured else "",
        by_source=_by_source(matured.by_source if matured and matured.by_source else funnel.by_source),
        missing=funnel.missing,
        notes=funnel.notes,
    )


def _steps(steps: Iterable[reckoned.Step]) -> tuple[Step, ...]:
    return tuple(
        Step(one.slug, one.name, one.count, one.share, one.interval, one.share_of_before, one.untold)
        for one in steps
    )


def _matured_says(matured: reckoned.Matured) -> str:
    """Which leads are old enough to be judged."""
    words = {"days": matured.days, "to": day(matured.created_to)}
    if matured.created_from:
        return say(
            "Leads created from %(start)s to %(to)s: old enough for nine of ten wins, which take up to %(days)s days.",
            start=day(matured.created_from), **words,
        )  # fmt: skip
    return say(
        "Leads created up to %(to)s: old enough for nine of ten wins, which take up to %(days)s days.",
        **words,
    )


def _by_source(sources: tuple[reckoned.SourceFunnel, ...]) -> Table | None:
    """A row for each source: how many came how far, and the share of the last step with its interval."""
    if len(sources) < 2:
        return None
    steps = sources[0].steps
    columns = (
        Column("source", say("Source")),
        *(Column(step.slug, step.name, "count") for step in steps),
        *((Column("share", say("Share that got there"), "share"), Column("low", say("From"), "share"),
           Column("high", say("To"), "share")) if len(steps) > 1 else ()),
    )  # fmt: skip
    rows = tuple(
        (one.source or say("none told"), *(step.count for step in one.steps), *_end(one.steps))
        for one in sources
    )
    return Table(say("By source"), columns, rows, len(rows))


def _end(steps: tuple[reckoned.Step, ...]) -> tuple[float | None, ...]:
    if len(steps) < 2:
        return ()
    last = steps[-1]
    low, high = last.interval or (None, None)
    return last.share, low, high
