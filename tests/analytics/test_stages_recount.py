"""Stages equal a count in plain Python from the words of their definitions, whatever the company."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest

from detente.analytics.engines import from_rows
from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.analytics.stats.survival import Wait, time_until
from tests.analytics.chance import chance_company
from tests.analytics.recount import EXITS, RANK, chains, value_of
from tests.analytics.worlds import AS_OF

FALL = [one for one in EXITS if one != "joined"]


def stays_of(chain: Any) -> dict[str, dict[str, Any]]:
    """Each stage that a lead stood in: where it went in the end, and its days."""
    seen = min(AS_OF, chain.until)
    held = [m for m in chain.within if m["at"] and m["at"] <= seen and not m["is_backfill"]]
    held.sort(key=lambda m: (m["at"], m["move_id"]))
    standing = [nth for nth, m in enumerate(held) if m["milestone"] in RANK and m["milestone"] != "won"]
    found: dict[str, dict[str, Any]] = {}
    for place, nth in enumerate(standing):
        move = held[nth]
        after = held[nth + 1] if nth + 1 < len(held) else None
        later = held[standing[place + 1]] if place + 1 < len(standing) else None
        one = found.setdefault(move["to_stage"], {"days": 0.0, "moved_back": False})
        end = after["at"] if after else ended_at(chain, seen)
        one["days"] = None if one["days"] is None or end is None or end < move["at"] else (
            one["days"] + (end - move["at"]) / timedelta(days=1))  # fmt: skip
        own = RANK[move["milestone"]]
        one["moved_back"] |= bool(after and after["milestone"] in RANK and after["milestone"] != "won"
                                  and RANK[after["milestone"]] < own)  # fmt: skip
        one["outcome"] = outcome(chain, own, after, later)
        one["is_last"] = later is None
    return found


def ended_at(chain: Any, seen: Any) -> Any:
    closed = [one["closed_at"] for one in chain.links if one["closed_at"] and one["closed_at"] <= chain.until]
    if chain.place in RANK and chain.place != "won":
        return seen
    if chain.place == "won" and chain.won_at:
        return chain.won_at
    return max(closed, default=None)


def outcome(chain: Any, own: int, after: Any, later: Any) -> str:
    if later is None:
        if chain.place == "won":
            return "onward"
        return "still" if chain.place in RANK else chain.place
    came_back = after["milestone"] == "exit"
    return "back" if came_back or RANK[later["milestone"]] < own else "onward"


def counted(held: list[tuple[Any, dict[str, Any]]]) -> dict[str, Any]:
    outcomes = [one["outcome"] for _, one in held]
    found: dict[str, Any] = {name: outcomes.count(name) for name in ("still", "onward", "back", *EXITS)}
    old = [one for chain, one in held if chain.mature and one["outcome"] != "joined"]
    waits = [
        Wait(int(one["days"] * 10 + 0.5) / 10, one["outcome"] not in ("still", "joined"))
        for _, one in held if one["days"] is not None
    ]  # fmt: skip
    return found | {
        "leads": len(held), "mature": len(old), "mature_ended": sum(one["outcome"] in FALL for one in old),
        "mature_last": sum(one["is_last"] for one in old),
        "moved_back": sum(one["moved_back"] for _, one in held), "untimed": len(held) - len(waits),
        "stay_days": time_until(waits).median, "stay_p90_days": time_until(waits).p90,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "asked", [{}, {"by": "source"}, {"by": "team", "horizon_days": 40}, {"vendor": "Acme Leads"}], ids=str
)
def test_stages_count_what_plain_python_counts(seed, asked):
    tables, query = chance_company(seed), Query(**asked)
    with from_rows(tables, as_of=AS_OF) as engine:
        found = answer("stages", engine, query)
        funnel = answer("funnel", engine, query)
    groups = defaultdict(list)
    every = chains(tables, as_of=AS_OF, horizon=query.horizon_days, mature_days=90.0, vendor=query.vendor)
    for chain in every:
        if chain.arrived is not None:
            for stage, one in stays_of(chain).items():
                groups[value_of(chain, query.by, "UTC") if query.by else None, stage].append((chain, one))
    assert {(row.get(query.by or ""), row["stage"]) for row in found.rows} == groups.keys()
    for row in found.rows:
        for name, value in counted(groups[row.get(query.by or ""), row["stage"]]).items():
            if value is not None and name.endswith("days"):
                assert row[name] == pytest.approx(value, abs=0.11), (row["stage"], name)
            else:
                assert row[name] == value, (row["stage"], name)
    # Every lead with a dated move ends or stands in one stage, as the funnel says.
    for name in ("lost", "rejected", "joined"):
        assert found.total[name] <= funnel.total[name]
