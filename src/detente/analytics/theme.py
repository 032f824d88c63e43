"""One look for every chart, from the tokens of the pages.

The hues are the light theme's, to the letter: the page turns each into the reader's own by its
value. No font is loaded, the background is transparent.
"""

from __future__ import annotations

from typing import Any

MARKETING = "#0f766e"
SALES = "#3730a3"
INK = "#191c20"
INK_SOFT = "#444b55"
INK_FAINT = "#5d6571"
EDGE = "#858d99"
LATE = "#b42318"
LINE = "#e4e7eb"
PAGE = "#ffffff"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif"


def title(text: str) -> dict[str, Any]:
    """What a picture shows, over its top left corner."""
    return {"text": text, "anchor": "start", "fontSize": 13, "fontWeight": 600, "color": INK, "offset": 12}


def config() -> dict[str, Any]:
    """The Vega-Lite configuration that every chart carries."""
    axis = {"labelColor": INK_SOFT, "titleColor": INK_FAINT, "grid": False, "ticks": False, "domain": False}
    header = {"labelColor": INK, "labelFontSize": 13, "labelFontWeight": "bold", "labelAnchor": "start"}
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis | {"labelFontSize": 13, "titleFontSize": 13, "labelPadding": 8},
        "header": header,
        "bar": {"cornerRadiusEnd": 2},
        "text": {"fontSize": 13, "color": INK_SOFT},
    }
