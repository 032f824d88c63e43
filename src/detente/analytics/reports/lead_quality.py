"""Whether the leads of a source, campaign, channel or vendor are worth having: how far they come, what they cost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.lead_quality_columns import columns
from detente.analytics.reports.lead_quality_compare import apart
from detente.analytics.reports.lead_quality_words import cautions, definitions, headline
from detente.analytics.stats.intervals import cost_interval, rated, share_of_cost
from detente.analytics.stats.survival import Wait, median_of_happened

RATES = {
    "mql": ("mql", "leads"), "acceptance": ("sal", "answered"), "sql": ("sql", "leads"), "won": ("won", "leads"),
    "defective": ("defective", "leads"), "judged": ("judged_won", "judged"),
}  # fmt: skip
"""Each rate and its interval: part and whole."""

_NAMES = tuple(column.name for column in columns())


_UNKNOWN: Row = {"stands": "", "won_days": None, "won_days_low": None, "won_days_high": None}


def complete(row: Row) -> Row:
    """A counted row with its rates, intervals and unit costs, in the published order of the columns."""
    row = _UNKNOWN | {name: value for name, value in row.items() if name != "tenths"}
    row["stands"] = row["stands"] or ""
    row |= rated(row, RATES)
    row["developed"] = row["mature"] / row["leads"] if row["leads"] else None
    row["value_minor"] = _worth(row)
    row |= _unit_costs(row)
    return {name: row[name] for name in [*(row.keys() - set(_NAMES)), *_NAMES]}


def _worth(row: Row) -> int | None:
    """Value of the wins: 0 where nothing is won, blank where wins are worth nobody knows what."""
    value: int | None = row["value_minor"]
    return 0 if value is None and not row["won"] else value


def _unit_costs(row: Row) -> dict[str, Any]:
    """Cost for each lead, accepted, qualified and won, all of the leads that a cost is recorded for."""
    names = {"lead": "costed", "accepted": "costed_sal", "qualified": "costed_sql", "won": "costed_won"}
    cost = row["cost_minor"]
    found = {
        f"cost_per_{name}_minor": None if cost is None else share_of_cost(cost, row[part])
        for name, part in names.items()
    }
    low, high = (None, None) if cost is None else cost_interval(cost, row["costed_won"], row["costed"])
    return found | {"cost_per_won_low_minor": low, "cost_per_won_high_minor": high}


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """Rows with what takes more than their own counts: the time to win, and what stands apart."""
    by = str(query.by)
    waits: dict[Any, list[Wait]] = {}
    for one in beside.get("waits", ()):
        if one["tenths"] is not None:
            wait = Wait(one["tenths"] / 10, one["won"] > 0, one["leads"])
            waits.setdefault(one["group_key"], []).append(wait)
    return [
        row | _days(waits.get(row[by], ())) | {"stands": told}
        for row, told in zip(rows, apart(rows, by), strict=True)
    ]


def _days(waits: Iterable[Wait]) -> dict[str, float | None]:
    found = median_of_happened(waits)
    if found is None:
        return {}
    return {"won_days": found.days, "won_days_low": found.low, "won_days_high": found.high}


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.lead_quality_chart import draw

    return draw(answer)


REPORT = Report(
    slug="lead_quality",
    name=marked("Lead quality"),
    asks=marked("Are the leads from each source worth having?"),
    sql=sql_of("lead_quality"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    default_by="source",
    beside={"unrated": sql_of("beside/unrated")},
    finish=finish,
)
