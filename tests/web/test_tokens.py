"""Every pair of colours that is set in text can be read in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import detente.web

TOKENS = (Path(detente.web.__file__).parent / "static/css/tokens.css").read_text()
PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in ("page", "side", "raised", "sunken")],
    *[(f"{hue}-ink", f"{hue}-soft") for hue in ("marketing", "sales", "handover", "late")],
    *[(f"{hue}-ink", "raised") for hue in ("marketing", "sales", "handover", "late")],
    ("ink-inverse", "ink"), ("ink-inverse", "ink-soft"), ("ink-soft", "hover"), ("ink", "pressed"),
]  # fmt: skip
SHAPES = ["marketing", "sales", "handover", "late", "edge", "focus"]


def colour(name: str, theme: str) -> tuple[float, float, float]:
    light, dark = re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", TOKENS).groups()
    code = light if theme == "light" else dark
    return tuple(int(code[place : place + 2], 16) / 255 for place in (1, 3, 5))


def luminance(rgb: tuple[float, float, float]) -> float:
    """WCAG 2.2, relative luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str, theme: str) -> float:
    lighter, darker = sorted((luminance(colour(name, theme)) for name in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_reads_at_aa(ink, ground, theme):
    assert contrast(ink, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("shape", SHAPES)
def test_marks_stand_out_from_the_page(shape, theme):
    assert contrast(shape, "page", theme) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_two_teams_stay_apart_in_grey(theme):
    assert contrast("marketing", "sales", theme) >= 1.5
