"""The columns of late_discovery, in the reader's language."""

from __future__ import annotations

from detente.analytics.answer import Column
from detente.analytics.language import say
from detente.analytics.reports.columns import count_column, rate_columns, stands_column


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (*_found(), *_spent(), *_known(), *_rest())


def _found() -> tuple[Column, ...]:
    return (
        stands_column(),
        count_column("leads", say("Found lacking"), say("ended for a reason that speaks of the lead, as "
                                                        "stated by reps"),
                     is_brief=True),
        count_column("early", say("Before SQL"), say("found out before SQL")),
        count_column("late", say("Late"), say("found out after SQL"), is_brief=True),
        *rate_columns("late", say("Late, share"), say("found out after SQL, of those found lacking and old "
                                                      "enough to be "
                                                      "judged"), "mature_late", is_brief=True),
        count_column("late_sql", say("Late, at SQL"), say("had come as far as SQL")),
        count_column("late_proposal", say("Late, at proposal"), say("had come as far as an offer"), is_brief=True),
        count_column("late_lost", say("Late, as lost"), say("ended as a lost deal")),
    )  # fmt: skip


def _spent() -> tuple[Column, ...]:
    return (
        Column("seconds", say("Time spent"), "seconds",
               say("work of reps on late ones after the deciding fact could be known; logged, else by the stated "
                   "estimate"), "worked", is_brief=True),
        Column("estimated_share", say("Of it estimated"), "rate",
               say("share of that time that nobody logged and an estimate stands for"), "estimated"),
        Column("attempts", say("Attempts"), "number", say("attempts to reach them after that point"), "worked"),
        Column("touches", say("Responses"), "number", say("responses of theirs after that point"), "late"),
        Column("days", say("Days too long"), "days",
               say("median days from that point until they ended; blank on few"), "timed", is_brief=True),
        Column("days_low", say("Days too long, low"), "days", say("lower end of its 95 %% interval"), "timed"),
        Column("days_high", say("Days too long, high"), "days", say("upper end of its 95 %% interval"), "timed"),
        Column("cost_minor", say("Cost"), "money",
               say("that time at what an hour of the reps' teams costs; blank where no cost of a team is known"),
               "costed", is_brief=True),
    )  # fmt: skip


def _known() -> tuple[Column, ...]:
    return (
        count_column("missing", say("Never captured"), say("late ones of which the deciding field is blank "
                                                           "to this day")),
        count_column("recorded", say("On record"), say("late ones of which the deciding field is filled in by now")),
    )  # fmt: skip


def _rest() -> tuple[Column, ...]:
    return (
        count_column("mature", say("Old enough"), say("found lacking, and old enough to be judged")),
        count_column("mature_late", say("Late, old enough"), say("of them found out after SQL")),
        count_column("worked", say("Worked after"), say("late ones on which work is recorded after that point")),
        count_column("estimated", say("With estimates"), say("late ones with work whose length nobody logged")),
        count_column("costed", say("With a cost"), say("late ones whose work has a known cost")),
        count_column("timed", say("Timed"), say("late ones of which that point and the end are dated")),
        count_column("unknowable", say("Without that point"), say("late ones of which no conversation and "
                                                                  "no SQL is dated: "
                                                                  "in no time, cost or days")),
    )  # fmt: skip
