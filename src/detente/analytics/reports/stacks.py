"""Counts as bars from zero, each bar in parts that are labelled where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.analytics import theme
from detente.analytics.answer import Chart
from detente.analytics.language import say
from detente.analytics.reports.dots import ROW


@dataclass(frozen=True)
class Part:
    """A part of a group's bar."""

    group: str
    name: str
    number: int
    hue: str


def stacks_chart(parts: Sequence[Part], *, title: str, description: str) -> Chart:
    """The groups in their order from the top, the parts in theirs from the left; a legend names several hues."""
    import altair as alt

    names = list(dict.fromkeys(part.name for part in parts))
    hues = {part.name: part.hue for part in parts}
    rows = [
        {"group": part.group, "name": part.name, "number": part.number, "nth": names.index(part.name)}
        for part in parts
    ]
    groups = list(dict.fromkeys(part.group for part in parts))
    axis = alt.Axis(
        format=",d", tickMinStep=1, tickCount=5, grid=True, gridColor=theme.LINE, labelFontSize=12
    )
    colour = alt.Color(
        "name:N",
        scale=alt.Scale(domain=names, range=[hues[name] for name in names]),
        legend=alt.Legend(title=None, orient="top", labelFontSize=13, symbolType="square", columns=3)
        if names[1:]
        else None,
    )
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(size=14)
        .encode(
            y=alt.Y("group:N", sort=groups, title=None, axis=alt.Axis(labelLimit=150, labelFontSize=13)),
            x=alt.X("number:Q", stack="zero", title=None, axis=axis),
            color=colour,
            order="nth:Q",
            tooltip=[
                alt.Tooltip("group:N", title=say("Group")),
                alt.Tooltip("name:N", title=say("Part")),
                alt.Tooltip("number:Q", title=say("Number")),
            ],
        )
        .properties(
            width="container",
            height=ROW * max(len(groups), 1),
            title=theme.title(title),
            description=description,
        )
    )
    spec: Chart = chart.to_dict(validate=False)
    return spec | {"config": theme.config()}
