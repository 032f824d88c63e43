"""What axe finds on a page, in few words."""

from __future__ import annotations

from typing import Any


def violations(page: Any) -> list[str]:
    """One line per rule that is broken, with the first element that breaks it; empty is good."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:200]})" for one in found]
