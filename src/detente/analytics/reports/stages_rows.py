"""A stage's row made whole: its names, rates, intervals and times; and the stages over all groups."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Row
from detente.analytics.report import Beside
from detente.analytics.reports.stages_columns import columns
from detente.analytics.reports.stages_places import english_name, phase, place_in_path
from detente.analytics.stats.intervals import rated
from detente.analytics.stats.survival import Wait, time_until

RATES = {"over": ("over", "due"), "ended": ("mature_ended", "mature")}
"""Each rate and its interval: part and whole."""
TIMES = tuple(f"{name}_days{end}" for name in ("stay", "stay_p90") for end in ("", "_low", "_high"))
_NAMES = tuple(column.name for column in columns())
_COUNTS = tuple(column.name for column in columns() if column.unit == "count")
_BESIDE = ("happened", "tenths", "expected_least", "expected_most")
_UNKNOWN: Row = {"stage": None, "milestone": None, "stands": "", "expected_days": None} | dict.fromkeys(TIMES)


def complete(row: Row) -> Row:
    """A counted row with its names, rates and intervals, in the published order of the columns."""
    row = _UNKNOWN | row
    row |= {
        "stands": row["stands"] or "",
        "name": english_name(row["stage"]),
        "phase": phase(row["milestone"]),
    }
    row |= rated(row, RATES)
    least = row.get("expected_least")
    if least is not None:
        row["expected_days"] = least if least == row["expected_most"] else None
    rest = [name for name in row if name not in _NAMES and name not in _BESIDE]
    return {name: row[name] for name in [*rest, *_NAMES]}


def together(rows: Sequence[Row], beside: Beside | None = None) -> list[Row]:
    """A row for each stage over all groups, along the path; with its times where the waits are given."""
    found: dict[str, Row] = {}
    for row in rows:
        own = found.setdefault(row["stage"], row | dict.fromkeys(_COUNTS, 0) | {"same": row["expected_days"]})
        own |= {name: own[name] + row[name] for name in _COUNTS}
        own["same"] = row["expected_days"] if row["expected_days"] == own["same"] else None
    whole = [complete(row | {"expected_days": row.pop("same")}) for row in found.values()]
    if beside is not None:
        whole = [row | times_of(beside, row["stage"], None) for row in whole]
    return sorted(whole, key=place_in_path)


def times_of(beside: Beside, stage: str, group: tuple[str | None] | None) -> Row:
    """How long leads stay in a stage, of one group or (None) of all."""
    waits = [
        Wait(row["tenths"] / 10, row["happened"], row["leads"])
        for row in beside.get("waits", ())
        if row["stage"] == stage and (group is None or row["group_key"] == group[0])
    ]
    found = time_until(waits)
    return {
        "stay_days": found.median, "stay_days_low": found.low, "stay_days_high": found.high,
        "stay_p90_days": found.p90, "stay_p90_days_low": found.p90_low, "stay_p90_days_high": found.p90_high,
    }  # fmt: skip
