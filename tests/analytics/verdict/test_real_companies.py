"""Real companies whose records cannot carry a verdict are told so."""

from __future__ import annotations

from datetime import date

import pytest

from detente.analytics.query import Query
from detente.analytics.run import answer
from tests.analytics.test_known_companies import DATA, maven  # noqa: F401
from tests.analytics.test_olist import olist  # noqa: F401

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data is not beside the repository")


def test_olist_records_neither_attempts_nor_losses(olist):  # noqa: F811
    """Wins within 30 days went from .15 % to 9.8 %, and nobody can say from these tables why."""
    told = answer("verdict", olist, Query(date(2018, 1, 1), date(2018, 4, 30)))
    assert told.more["names"] == ["cannot_tell"]
    assert told.more["checks"]["why"] == ["no_losses_recorded"]


def test_maven_has_no_leads(maven):  # noqa: F811
    assert answer("verdict", maven).more["names"] == ["cannot_tell"]
