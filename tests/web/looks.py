"""The looks that a page is seen in: desk or phone, light or dark.

Two that differ in both are tried always; the other two as well with `--deep`.
"""

from __future__ import annotations

import pytest

DESK, PHONE = 1280, 390
LOOKS = [
    pytest.param(DESK, "light", id="1280-light"),
    pytest.param(PHONE, "dark", id="390-dark"),
    pytest.param(DESK, "dark", id="1280-dark", marks=pytest.mark.deep),
    pytest.param(PHONE, "light", id="390-light", marks=pytest.mark.deep),
]
each_look = pytest.mark.parametrize(("width", "scheme"), LOOKS)
