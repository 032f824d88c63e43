"""A dot and its interval for each group: filled where it may be judged, hollow where most of it is too young."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detente.analytics import theme
from detente.analytics.answer import Chart
from detente.analytics.language import say
from detente.analytics.wording import percent

MOST = 20
ROW = 26


@dataclass(frozen=True)
class Dot:
    """A group's share with its interval. `is_apart` sets it off, `is_young` makes it hollow."""

    group: str
    share: float
    low: float
    high: float
    label: str
    is_apart: bool = False
    is_young: bool = False


def dots_chart(dots: Sequence[Dot], *, middle: float, title: str, description: str, hue: str) -> Chart:
    """The dots in their order from the top, and a line where all together stand."""
    import altair as alt

    rows = [_row(dot, hue) for dot in dots]
    top = max((dot.high for dot in dots), default=0.01)
    scale = alt.Scale(domain=[0, min(1.0, top * 1.02)], nice=False)
    axis = alt.Axis(
        format=f".{_digits(top)}%",
        tickCount=5,
        grid=True,
        gridColor=theme.LINE,
        labelFontSize=12,
        domain=False,
    )
    y = alt.Y(
        "group:N",
        sort=[dot.group for dot in dots],
        title=None,
        axis=alt.Axis(labelLimit=150, labelFontSize=13),
    )
    tips = [alt.Tooltip("group:N", title=say("Group")), alt.Tooltip("label:N", title=say("Share"))]
    base = alt.Chart(alt.Data(values=rows)).encode(y=y, tooltip=tips)
    line = alt.Chart(alt.Data(values=[{"middle": middle}])).mark_rule(color=theme.EDGE, strokeDash=[4, 3])
    layers = (
        line.encode(x=alt.X("middle:Q", scale=scale, axis=axis, title=None)),
        base.mark_rule(strokeWidth=3, opacity=0.55).encode(
            x=alt.X("low:Q", scale=scale, title=None), x2="high:Q", color=alt.Color("hue:N", scale=None)
        ),
        base.mark_point(size=110, strokeWidth=2, opacity=1).encode(
            x="share:Q", fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("hue:N", scale=None)
        ),
    )
    chart = alt.layer(*layers).properties(
        width="container", height=ROW * max(len(rows), 1), title=theme.title(title), description=description
    )
    spec: Chart = chart.to_dict(validate=False)
    return spec | {"config": theme.config()}


def _digits(top: float) -> int:
    """Digits behind the point that tell the marks of an axis apart."""
    return 0 if top >= 0.05 else 1 if top >= 0.005 else 2


def _row(dot: Dot, hue: str) -> dict[str, Any]:
    colour = hue if dot.is_apart else theme.EDGE
    return {
        "group": dot.group, "share": dot.share, "low": dot.low, "high": dot.high, "label": dot.label, "hue": colour,
        "fill": theme.PAGE if dot.is_young else colour,
    }  # fmt: skip


def labelled(share: float, part: int, whole: int) -> str:
    """'10.5 % · 842 of 8,000'."""
    return say("%(share)s · %(part)s of %(whole)s", share=percent(share), part=part, whole=whole)
