"""Every test has a home of its own, so that no copy is left over from another's company."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    from detente.copy import readers

    settings.HOME = tmp_path
    yield tmp_path
    readers.let_go()


@pytest.fixture
def company(db):
    """Northwind on its first day: the cast, two campaigns, nothing worked yet."""
    from tests.copy import northwind

    return northwind.found()


@pytest.fixture
def busy_company(transactional_db):
    """The same, in a database that other connections see: for tests in which several people write."""
    from tests.copy import northwind

    return northwind.found()
