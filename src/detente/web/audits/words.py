"""The words and pictures of the result, as the templates of pages call them."""

from __future__ import annotations

from typing import Any

from detente.analytics import wording as numbers
from detente.analytics.audit.result import pictures, wording
from detente.analytics.language import say, say_many


def wording_for_pages() -> dict[str, Any]:
    """What a template needs to write a finding as every other format does."""
    return {"wording": wording, "pictures": pictures, "numbers": numbers, "say": say, "say_many": say_many}
