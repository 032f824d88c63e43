"""What the demo plants: LeadHarbor's lists grow and the newsletter dries up, so the mix of sources got poorer."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from detente import copy, demo
from detente.analytics.query import Query
from detente.analytics.run import answer

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HEALTHY = Query(date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.sqlite
@pytest.mark.django_db
def test_the_demo_tells_of_its_mix_and_blames_nobody_else():
    demo.build(now=NOW)
    copy.rebuild()
    engine = copy.engine()
    lately, healthy = (answer("verdict", engine, query).more for query in (Query(), HEALTHY))
    assert lately["names"] == ["mix"]
    assert lately["components"]["mix"]["high"] < -0.1
    assert lately["total"]["high"] < 0
    assert healthy["names"] == []
    assert healthy["total"]["low"] < 0 < healthy["total"]["high"]
