"""Stages drawn: days in each with what is expected; where leads went; groups by how many end before and after SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.fields import field, group_name
from detente.analytics.language import say
from detente.analytics.reports.dots import MOST, ROW, Dot, dots_chart, labelled
from detente.analytics.reports.stacks import Part, stacks_chart
from detente.analytics.reports.stages_compare import Falls, by_group, falls
from detente.analytics.reports.stages_places import WENT, name_of
from detente.analytics.reports.stages_rows import together
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import decimal, inside, percent


def draw(answer: Answer) -> tuple[Chart, ...]:
    """Without groups the times; with groups where each one's leads end; then where leads went from each stage."""
    stages = together(answer.rows)
    if answer.query.by is None:
        found = [_times(answer.rows), _went(stages)]
    elif any(row["stay_days"] is not None or row["ended_rate"] is not None for row in answer.rows):
        found = [_fallen(answer, _early, say("Ended before SQL (95 %% interval)")),
                 _fallen(answer, _late, say("Ended after SQL, of the rest (95 %% interval)")),
                 _went(stages)]  # fmt: skip
    else:
        found = [_went(stages)]
    return tuple(chart for chart in found if chart)


def _early(found: Falls) -> tuple[int, int]:
    return found.early, found.judged


def _late(found: Falls) -> tuple[int, int]:
    return found.late, found.past


def _fallen(answer: Answer, which: Callable[[Falls], tuple[int, int]], title: str) -> Chart | None:
    """A dot a group: of its leads old enough, filled; of young ones, where it has no others, hollow."""
    dots, seen = [], [0, 0]
    for group, rows in list(by_group(answer.rows, answer.query).items()):
        old, is_young = falls(rows), False
        part, whole = which(old)
        if whole < FEWEST:
            part, whole = which(_of_all(rows))
            is_young = True
        else:
            seen = [seen[0] + part, seen[1] + whole]
        if whole >= FEWEST:
            low, high = wilson(part, whole)
            is_apart = any(row["stands"] for row in rows)
            label = labelled(part / whole, part, whole)
            dots.append(Dot(group_name(group), part / whole, low, high, label, is_apart, is_young))
    if not dots or not seen[1]:
        return None
    described = say(
        "%(title)s by %(field)s, %(groups)s groups; %(middle)s of all. Hollow where nearly all are too young.",
        title=title, field=inside(field(str(answer.query.by)).label), groups=len(dots),
        middle=percent(seen[0] / seen[1]),
    )  # fmt: skip
    return dots_chart(
        dots[:MOST], middle=seen[0] / seen[1], title=title, description=described, hue=theme.SALES
    )


def _of_all(rows: Sequence[Row]) -> Falls:
    """The same of all leads, whatever their age."""
    whole = [row | {"mature_last": row["stood_last"], "mature_ended": row["ended"]} for row in rows]
    return falls(whole)


def _went(stages: Sequence[Row]) -> Chart | None:
    parts = [
        Part(name_of(row), say(label), row[key], hue)
        for row in stages for key, label, hue in WENT if any(one[key] for one in stages)
    ]  # fmt: skip
    if not parts:
        return None
    told = ", ".join(say("%(stage)s: %(leads)s entered, %(ended)s ended", stage=name_of(row), leads=row["leads"],
                         ended=row["ended"]) for row in stages)  # fmt: skip
    title = say("Where leads went from each stage")
    return stacks_chart(parts, title=title, description=f"{title}. {told}.")


def _times(rows: Sequence[Row]) -> Chart | None:
    known = [_stay(row) for row in rows if row["stay_days"] is not None]
    if not known:
        return None
    import altair as alt

    names = [one["group"] for one in known]
    axis = alt.Axis(tickCount=6, grid=True, gridColor=theme.LINE, labelFontSize=12, domain=False)
    x = alt.X("days:Q", scale=alt.Scale(zero=True), axis=axis, title=None)
    y = alt.Y("group:N", sort=names, title=None, axis=alt.Axis(labelLimit=150, labelFontSize=13))
    tips = [alt.Tooltip("group:N", title=say("Group")), alt.Tooltip("label:N", title=say("Days in stage"))]
    base = alt.Chart(alt.Data(values=known)).encode(y=y, tooltip=tips)
    layers = (
        base.mark_rule(strokeWidth=1.5, color=theme.EDGE).encode(x=alt.X("days:Q", axis=axis, title=None), x2="most:Q"),
        base.mark_rule(strokeWidth=5, opacity=0.5, color=theme.SALES).encode(x="low:Q", x2="high:Q"),
        base.mark_point(size=110, filled=True, opacity=1, color=theme.SALES).encode(x=x),
        base.mark_tick(thickness=3, height=18, color=theme.INK).encode(x="expected:Q"),
    )  # fmt: skip
    title = say("Days in stage: median to 90 %%, tick: expected")
    described = f"{title}. " + "; ".join(f"{one['group']}: {one['label']}" for one in known)
    chart = alt.layer(*layers).properties(width="container", height=ROW * len(known), title=theme.title(title),
                                          description=described)  # fmt: skip
    spec: Chart = chart.to_dict(validate=False)
    return spec | {"config": theme.config()}


def _stay(row: Row) -> dict[str, Any]:
    days, low, high, most = (row[f"stay_{name}"] for name in ("days", "days_low", "days_high", "p90_days"))
    expected = row["expected_days"]
    label = say("%(days)s days", days=decimal(days))
    if expected is not None:
        label = say("%(days)s days, %(expected)s expected", days=decimal(days), expected=decimal(expected, 0))
    return {
        "group": name_of(row), "days": days, "low": low if low is not None else days,
        "high": high if high is not None else days, "most": most if most is not None else days,
        "expected": expected, "label": label,
    }  # fmt: skip
