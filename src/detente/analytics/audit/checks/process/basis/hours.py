"""Whether a column of instants tells hours, or only days written as midnight."""

from __future__ import annotations

from detente.analytics.audit.evidence import Evidence

_SAME = 0.9
_MIDNIGHT = 0.2
"""Judgement: work is hardly done at midnight sharp: from one in five such values on they are days."""


def has_hours(evidence: Evidence, table: str, column: str) -> bool:
    """False where 9 of 10 values stand at one hour: a day that was written as an instant, or a nightly load.

    Nor where many stand at midnight sharp: the tasks of Salesforce tell the day, beside meetings that tell the hour.
    """
    local = f"timezone($zone, timezone('UTC', \"{column}\"))"
    sharp = evidence.rows(
        f"SELECT count(*) AS n, count(*) FILTER (CAST({local} AS TIME) = TIME '00:00:00') AS sharp "
        f'FROM "{table}" WHERE "{column}" IS NOT NULL', {"zone": evidence.zone},
    )[0]  # fmt: skip
    if sharp["sharp"] > _MIDNIGHT * sharp["n"]:
        return False
    found = evidence.rows(
        f'SELECT count(*) AS n FROM "{table}" WHERE "{column}" IS NOT NULL GROUP BY hour("{column}")'
    )
    counts = [row["n"] for row in found]
    return bool(counts) and max(counts) < _SAME * sum(counts)
