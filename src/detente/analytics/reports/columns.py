"""Columns that every report has some of, in the reader's language."""

from __future__ import annotations

from detente.analytics.answer import Column
from detente.analytics.language import say
from detente.analytics.stats.intervals import FEWEST


def count_column(name: str, label: str, meaning: str, *, is_brief: bool = False) -> Column:
    """A count that opens into its leads (or deals)."""
    return Column(name, label, "count", meaning, opens=name, is_brief=is_brief)


def rate_column(name: str, label: str, meaning: str, opens: str, *, is_brief: bool = False) -> Column:
    """A rate, which is blank on few cases."""
    return Column(name, label, "rate", rare(meaning), opens, is_brief)


def rate_columns(
    name: str, label: str, meaning: str, opens: str, *, is_brief: bool = False
) -> tuple[Column, ...]:
    """A rate and the two ends of its interval."""
    low, high = (
        say("lower end of its 95 %% interval (Wilson)"),
        say("upper end of its 95 %% interval (Wilson)"),
    )
    return (
        rate_column(f"{name}_rate", label, meaning, opens, is_brief=is_brief),
        Column(f"{name}_low", say("%(label)s, low", label=label), "rate", low, opens, is_brief),
        Column(f"{name}_high", say("%(label)s, high", label=label), "rate", high, opens, is_brief),
    )


def rare(meaning: str) -> str:
    """A meaning, and that nothing is said of few."""
    return say("%(meaning)s; blank on fewer than %(few)s", meaning=meaning, few=FEWEST)


def stands_column() -> Column:
    """How a group stands apart from the rest."""
    meaning = say("what it goes with more or less often than the rest, beyond chance and by 7 %% or more; empty where "
                  "nothing can be told")  # fmt: skip
    return Column("stands", say("Stands apart"), "text", meaning, is_brief=True, is_of_words=True)
