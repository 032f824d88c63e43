"""The bridge drawn: from the benchmark's win rate down or up to now's, both teams' blocks on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart
from detente.analytics.language import marked, say
from detente.analytics.wording import decimal, percent

ROW = 30
NARROW = 520
"""Pixels below which labels need more room."""
HUES = {"marketing": theme.MARKETING, "sales": theme.SALES, "": theme.EDGE}

NAMES = {
    "mix": marked("Mix of sources"),
    "quality_early": marked("Quality, found early"),
    "quality_late": marked("Quality, found late"),
    "follow_up": marked("Follow-up"),
    "selling": marked("Selling"),
    "market": marked("Shared by all reps"),
    "cannot_tell": marked("Cannot tell"),
}

Block = Mapping[str, Any]


def block_name(code: str) -> str:
    """A block's name in the reader's language, short enough to stand beside its bar."""
    return say(NAMES[code])


def draw(answer: Answer) -> tuple[Chart, ...]:
    """The bridge; nothing where no win rate could be reckoned."""
    held = answer.more["benchmark"]
    if not answer.rows or held["rate"] is None:
        return ()
    return (bridge_chart(answer.more["bridge"], held["rate"], held["now_rate"], say("Now")),)


def bridge_chart(blocks: Sequence[Block], rate: float, now_rate: float, now: str) -> Chart:
    """`blocks` as of `bridge.plain`; the scale is the share of the win rate at the start, `rate`."""
    first, last = say("Benchmark"), now
    bars = [_end(first, 1.0, rate), *map(_bar, blocks), _end(last, now_rate / rate, now_rate)]
    told = "; ".join(f"{block_name(block['name'])} {change_of(block['change'])}" for block in blocks)
    description = say(
        "The win rate went from %(rate)s to %(now)s. By part, in shares of the benchmark's: %(parts)s.",
        rate=percent(rate), now=percent(now_rate), parts=told,
    )  # fmt: skip
    narrow = {"narrow": _spec(bars, description, room=1.5), "below": NARROW}
    return _spec(bars, description, room=1.15) | {"usermeta": narrow}


def change_of(share: float) -> str:
    """A change with its sign: '-4.5 %', '+0.5 %'; '0 %' where it rounds to nothing."""
    if abs(share) < 0.0005:
        return "0 %"
    return f"{'+' if share > 0 else '-'}{decimal(abs(share) * 100)} %"


def signed_number(number: float) -> str:
    """A change in number with its sign: '-48.8', '+2.1'; '0' where it rounds to nothing."""
    if abs(number) < 0.05:
        return "0"
    return f"{'+' if number > 0 else '-'}{decimal(abs(number))}"


def _end(name: str, share: float, rate: float) -> dict[str, Any]:
    return {"name": name, "x": 0.0, "x2": share, "low": None, "high": None, "at": share, "hue": theme.INK_SOFT,
            "opacity": 0.85, "label": percent(rate), "weight": "bold"}  # fmt: skip


def _bar(block: Block) -> dict[str, Any]:
    starts, ends = block["starts"], block["ends"]
    low, high = (None if end is None else starts + end for end in (block["low"], block["high"]))
    return {
        "name": block_name(block["name"]), "x": min(starts, ends), "x2": max(starts, ends), "low": low, "high": high,
        "at": max(starts, ends, high or 0.0), "hue": HUES[block["team"]], "label": change_of(block["change"]),
        "opacity": 1.0 if block["is_named"] else 0.45, "weight": "bold" if block["is_named"] else "normal",
    }  # fmt: skip


def _spec(bars: list[dict[str, Any]], description: str, *, room: float) -> Chart:
    """`room` times the longest bar: what the labels beside the bars need on a screen of this width."""
    import altair as alt

    most = max(max(bar["at"], bar["x2"]) for bar in bars)
    scale = alt.Scale(domain=[min(0.0, *(bar["low"] or 0.0 for bar in bars)), most * room], nice=False)
    axis = alt.Axis(
        format=".0%", tickCount=5, grid=True, gridColor=theme.LINE, labelFontSize=12, domain=False
    )
    y = alt.Y(
        "name:N",
        sort=[bar["name"] for bar in bars],
        title=None,
        axis=alt.Axis(labelLimit=170, labelFontSize=13),
    )
    tips = [alt.Tooltip("name:N", title=say("Part")), alt.Tooltip("label:N", title=say("Change"))]
    base = alt.Chart(alt.Data(values=bars)).encode(y=y, tooltip=tips)
    x = alt.X("x:Q", scale=scale, axis=axis, title=None)
    layers = (
        base.mark_bar(size=16, cornerRadiusEnd=0).encode(
            x=x, x2="x2:Q", color=alt.Color("hue:N", scale=None), opacity=alt.Opacity("opacity:Q", scale=None)
        ),
        base.transform_filter("datum.low !== null")
        .mark_rule(strokeWidth=1.5, color=theme.INK_SOFT)
        .encode(x=alt.X("low:Q", scale=scale, title=None), x2="high:Q"),
        *(
            base.transform_filter("datum.low !== null")
            .mark_tick(thickness=1.5, height=8, color=theme.INK_SOFT)
            .encode(x=alt.X(f"{end}:Q", scale=scale, title=None))
            for end in ("low", "high")
        ),
        *(
            base.transform_filter(f"datum.weight === '{weight}'")
            .mark_text(align="left", dx=8, fontWeight=weight, color=theme.INK)
            .encode(x=alt.X("at:Q", scale=scale, title=None), text="label:N")
            for weight in ("bold", "normal")
        ),
    )
    chart = alt.layer(*layers).properties(width="container", height=ROW * len(bars), description=description)
    spec: Chart = chart.to_dict(validate=False)
    return spec | {"config": theme.config()}
