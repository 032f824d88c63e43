"""The flow drawn: sources, how far leads came, what became of them; on a narrow page without the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Literal

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.fields import NONE, field, group_name
from detente.analytics.language import say, say_many
from detente.analytics.query import Query
from detente.analytics.reports.flow_places import IDLE, OUTCOMES, REACHED
from detente.analytics.reports.sankey import Band, Layout, Node, Stood, lay_out
from detente.analytics.rows_address import rows_address
from detente.analytics.wording import count, inside, percent

MOST = 8
OTHERS = "\0others"
HEIGHT, APART = 460.0, 19.0
BAR = 0.012
NARROW = 560
"""Pixels below which the page shows the narrow picture."""


def draw(answer: Answer) -> tuple[Chart, ...]:
    """The whole flow; the narrow picture goes along in `usermeta`."""
    kept = _largest(answer)
    rows = [row | {"start": _start(row[str(answer.query.by)], kept)} for row in answer.rows]
    wide = _chart(answer, rows, _layers(answer, rows, kept), ("start", "reached", "outcome"))
    narrow = _chart(answer, rows, _layers(answer, rows, kept)[1:], ("reached", "outcome"))
    return (wide | {"usermeta": {"below": NARROW, "narrow": narrow}},)


def _largest(answer: Answer) -> list[str]:
    size: Counter[str] = Counter()
    for row in answer.rows:
        size[row[str(answer.query.by)] or NONE] += row["leads"]
    names = [name for name, _ in size.most_common()]
    if len(names) > MOST + 1:
        names = names[:MOST]
    return sorted(names) if field(str(answer.query.by)).is_ordered else names


def _start(group: str | None, kept: Sequence[str]) -> str:
    name = group or NONE
    return name if name in kept else OTHERS


def _layers(answer: Answer, rows: Sequence[Row], kept: Sequence[str]) -> list[list[Node]]:
    groups = len({row[str(answer.query.by)] for row in rows})
    names = {name: (group_name(None) if name == NONE else group_name(name), theme.MARKETING) for name in kept}
    names[OTHERS] = (say("%(number)s others", number=groups - len(kept)), theme.EDGE)
    reached = {code: (place.name, place.hue) for code, place in REACHED.items()}
    outcomes = {code: (place.name, place.hue) for code, place in OUTCOMES.items()}
    return [_nodes(rows, "start", names), _nodes(rows, "reached", reached), _nodes(rows, "outcome", outcomes)]


def _nodes(rows: Iterable[Row], name: str, known: dict[str, tuple[str, str]]) -> list[Node]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row[name]] += row["leads"]
    return [Node(key, words, found[key], hue) for key, (words, hue) in known.items() if found[key]]


def _bands(rows: Iterable[Row], names: Sequence[str]) -> list[Band]:
    found: Counter[tuple[int, str, str]] = Counter()
    for row in rows:
        for layer, (start, end) in enumerate(pairwise(names)):
            found[layer, row[start], row[end]] += row["leads"]
    return [Band(*key, value) for key, value in found.items()]


def _chart(answer: Answer, rows: Sequence[Row], layers: list[list[Node]], names: Sequence[str]) -> Chart:
    laid = lay_out(layers, _bands(rows, names), height=HEIGHT, apart=APART)
    every = sum(row["leads"] for row in rows)
    shown = _Shown(answer.query, laid, names, every)
    spec = _picture(shown, laid.height)
    return spec | {"description": _described(layers, every), "config": theme.config()}


class _Shown:
    """The layout as values of a picture, each with where it opens."""

    def __init__(self, query: Query, laid: Layout, names: Sequence[str], every: int) -> None:
        self.query, self.laid, self.names, self.every = query, laid, names, every
        self.words = [{one.node.key: one.node for one in layer} for layer in laid.layers]
        self.steps = len(laid.layers) - 1

    def corners(self) -> list[dict[str, Any]]:
        """Corners of all bands, each band by its number."""
        return [
            {
                "band": nth,
                "x": round(self._along(ribbon.band.layer, way), 4),
                "y": round(y, 2),
                "y2": round(y2, 2),
            }
            for nth, ribbon in enumerate(self.laid.ribbons)
            for way, y, y2 in ribbon.corners
        ]

    def bands(self) -> list[dict[str, Any]]:
        """What each band says and where it opens."""
        return [self._band(nth, ribbon.band) for nth, ribbon in enumerate(self.laid.ribbons)]

    def _band(self, nth: int, band: Band) -> dict[str, Any]:
        start, end = self.words[band.layer][band.start], self.words[band.layer + 1][band.end]
        held = {self.names[band.layer]: band.start, self.names[band.layer + 1]: band.end}
        return {
            "band": nth, "hue": self._hue(band, end), "tip": f"{start.name} → {end.name}",
            "leads": self._said(band.value), "href": self._address(held),
        }  # fmt: skip

    def bars(self) -> list[dict[str, Any]]:
        """All nodes with their names."""
        return [self._bar(layer, one) for layer, stood in enumerate(self.laid.layers) for one in stood]

    def _bar(self, layer: int, one: Stood) -> dict[str, Any]:
        x = layer / self.steps * (1 - BAR)
        is_last = layer == self.steps
        return {
            "x": x, "x2": x + BAR, "y": one.top, "y2": one.bottom, "middle": (one.top + one.bottom) / 2,
            "label": f"{one.node.name} {count(one.node.value)}", "side": "end" if is_last else "start",
            "hue": one.node.hue,
            "at": x if is_last else x + BAR, "tip": one.node.name, "leads": self._said(one.node.value),
            "href": self._address({self.names[layer]: one.node.key}),
        }  # fmt: skip

    def _hue(self, band: Band, end: Node) -> str:
        return end.hue if band.layer == self.steps - 1 else theme.EDGE

    def _along(self, layer: int, way: float) -> float:
        first = layer / self.steps * (1 - BAR) + BAR
        return first + ((layer + 1) / self.steps * (1 - BAR) - first) * way

    def _said(self, value: int) -> str:
        return f"{count(value)} · {percent(value / self.every)}"

    def _address(self, held: dict[str, str]) -> str | None:
        """Where the leads of a node or band are listed; those of all others together have no one address."""
        if held.get("start") == OTHERS:
            return None
        splits = {name: value for name, value in held.items() if name != "start"}
        return rows_address(self.query, "leads", splits, group=held.get("start"))


def _picture(shown: _Shown, height: float) -> Chart:
    import altair as alt

    x = alt.X("x:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False), axis=None)
    more = {
        "color": alt.Color("hue:N", scale=None),
        "tooltip": [alt.Tooltip("tip:N", title=say("From, to")), alt.Tooltip("leads:N", title=say("Leads"))],
        "href": alt.Href("href:N"),
    }
    said = alt.LookupData(alt.Data(values=shown.bands()), key="band", fields=["hue", "tip", "leads", "href"])
    ribbons = alt.Chart(alt.Data(values=shown.corners())).transform_lookup("band", said)
    nodes = alt.Chart(alt.Data(values=shown.bars()))
    layers = [
        ribbons.mark_area(opacity=0.3, line=False).encode(x=x, y=y, y2="y2:Q", detail="band:N", **more),
        nodes.mark_rect(opacity=1).encode(x=x, x2="x2:Q", y=y, y2="y2:Q", **more),
    ]
    sides: tuple[tuple[str, int, Literal["left", "right"]], ...] = (
        ("start", 6, "left"),
        ("end", -6, "right"),
    )
    for side, dx, align in sides:
        words = nodes.transform_filter(f"datum.side === '{side}'")
        words = words.mark_text(align=align, dx=dx, baseline="middle", fontSize=12, color=theme.INK)
        layers.append(words.encode(x=alt.X("at:Q"), y=alt.Y("middle:Q"), text="label:N", href=more["href"]))
    chart = alt.layer(*layers).properties(width="container", height=int(height))
    spec: Chart = chart.to_dict(validate=False)
    return spec


def _described(layers: list[list[Node]], every: int) -> str:
    outcomes = sorted(layers[-1], key=lambda node: -node.value)
    told = ", ".join(f"{count(node.value)} {inside(node.name)}" for node in outcomes)
    flow = say_many(
        "Flow of %(n)s lead, from where they came to what became of them: %(outcomes)s.",
        "Flow of %(n)s leads, from where they came to what became of them: %(outcomes)s.",
        every, outcomes=told,
    )  # fmt: skip
    idle = sum(node.value for node in outcomes if node.key in IDLE)
    told = say("Nobody works %(number)s of them.", number=idle)
    return f"{flow} {told}" if idle else flow
