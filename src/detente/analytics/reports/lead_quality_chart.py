"""Lead quality drawn: a dot and its interval for each group, wins first, then bad data."""

from __future__ import annotations

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.fields import field, group_name
from detente.analytics.language import marked, say
from detente.analytics.reports.dots import MOST, Dot, dots_chart, labelled
from detente.analytics.reports.lead_quality_compare import compared
from detente.analytics.stats.comparison import Measure
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import between, inside, percent

HALF = 0.5
"""A group of which fewer are old enough is drawn hollow."""

_TITLES = {
    "won": marked("Won, of leads old enough (95 %% interval)"),
    "defective": marked("With bad data, of the same leads"),
}


def draw(answer: Answer) -> tuple[Chart, ...]:
    """Share won; and share with bad data, where there is any."""
    by = str(answer.query.by)
    found = compared(answer.rows, by)
    charts = []
    for name in _TITLES:
        apart = [one for one in found.differences if one.measure.name == name]
        part = f"judged_{name}"
        if answer.total[part]:
            measure = Measure(name, part, "judged", "", "")
            charts.append(_chart(answer, by, measure, {one.group for one in apart}))
    return tuple(charts)


def _chart(answer: Answer, by: str, measure: Measure, apart: set[str | None]) -> Chart:
    rows = [row for row in answer.rows if row[measure.whole] >= FEWEST]
    rows = sorted(rows, key=lambda row: -row["leads"])[:MOST]
    if apart and not field(by).is_ordered:
        # In order of the share only where something stands apart: a ranking of chance is none.
        rows.sort(key=lambda row: -row[measure.part] / row[measure.whole])
    if field(by).is_ordered:
        rows = [row for row in answer.rows if row in rows]
    dots = [_dot(row, by, measure, row[by] in apart) for row in rows]
    middle = answer.total[measure.part] / answer.total[measure.whole]
    hue = theme.LATE if measure.name == "defective" else theme.MARKETING
    return dots_chart(
        dots,
        middle=middle,
        title=say(_TITLES[measure.name]),
        description=_described(dots, by, measure, middle),
        hue=hue,
    )


def _dot(row: Row, by: str, measure: Measure, is_apart: bool) -> Dot:
    part, whole = row[measure.part], row[measure.whole]
    low, high = wilson(part, whole)
    label = f"{labelled(part / whole, part, whole)} ({between(low, high)})"
    is_young = (row["developed"] or 0) < HALF
    return Dot(group_name(row[by]), part / whole, low, high, label, is_apart, is_young)


def _described(dots: list[Dot], by: str, measure: Measure, middle: float) -> str:
    label = inside(field(by).label)
    if not dots:
        return say("No %(field)s has %(few)s leads old enough to be judged.", field=label, few=FEWEST)
    low, high = min(dots, key=lambda dot: dot.share), max(dots, key=lambda dot: dot.share)
    values = {
        "field": label, "groups": len(dots), "low": percent(low.share), "lowest": low.group,
        "high": percent(high.share), "highest": high.group, "middle": percent(middle), "apart": _apart(dots),
    }  # fmt: skip
    if measure.name == "defective":
        return say("Share with bad data by %(field)s, %(groups)s groups: from %(low)s (%(lowest)s) to %(high)s "
                   "(%(highest)s), %(middle)s of all; %(apart)s.", **values)  # fmt: skip
    return say("Share won by %(field)s, %(groups)s groups: from %(low)s (%(lowest)s) to %(high)s (%(highest)s), "
               "%(middle)s of all; %(apart)s.", **values)  # fmt: skip


def _apart(dots: list[Dot]) -> str:
    apart = [dot.group for dot in dots if dot.is_apart]
    if not apart:
        return say("no difference is beyond chance")
    return say("beyond chance: %(groups)s", groups=", ".join(apart))
