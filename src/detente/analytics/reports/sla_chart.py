"""The SLA drawn: both teams' promises as bars on one scale, then each period; hollow where it is not over."""

from __future__ import annotations

from typing import Any

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.language import say
from detente.analytics.reports.sla_kept import PROMISES, Kept, is_over, over_all
from detente.analytics.wording import percent

_HUES = {"marketing": theme.MARKETING, "sales": theme.SALES}
_ROW = 34
_BAND = 76
"""Pixels of a promise's band in the picture by period."""
_ALL = 0.6
"""How high all of a promise lies in its band; what is more goes above, up to `_MOST` times of it."""
_MOST = 1.35
_TOP = 0.95
"""How high its name stands in it."""


def draw(answer: Answer) -> tuple[Chart, ...]:
    """The promises over all periods; then by period, where there are several."""
    kept = [one for one in over_all(answer.rows) if one.share is not None]
    if not kept:
        return ()
    rows = [row for row in answer.rows if row["fulfilled_rate"] is not None]
    periods = {row[str(answer.query.by)] for row in rows}
    return (_whole(kept), _by_period(answer, rows)) if len(periods) > 1 else (_whole(kept),)


def _axis(most: float) -> tuple[Any, Any]:
    import altair as alt

    scale = alt.Scale(domain=[0, max(1.05, most * 1.02)], nice=False)
    axis = alt.Axis(
        format=".0%", tickCount=6, grid=True, gridColor=theme.LINE, labelFontSize=12, domain=False
    )
    return scale, axis


def _legend() -> Any:
    """The two teams and their hues."""
    import altair as alt

    teams = [say("marketing"), say("sales")]
    return alt.Color(
        "team:N", scale=alt.Scale(domain=teams, range=list(_HUES.values())),
        legend=alt.Legend(title=None, orient="top", labelFontSize=13, symbolType="square"),
    )  # fmt: skip


def _whole(kept: list[Kept]) -> Chart:
    import altair as alt

    rows = [_bar(one) for one in kept]
    scale, axis = _axis(max(row["high"] or row["share"] for row in rows))
    y = alt.Y("name:N", sort=[row["name"] for row in rows], title=None,
              axis=alt.Axis(labelLimit=220, labelFontSize=13))  # fmt: skip
    tips = [alt.Tooltip("name:N", title=say("Promise")), alt.Tooltip("label:N", title=say("Of the promise"))]
    base = alt.Chart(alt.Data(values=rows)).encode(y=y, tooltip=tips)
    bars = base.mark_bar(size=14).encode(
        x=alt.X("share:Q", scale=scale, axis=axis, title=None), color=_legend()
    )
    ends = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2, color=theme.INK).encode(
        x=alt.X("low:Q", scale=scale, title=None), x2="high:Q"
    )  # fmt: skip
    line = alt.Chart(alt.Data(values=[{"whole": 1}])).mark_rule(color=theme.INK_SOFT, strokeDash=[4, 3])
    told = ", ".join(f"{row['name']} {row['label']}" for row in rows)
    chart = alt.layer(bars, ends, line.encode(x=alt.X("whole:Q", scale=scale, title=None))).properties(
        width="container", height=_ROW * len(rows),
        title=theme.title(say("Kept, of what was promised (100 %% is all)")),
        description=say("Kept of what was promised, both teams on one scale: %(told)s.", told=told),
    )  # fmt: skip
    spec: Chart = chart.to_dict(validate=False)
    return spec | {"config": theme.config()}


def _bar(one: Kept) -> dict[str, Any]:
    low, high = one.ends or (None, None)
    return {
        "name": one.promise.name, "team": say(one.promise.team), "share": one.share, "low": low, "high": high,
        "label": percent(one.share or 0),
    }  # fmt: skip


def _by_period(answer: Answer, rows: list[Row]) -> Chart:
    """A band for each promise, one above the other: its line through the periods, and all that was promised."""
    import altair as alt

    by = str(answer.query.by)
    names = [one.name for code, one in PROMISES.items() if any(row["promise"] == code for row in rows)]
    values = [_point(row, by, names) for row in rows]
    x = alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, labelFontSize=12))
    scale = alt.Scale(domain=[0, len(names)], nice=False)
    y = alt.Y("height:Q", scale=scale, title=None, axis=None)
    tips = [
        alt.Tooltip("period:N", title=say("Period")), alt.Tooltip("name:N", title=say("Promise")),
        alt.Tooltip("label:N", title=say("Of the promise")),
    ]  # fmt: skip
    base = alt.Chart(alt.Data(values=values)).encode(x=x, y=y, tooltip=tips)
    lines = base.mark_line(strokeWidth=2).encode(detail="name:N", color=alt.Color("hue:N", scale=None))
    points = base.mark_point(size=45, strokeWidth=2, opacity=1).encode(
        stroke=alt.Stroke("hue:N", scale=None), fill=alt.Fill("fill:N", scale=None)
    )
    bands = alt.Chart(alt.Data(values=[_band(name, names) for name in names])).encode(
        y=alt.Y("height:Q", scale=scale, title=None, axis=None)
    )
    ruled = bands.mark_rule(color=theme.EDGE, strokeDash=[4, 3])
    told = bands.mark_text(align="left", baseline="middle", fontSize=13, color=theme.INK_SOFT).encode(
        x=alt.value(2), y=alt.Y("top:Q", scale=scale, title=None, axis=None), text="name:N"
    )
    chart = alt.layer(ruled, lines, points, told).properties(
        width="container", height=_BAND * len(names),
        title=theme.title(say("By period (dashed: all of it; hollow: not over)")),
        description=say("Kept of what was promised, period by period; the table has the numbers."),
    )  # fmt: skip
    spec: Chart = chart.to_dict(validate=False)
    return spec | {"config": theme.config()}


def _band(name: str, names: list[str]) -> dict[str, Any]:
    """Where all of a promise lies: the first promise on top."""
    floor = len(names) - 1 - names.index(name)
    return {"name": name, "height": floor + _ALL, "top": floor + _TOP}


def _point(row: Row, by: str, names: list[str]) -> dict[str, Any]:
    hue, name = _HUES[row["team"]], say(row["what"])
    height = _band(name, names)["height"] - _ALL + min(row["fulfilled_rate"], _MOST) * _ALL
    return {
        "period": row[by], "name": name, "height": height, "label": percent(row["fulfilled_rate"]), "hue": hue,
        "fill": hue if is_over(row) else theme.PAGE,
    }  # fmt: skip
