"""One look for every chart, from the tokens of the pages; no font is loaded, no colour hard to tell."""

from __future__ import annotations

from typing import Any

MARKETING = "#0f766e"
SALES = "#4f46e5"
HANDOVER = "#b45309"
NEUTRAL = "#6b7280"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"


def config() -> dict[str, Any]:
    """The Vega-Lite configuration that every chart carries."""
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {"labelColor": NEUTRAL, "titleColor": NEUTRAL, "grid": False, "ticks": False, "domain": False,
                 "labelFontSize": 13, "titleFontSize": 13, "labelPadding": 8},
        "header": {"labelColor": NEUTRAL, "labelFontSize": 13, "labelFontWeight": "bold", "title": None,
                   "labelAnchor": "start", "labelOrient": "top"},
        "bar": {"cornerRadiusEnd": 2},
        "text": {"fontSize": 13, "color": NEUTRAL},
    }  # fmt: skip
