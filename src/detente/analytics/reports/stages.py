"""How long leads stand in each stage, and where they go from there or end."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.fields import field
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.people_seen import cut_to_reader
from detente.analytics.reports.stages_columns import columns
from detente.analytics.reports.stages_compare import apart
from detente.analytics.reports.stages_places import english_name, phase, place_in_path
from detente.analytics.reports.stages_words import cautions, definitions, headline
from detente.analytics.stats.intervals import interval, rate
from detente.analytics.stats.survival import Wait, time_until

RATES = {"over": ("over", "due"), "ended": ("mature_ended", "mature")}
"""Each rate and its interval: part and whole."""
_TIMES = tuple(f"{name}_days{end}" for name in ("stay", "stay_p90") for end in ("", "_low", "_high"))
_HIDDEN = (*(f"{name}_{end}" for name in RATES for end in ("rate", "low", "high")), *_TIMES)
_NAMES = tuple(column.name for column in columns())
_COUNTS = tuple(column.name for column in columns() if column.unit == "count")
_BESIDE = ("happened", "tenths", "expected_least", "expected_most")
_UNKNOWN: Row = {"stage": None, "milestone": None, "stands": "", "expected_days": None} | dict.fromkeys(
    _TIMES
)


def complete(row: Row) -> Row:
    """A counted row with its names, rates and intervals, in the published order of the columns."""
    row = _UNKNOWN | row
    row |= {
        "stands": row["stands"] or "",
        "name": english_name(row["stage"]),
        "phase": phase(row["milestone"]),
    }
    for name, (part, whole) in RATES.items():
        row[f"{name}_rate"] = rate(row[part], row[whole])
        row[f"{name}_low"], row[f"{name}_high"] = interval(row[part], row[whole])
    least = row.get("expected_least")
    if least is not None:
        row["expected_days"] = least if least == row["expected_most"] else None
    rest = [name for name in row if name not in _NAMES and name not in _BESIDE]
    return {name: row[name] for name in [*rest, *_NAMES]}


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """Groups in their order, in each the stages along the path, with their times and what stands apart."""
    held = [row for row in rows if row["leads"]]
    by = query.by
    timed = [row | _times(beside, row["stage"], (row[by],) if by else None) for row in held]
    told = [row | {"stands": words} for row, words in zip(timed, apart(timed, query), strict=True)]
    return cut_to_reader(_in_order(told, query), query, _HIDDEN)


def _in_order(rows: Sequence[Row], query: Query) -> list[Row]:
    order = {row["stage"]: nth for nth, row in enumerate(together(rows))}
    held = sorted(rows, key=lambda row: order[row["stage"]])
    if query.by is None:
        return held
    by, size = query.by, dict.fromkeys((row[query.by] for row in rows), 0)
    for row in rows:
        size[row[by]] += row["stood_last"] + row["joined"]
    first = 0 if field(by).is_ordered else -1
    return sorted(held, key=lambda row: (first * size[row[by]], row[by] is None, row[by] or ""))


def finish_total(total: Row, query: Query, beside: Beside) -> Row:
    """All together; the times of each stage over all groups go along for headline and picture."""
    return total | {"name": "", "phase": ""}


def together(rows: Sequence[Row], beside: Beside | None = None) -> list[Row]:
    """A row for each stage over all groups, along the path; with its times where the waits are given."""
    found: dict[str, Row] = {}
    for row in rows:
        own = found.setdefault(row["stage"], row | dict.fromkeys(_COUNTS, 0) | {"same": row["expected_days"]})
        own |= {name: own[name] + row[name] for name in _COUNTS}
        own["same"] = row["expected_days"] if row["expected_days"] == own["same"] else None
    whole = [complete(row | {"expected_days": row.pop("same")}) for row in found.values()]
    if beside is not None:
        whole = [row | _times(beside, row["stage"], None) for row in whole]
    return sorted(whole, key=place_in_path)


def _times(beside: Beside, stage: str, group: tuple[str | None] | None) -> Row:
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


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.stages_chart import draw

    return draw(answer)


REPORT = Report(
    slug="stages",
    name=marked("Stages"),
    asks=marked("How long do leads stand in each stage, and where do they end?"),
    sql=sql_of("stages"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    splits=("stage",),
    finish=finish,
    finish_total=finish_total,
)
