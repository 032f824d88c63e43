"""A Sankey worked out in plain Python: where nodes stand, and the curved areas of the bands between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

POINTS = 14
"""Corners of a band's edge: enough for a smooth curve."""

LEAST = 1.5
"""No band is thinner, in the units of the height."""


@dataclass(frozen=True)
class Node:
    """A place in a layer: its key (unique in the layer), its name, how much goes through it, its hue."""

    key: str
    name: str
    value: int
    hue: str


@dataclass(frozen=True)
class Band:
    """What goes from a node of one layer to a node of the next."""

    layer: int
    start: str
    end: str
    value: int


@dataclass
class Stood:
    """A node with its top and bottom, and how much of either side is taken by bands."""

    node: Node
    top: float
    bottom: float
    taken_left: float = field(default=0.0)
    taken_right: float = field(default=0.0)


@dataclass(frozen=True)
class Ribbon:
    """A band with its corners: (share of the way, upper edge, lower edge)."""

    band: Band
    corners: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Layout:
    """Nodes by layer and ribbons between them, in units of the height from the top."""

    layers: tuple[tuple[Stood, ...], ...]
    ribbons: tuple[Ribbon, ...]
    height: float


def lay_out(
    layers: Sequence[Sequence[Node]], bands: Sequence[Band], *, height: float, apart: float
) -> Layout:
    """Stand the nodes in their order from the top, each as high as its value, and draw the bands.

    All layers have one scale, so that equal heights mean equal numbers. Middles of neighbours are
    `apart` at least, so that a name fits beside each.
    """
    scale = _scale(layers, height, apart)
    stood = [_stand(layer, scale, apart) for layer in layers]
    places = [{one.node.key: one for one in layer} for layer in stood]
    order = [{one.node.key: nth for nth, one in enumerate(layer)} for layer in stood]
    ribbons = [
        _ribbon(band, places, scale)
        for band in sorted(bands, key=lambda b: (b.layer, order[b.layer][b.start], order[b.layer + 1][b.end]))
    ]
    lowest = max((layer[-1].bottom for layer in stood if layer), default=0.0)
    return Layout(tuple(map(tuple, stood)), tuple(ribbons), lowest)


def _scale(layers: Sequence[Sequence[Node]], height: float, apart: float) -> float:
    """Height of one case: the largest with which the tallest layer fits."""
    low, high = 0.0, height
    for _ in range(60):
        middle = (low + high) / 2
        fits = all(not layer or _stand(layer, middle, apart)[-1].bottom <= height for layer in layers)
        low, high = (middle, high) if fits else (low, middle)
    return low


def _stand(layer: Sequence[Node], scale: float, apart: float) -> list[Stood]:
    stood: list[Stood] = []
    bottom, middle = 0.0, -apart
    for node in layer:
        size = max(LEAST, node.value * scale)
        gap = 6.0 if stood else 0.0
        top = max(bottom + gap, middle + apart - size / 2, 0.0)
        stood.append(Stood(node, top, top + size))
        bottom, middle = top + size, top + size / 2
    return stood


def _ribbon(band: Band, places: Sequence[Mapping[str, Stood]], scale: float) -> Ribbon:
    """The band from where its start has room to where its end has, curved as a smooth step."""
    start, end = places[band.layer][band.start], places[band.layer + 1][band.end]
    size = band.value * scale
    left, right = start.top + start.taken_right, end.top + end.taken_left
    start.taken_right += size
    end.taken_left += size
    corners = []
    for nth in range(POINTS + 1):
        way = nth / POINTS
        at = left + (right - left) * way * way * (3 - 2 * way)
        corners.append((way, at, at + max(size, LEAST / 2)))
    return Ribbon(band, tuple(corners))
