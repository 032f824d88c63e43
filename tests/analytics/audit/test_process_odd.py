"""Process checks on exports of any content: no crash, counts as the rows say, costs within their intervals."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from detente.analytics.audit.checks import process
from detente.analytics.audit.evidence import from_rows
from detente.analytics.audit.run import audit
from detente.analytics.audit.tables import BY_NAME

STAGES = ["New", "Talk", "Offer", "Won", "2025-01-01", "9999-99-99"]
WORDS = {
    "owner": ["Ann", "Ben", "", "00G1", "Cem", "Dora", "Eve", "Fox"],
    "email": ["a@b.c", " A@B.C", "x", "@", "o'x@y.z"],
    "status": ["open", "won", "lost", "New", "Contacted", "100% sure"],
    "field": ["stage", "owner", "expected_on", "amount"],
    "exit": ["rejected", "unreached", "recycled", "lost"],
    "milestone": ["inquiry", "mql", "sal", "won", "exit", "odd"],
    "kind": ["call", "mail", "meeting", "note", "task", ""],
    "object": ["leads", "deals", "people", "x"],
    "currency": ["EUR"],
    "stage": STAGES,
    "old": STAGES,
    "new": STAGES,
}
KEYS = ("lead", "person", "deal", "account", "record", "user")
ANY_NUMBER = [0, -5, 1e12, 100.5, 7, 3, float("nan")]


def cell(draw: random.Random, name: str, kind: str) -> Any:
    if draw.random() < 0.35:
        return None
    if name in KEYS:
        return str(draw.randrange(25))
    when = datetime(2024, 1, 1) + timedelta(hours=draw.randrange(20_000))
    if name in WORDS:
        return draw.choice(WORDS[name])
    return {
        "instant": draw.choice([datetime(1, 1, 1), datetime(9999, 12, 31), when, when, when]),
        "date": draw.choice([date(1, 1, 1), date(9999, 12, 31), when.date(), when.date()]),
        "number": draw.choice(ANY_NUMBER), "count": draw.randrange(-1, 9), "flag": draw.random() < 0.5,
    }.get(kind, draw.choice(["web", "O'Neil", "50 %", "%s"]))  # fmt: skip


@pytest.mark.parametrize("seed", [9, 50, 94])
def test_any_content_is_counted_as_its_rows_say(seed):
    draw = random.Random(seed)
    names = ("leads", "people", "deals", "activities", "users", "changes", "stages")
    tables = {name: [{one.name: cell(draw, one.name, one.kind) for one in BY_NAME[name].columns} for _ in range(90)]
              for name in names}  # fmt: skip
    with from_rows(tables) as held:
        told = audit(held, checks=process.CHECKS, strict=True)
        assert len(told.found) > 8
        for check, finding in ((one.check.slug, one.finding) for one in told.found):
            rows = held.rows(finding.rows.sql, finding.rows.parameters)
            assert 0 < finding.count <= finding.of, check
            assert set(rows[0]) == set(finding.rows.labels), check
            if check not in ("worked_twice", "bouncing_owners", "stages_skipped", "stages_backwards"):
                assert len(rows) == finding.count, check
            if finding.cost:
                assert 0 < finding.cost.low <= finding.cost.amount <= finding.cost.high, check
            for table in finding.breakdowns:
                assert all(set(table.labels) <= set(row) for row in table.rows), check
