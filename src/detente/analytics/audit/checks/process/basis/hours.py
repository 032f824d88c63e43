"""Whether a column of instants tells hours, or only days written as midnight."""

from __future__ import annotations

from detente.analytics.audit.evidence import Evidence

_SAME = 0.9


def has_hours(evidence: Evidence, table: str, column: str) -> bool:
    """False where 9 of 10 values stand at one hour: a day that was written as an instant, or a nightly load."""
    found = evidence.rows(
        f'SELECT count(*) AS n FROM "{table}" WHERE "{column}" IS NOT NULL GROUP BY hour("{column}")'
    )
    counts = [row["n"] for row in found]
    return bool(counts) and max(counts) < _SAME * sum(counts)
