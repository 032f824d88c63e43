"""The columns of scores, in the reader's language."""

from __future__ import annotations

from detente.analytics.answer import Column
from detente.analytics.language import say
from detente.analytics.reports.columns import count_column, rate_columns


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (*_answers(), *_wins(), *_odd())


def _answers() -> tuple[Column, ...]:
    return (
        count_column("handoffs", say("Handed over"), say("leads that marketing handed over in the period, each once"),
                     is_brief=True),
        Column("mean_score", say("Mean points"), "number", say("mean of the points when handed over"), "handoffs",
               is_brief=True),
        count_column("answered", say("Answered"), say("accepted or rejected")),
        count_column("accepted", say("Accepted"), say("sales took it to work it"), is_brief=True),
        count_column("rejected", say("Rejected"), say("refused before contact")),
        *rate_columns("acceptance", say("Acceptance"), say("accepted of those answered"), "accepted", is_brief=True),
    )  # fmt: skip


def _wins() -> tuple[Column, ...]:
    return (
        count_column("won", say("Won"), say("won, and the win holds"), is_brief=True),
        count_column("judged", say("Old enough"), say("handed over long enough ago to be judged, since wins are "
                                                      "recorded"), is_brief=True),
        count_column("judged_won", say("Won of them"), say("won, of those old enough")),
        *rate_columns("won", say("Won rate"), say("won of those old enough"), "judged_won", is_brief=True),
        count_column("mature", say("Mature"), say("handed over long enough ago")),
        count_column("immature", say("Immature"), say("open, and handed over too recently to be judged")),
        count_column("truncated", say("Before wins"), say("handed over before wins were recorded")),
    )  # fmt: skip


def _odd() -> tuple[Column, ...]:
    return (
        count_column("high_rejected", say("High, rejected"), say("in the highest band, and rejected by sales"),
                     is_brief=True),
        count_column("low_won", say("Low, won"), say("in the lowest band that was handed over, and won"),
                     is_brief=True),
        count_column("without_band", say("Without points"), say("handed over while the playbook had no points")),
    )  # fmt: skip
