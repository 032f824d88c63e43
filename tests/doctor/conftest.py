"""Every test has a home of its own, so that no copy is left over from another's company."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def company(db):
    """Northwind after some weeks of work, with a fresh copy."""
    from detente import copy
    from tests.copy import northwind

    cast = northwind.found()
    northwind.Worker(cast, seed=6).work(150)
    copy.refresh()
    return cast
