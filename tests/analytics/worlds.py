"""Small companies written as text, and the questions put to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from detente.analytics.answer import Answer, Row
from detente.analytics.engines import Engine, from_rows
from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.analytics.tables import EXITS

AS_OF = datetime(2026, 7, 1)
MILESTONE = {"discovery": "sql", "negotiation": "proposal"} | dict.fromkeys(EXITS, "exit")


def table(text: str) -> list[dict[str, Any]]:
    """Rows of a table written with bars; `-` is unknown."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [
        {name: None if cell == "-" else cell for name, cell in zip(lines[0], line, strict=True)}
        for line in lines[1:]
    ]


def moves(text: str) -> list[dict[str, Any]]:
    """Stage moves: each line is a lead, then day and stage in turn; `*` before a stage: dated afterwards."""
    found: list[dict[str, Any]] = []
    for line in text.strip().splitlines():
        lead, *steps = line.split()
        before = None
        for day, stage in zip(steps[::2], steps[1::2], strict=True):
            stage, is_backfill = stage.lstrip("*"), stage.startswith("*")
            milestone = MILESTONE.get(stage, stage)
            found.append({
                "move_id": str(len(found) + 1), "lead_id": lead, "at": f"2026-{day}", "to_stage": stage,
                "milestone": milestone, "from_stage": before,
                "from_milestone": MILESTONE.get(before, before) if before else None,
                "is_backfill": "true" if is_backfill else "false",
            })  # fmt: skip
            before = before if is_backfill else stage
    return found


def company(leads: str, stage_moves: str = "", **tables: str) -> Engine:
    """A company as of 1 July 2026, from tables written as text."""
    rows = {name: table(text) for name, text in tables.items()}
    return from_rows({"leads": table(leads), "stage_moves": moves(stage_moves), **rows}, as_of=AS_OF)


def funnel(engine: Engine, **query: Any) -> Answer:
    """The funnel of a company."""
    return answer("funnel", engine, Query(**query))


def only(engine: Engine, **query: Any) -> Row:
    """The one row of a funnel without groups."""
    (row,) = funnel(engine, **query).rows
    return row


def told(row: Row, names: str) -> list[Any]:
    """The named values of a row, in order."""
    return [row[name] for name in names.split()]
