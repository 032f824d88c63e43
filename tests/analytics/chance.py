"""Companies made by chance, with everything that may go wrong in one: repeatable by their seed."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.analytics.recount import EXITS
from tests.analytics.worlds import AS_OF, MILESTONE

PATH = ["inquiry", "mql", "sal", "sql", "discovery", "proposal", "negotiation", "won"]


def chance_company(seed: int, size: int = 120) -> dict[str, list[dict[str, Any]]]:
    """Tables of a company: moves back and forth, exits, wins undone, chains, targets, missing dates."""
    random = Random(seed)
    tables: dict[str, list[dict[str, Any]]] = {"leads": [], "stage_moves": [], "defects": []}
    for lead_id in range(1, size + 1):
        lead = _lead(random, lead_id, tables["leads"])
        _walk(random, lead, tables["stage_moves"])
        tables["leads"].append(lead)
        if random.random() < 0.05:
            cleared = AS_OF if random.random() < 0.5 else None
            tables["defects"].append({"defect_id": lead_id, "lead_id": lead_id, "kind": "won_before_arrival",
                                      "at": AS_OF, "cleared_at": cleared})  # fmt: skip
    gone = {lead["lead_id"] for lead in tables["leads"] if random.random() < 0.03}
    tables["leads"] = [lead for lead in tables["leads"] if lead["lead_id"] not in gone]
    return tables


def _lead(random: Random, lead_id: int, before: list[dict[str, Any]]) -> dict[str, Any]:
    arrived = datetime(2026, 1, 1) + timedelta(minutes=random.randrange(60 * 24 * 180))
    first = random.choice(before) if before and random.random() < 0.2 else None
    if first:
        arrived = max(arrived, (first["arrived_at"] or arrived) + timedelta(days=random.randrange(1, 40)))
    return {
        "lead_id": lead_id,
        "first_lead_id": (first["first_lead_id"] or first["lead_id"]) if first else random.choice([lead_id, None]),
        "arrived_at": None if random.random() < 0.03 and not first else arrived,
        "source": random.choice(["web", "fair", "list", "", None]),
        "vendor": random.choice(["Acme Leads", "O'Hara; DROP", None]),
        "team": random.choice(["marketing", "sales", None]),
        "milestone": None, "exit": None, "exit_from": None, "closed_at": None,
        "is_targeted": random.random() < 0.05,
    }  # fmt: skip


def _walk(random: Random, lead: dict[str, Any], moves: list[dict[str, Any]]) -> None:
    """Move the lead about, then let its row say where it stands, with gaps in what is known."""
    at, stage = lead["arrived_at"] or datetime(2026, 2, 1), "inquiry"
    if random.random() < 0.05:
        at -= timedelta(days=9)
    path: list[tuple[datetime | None, str, str | None]] = [(at, "inquiry", None)]
    while random.random() < 0.75 and (stage not in EXITS or random.random() < 0.1):
        before, stage = stage, random.choice(EXITS) if random.random() < 0.15 else random.choice(PATH)
        at += timedelta(minutes=random.randrange(60 * 24 * 30))
        path.append((at, stage, before))
    _stand(random, lead, path)
    for when, entered, left in path:
        if random.random() < 0.1:
            continue
        moves.append(_move(len(moves) + 1, lead, when if random.random() < 0.97 else None, entered, left))
    if random.random() < 0.15:
        earlier = (lead["arrived_at"] or at) + timedelta(days=random.randrange(5))
        moves.append(_move(len(moves) + 1, lead, earlier, random.choice(PATH[:7]), stage, is_backfill=True))


def _stand(random: Random, lead: dict[str, Any], path: list[tuple[datetime | None, str, str | None]]) -> None:
    when, stage, before = path[-1]
    lead["milestone"] = MILESTONE.get(stage, stage)
    if stage in EXITS:
        before_stage = MILESTONE.get(before or "inquiry", before)
        lead |= {
            "exit": stage,
            "exit_from": before_stage if before_stage not in ("exit", None) else "inquiry",
        }
    if stage in EXITS or stage == "won":
        lead["closed_at"] = when if random.random() < 0.9 else None


def _move(move_id: int, lead: dict[str, Any], at: datetime | None, stage: str, before: str | None,
          is_backfill: bool = False) -> dict[str, Any]:  # fmt: skip
    return {
        "move_id": move_id, "lead_id": lead["lead_id"], "at": at, "to_stage": stage,
        "milestone": MILESTONE.get(stage, stage), "from_stage": before,
        "from_milestone": MILESTONE.get(before, before) if before else None, "is_backfill": is_backfill,
    }  # fmt: skip
