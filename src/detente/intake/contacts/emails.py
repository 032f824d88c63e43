"""The address inside what mail programs export."""

from __future__ import annotations

import re

_AROUND = re.compile(r"^(?:mailto:|[^<>@]*<)?\s*([^<>\s]+@[^<>\s]+?)\s*>?[;,]?$", re.IGNORECASE)


def bare_address(text: str) -> str:
    """The address of `Maya <maya@x.com>`, `mailto:maya@x.com` or `maya@x.com;`; another text as it is."""
    found = _AROUND.match(text.strip())
    return found[1] if found else text.strip()
