"""What doctor looks at."""

from __future__ import annotations

from typing import Any

from tests.fixtures.worlds import world


@world
def company() -> Any:
    """Northwind after some weeks of work, with a fresh copy."""
    from detente import copy
    from tests.copy import northwind

    cast = northwind.found()
    northwind.Worker(cast, seed=6).work(150)
    copy.refresh()
    return cast
