"""The table `deal_state`: each deal with the work on it, made once for all checks of an evidence."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.sql import beside

STATE = beside(__file__)
WORK = beside(__file__, "deal_work")

FEWEST_CLOSED = 30
"""Closed deals from which the length of a deal is told."""


@dataclass(frozen=True)
class Tempo:
    """What deals of this export take: days within which 95 of 100 closed, days that 9 of 10 won ones never rested."""

    closed_within: int | None
    never_rested: int | None


def prepare(evidence: Evidence) -> None:
    """Make `deal_work` and `deal_state` where they are not there yet."""
    parameters = {"as_of": evidence.as_of}
    evidence.connection.execute(WORK, parameters)
    evidence.connection.execute(STATE, parameters)


def tempo(evidence: Evidence) -> Tempo:
    """How long deals take and rest, by the deals that closed; None where too few of them tell."""
    row = evidence.rows("""
        SELECT count(took) AS closed, quantile_disc(took, 0.95) AS within,
            count(longest_rest) FILTER (is_won) AS rested,
            quantile_disc(longest_rest, 0.9) FILTER (is_won) AS rest
        FROM deal_state
    """)[0]
    return Tempo(
        row["within"] if row["closed"] >= FEWEST_CLOSED else None,
        max(row["rest"], 7) if row["rested"] >= FEWEST_CLOSED else None,
    )
