"""Small pictures as inline SVG: numbers only, their colours come from the page's style sheet."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from detente.analytics.audit.result.document import Cell, Item, Step, Table
from detente.analytics.audit.result.flow import TEAMS

WIDE, HIGH = 160, 14


def _svg(inside: str, wide: int = WIDE, high: int = HIGH, kind: str = "") -> Markup:
    named = f"pic {kind}".strip()
    # Made of numbers of this module only.
    return Markup(  # noqa: S704
        f'<svg class="{named}" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'preserveAspectRatio="none" aria-hidden="true">{inside}</svg>'
    )


def _at(share: float, most: float = 1.0) -> float:
    return round(WIDE * min(max(share / most if most else 0.0, 0.0), 1.0), 2)


def bar(share: float, most: float = 1.0) -> Markup:
    """A bar from zero."""
    return _svg(
        f'<rect class="track" x="0" y="4" width="{WIDE}" height="6"/>'
        f'<rect class="fill" x="0" y="4" width="{max(_at(share, most), 1.5)}" height="6"/>'
    )


def dot(share: float, low: float, high: float, most: float = 1.0) -> Markup:
    """A dot and its interval."""
    left, right = _at(low, most), _at(high, most)
    return _svg(
        f'<line class="axis" x1="0" y1="7" x2="{WIDE}" y2="7"/>'
        f'<line class="range" x1="{left}" y1="7" x2="{max(right, left + 1)}" y2="7"/>'
        f'<rect class="dot" x="{round(_at(share, most) - 2.5, 2)}" y="3" width="5" height="8"/>'
    )


def size(item: Item) -> Markup:
    """The share of a finding, with its interval where it has one; nothing where there is no share."""
    if not 0 < item.count <= item.of:
        return Markup("")
    if item.interval:
        return dot(item.share, *item.interval)
    return bar(item.share)


Places = tuple[int, int, int]


def interval_places(table: Table) -> Places | None:
    """Where a share and the two ends of its interval stand in a table."""
    low, high = table.place("low"), table.place("high")
    if low is None or high is None:
        return None
    if not all(table.columns[place].kind == "share" for place in (low, high)):
        return None
    shares = [
        nth for nth, column in enumerate(table.columns) if column.kind == "share" and nth not in (low, high)
    ]
    nearest = [place for place in shares if place < low][-1:] or shares[:1]
    return (nearest[0], low, high) if nearest else None


def shown(table: Table) -> list[int]:
    """Places of the columns that are shown: the ends of an interval stand in its picture."""
    places = interval_places(table)
    return [nth for nth in range(len(table.columns)) if not places or nth not in places[1:]]


def longest(table: Table, places: Places) -> float:
    """The right end of the scale that all intervals of a table share."""
    return max((_number(row[places[2]]) or 0.0 for row in table.rows), default=1.0) or 1.0


def in_row(row: tuple[Cell, ...], places: Places, most: float) -> Markup:
    """The dot and interval of one row; nothing where one of them is unknown."""
    found = [_number(row[place]) for place in places]
    share, low, high = found
    if share is None or low is None or high is None:
        return Markup("")
    return dot(share, low, high, most)


def _number(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def step(steps: Sequence[Step], one: Step) -> Markup:
    """The bar of one step of the funnel, beside the longest."""
    most = max((step.count for step in steps), default=0) or 1
    wide = max(round(600 * one.count / most, 1), 2)
    return _svg(
        f'<rect class="{TEAMS.get(one.key, "fill")}" x="0" y="0" width="{wide}" height="24"/>',
        600,
        24,
        "step",
    )
