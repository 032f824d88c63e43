"""The API's tests: a small company, and programs that act as somebody in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.programs import Program
from tests.fixtures.worlds import world


@world
def crew() -> Any:
    """Mia, Sven, Ava, Olga, and Vera of the vendor."""
    from tests.crm.cast import gather

    return gather()


@pytest.fixture
def olga(crew: Any) -> Program:
    """A program of the administrator that may do everything."""
    return Program.of(crew.olga)


@pytest.fixture(autouse=True)
def nothing_held() -> Iterator[None]:
    """What a process holds of a token's minute belongs to rows that vanish with the test."""
    from detente.api import limits

    limits.forget()
    yield
    limits.forget()
