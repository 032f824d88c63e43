"""Late discovery equals a count in plain Python from the words of its definitions, whatever the company."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from detente.analytics.engines import from_rows
from detente.analytics.query import Query
from detente.analytics.run import answer
from tests.analytics.chance import chance_company
from tests.analytics.recount import chains, value_of
from tests.analytics.worlds import AS_OF

SIDES = {
    "too_small": "quality",
    "no_budget": "quality",
    "price": "unknown",
    "silent": "sales",
    "odd": "quality",
}
FACTS = {"too_small": "company size", "student": "job title", "no_budget": "budget", "no_need": "need"}
ON_RECORD = ("company size", "job title")
GUESSED = {"meeting": 2700, "call": 300, "mail": 300, "social": 180}
ENDS = ("rejected", "disqualified", "unreached", "lost")


def found_out(seed: int) -> dict[str, list[dict[str, Any]]]:
    """A company with stated reasons, people, accounts and work, gaps in all of them."""
    random, tables = Random(seed), chance_company(seed, size=200)
    tables |= {"people": [], "accounts": [], "activities": [], "reasons": [
        {"playbook": 1, "exit": "lost", "reason": reason, "side": side} for reason, side in SIDES.items()
    ]}  # fmt: skip
    for lead in tables["leads"]:
        key = lead["lead_id"]
        reason = random.choice([*SIDES, "student", "no_need", None, ""]) if lead["exit"] else None
        lead |= {
            "exit_reason": reason,
            "playbook": random.choice([1, 2]),
            "person_id": key,
            "account_id": key,
        }
        tables["people"].append({"person_id": key, "title": random.choice(["Student", "", None])})
        tables["accounts"].append({"account_id": key, "employees": random.choice([5, None])})
        for _ in range(random.randrange(6)):
            at = (lead["arrived_at"] or datetime(2026, 2, 1)) + timedelta(
                minutes=random.randrange(60 * 24 * 60)
            )
            tables["activities"].append({
                "activity_id": len(tables["activities"]), "lead_id": key, "channel": random.choice([*GUESSED]),
                "seconds": random.choice([None, 0, 60, 900]), "is_attempt": random.choice([True, True, False, None]),
                "is_conversation": random.random() < 0.3, "at": at,
            })  # fmt: skip
    return tables


class Lacking:
    """One lead as it was found lacking, or not."""

    def __init__(self, chain: Any, tables: Any) -> None:
        latest = max(chain.links, key=lambda one: (one["arrived_at"] or datetime.min, one["lead_id"]))
        reason = latest["exit_reason"] or None
        self.chain, self.fact = chain, FACTS.get(reason or "")
        # The sides stand with lost leads of version 1, and speak for the same reason anywhere.
        side = SIDES.get(reason or "")
        is_ended = chain.place in ENDS
        self.is_lacking = (
            is_ended and bool(reason) and (side == "quality" or (side is None and self.fact is not None))
        )
        self.is_late = chain.reached >= 4
        moves = [m["at"] for m in chain.within if m["at"] and not m["is_backfill"] and m["at"] <= AS_OF]
        self.ended = latest["closed_at"] or max(moves, default=None)
        keys = {one["lead_id"] for one in chain.links}
        self.work = [
            one for one in tables["activities"]
            if one["lead_id"] in keys and one["at"] <= min(AS_OF, self.ended or AS_OF)
            and (one["is_attempt"] is not False or one["is_conversation"] or (one["seconds"] or 0) > 0)
        ]  # fmt: skip
        self.knowable = self._knowable()
        self.after = [one for one in self.work if self.knowable and one["at"] > self.knowable]
        own = {"company size": tables["accounts"], "job title": tables["people"]}.get(self.fact or "", [])
        keyed = {
            one.get("account_id") or one.get("person_id"): one.get("employees") or one.get("title")
            for one in own
        }
        self.is_missing = bool(own) and not keyed[latest["lead_id"]]

    def _knowable(self) -> datetime | None:
        if self.fact in ON_RECORD:
            found: datetime = self.chain.arrived
            return found
        talks = [one["at"] for one in self.work if one["is_conversation"]]
        return min([one for one in (min(talks, default=None), self.chain.date("sql")) if one], default=None)


def counted(held: list[Lacking]) -> dict[str, Any]:
    late = [one for one in held if one.is_late]
    work = [one for lead in late for one in lead.after]
    return {
        "leads": len(held), "late": len(late), "mature": sum(one.chain.mature for one in held),
        "mature_late": sum(one.chain.mature for one in late), "missing": sum(one.is_missing for one in late),
        "worked": sum(bool(one.after) for one in late), "unknowable": sum(one.knowable is None for one in late),
        "late_proposal": sum(one.chain.reached >= 5 for one in late),
        "seconds": sum(one["seconds"] or GUESSED[one["channel"]] for one in work) if late else None,
        "attempts": sum(one["is_attempt"] is not False for one in work) if late else None,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("asked", [{}, {"by": "source"}, {"by": "team", "vendor": "Acme Leads"}], ids=str)
def test_late_discovery_counts_what_plain_python_counts(seed, asked):
    tables, query = found_out(seed), Query(**asked)
    with from_rows(tables, as_of=AS_OF) as engine:
        found = answer("late_discovery", engine, query)
    groups = defaultdict(list)
    for chain in chains(tables, as_of=AS_OF, horizon=None, mature_days=90.0, vendor=query.vendor):
        if chain.arrived is not None and (one := Lacking(chain, tables)).is_lacking:
            groups[value_of(chain, query.by, "UTC") if query.by else one.fact].append(one)
    by = query.by or "fact"
    assert {row[by] for row in found.rows} == groups.keys() and any(row["late"] for row in found.rows)
    for row in found.rows:
        for name, value in counted(groups[row[by]]).items():
            assert row[name] == value, (row[by], name)
