"""The funnel counted again in plain Python, lead by lead, from the words of its definitions."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

RANK = {"inquiry": 1, "mql": 2, "sal": 3, "sql": 4, "proposal": 5, "won": 5}
NAMES = ["inquiry", "mql", "sal", "sql", "proposal"]
EXITS = ["rejected", "disqualified", "unreached", "recycled", "joined", "lost"]
FAR = datetime(9999, 12, 31)
Lead = dict[str, Any]


def quantile(values: list[float], q: float) -> float | None:
    """Linear interpolation between order statistics (type 7)."""
    if not values:
        return None
    held = sorted(values)
    place = (len(held) - 1) * q
    low = int(place)
    high = min(low + 1, len(held) - 1)
    return held[low] + (held[high] - held[low]) * (place - low)


class Chain:
    """One lead of the cohort with all that came of it."""

    def __init__(
        self, leads: list[Lead], moves: dict[int, list[Lead]], *, as_of, horizon, mature_days, flawed
    ):
        chain = leads[0]["first_lead_id"] or leads[0]["lead_id"]
        roots = [lead for lead in leads if lead["lead_id"] == chain]
        leads = sorted(leads, key=lambda lead: (lead["arrived_at"] or FAR, lead["lead_id"]))
        self.first = roots[0] if roots else leads[0]
        self.latest_of_all = leads[-1]
        self.arrived = self.first["arrived_at"]
        if self.arrived is None:
            return
        self.until = self.arrived + timedelta(days=horizon) if horizon else FAR
        self.as_of = as_of
        self.links = [lead for lead in leads if (lead["arrived_at"] or self.arrived) <= self.until]
        self.moves = {lead["lead_id"]: moves[lead["lead_id"]] for lead in self.links}
        self.within = [m for held in self.moves.values() for m in held if (m["at"] or as_of) <= self.until]
        self.won_at, self.won = self._win()
        self.reached = self._reached()
        self.place = self._place()
        self.mature = self.arrived <= as_of - timedelta(days=horizon or mature_days)
        self.flawed = any(lead["lead_id"] in flawed for lead in self.links)

    def _win(self):
        won = [lead for lead in self.links if lead["milestone"] == "won"]
        entries = [
            m["at"]
            for lead in won
            for m in self.moves[lead["lead_id"]]
            if m["milestone"] == "won" and m["at"]
        ]
        closed = [lead["closed_at"] for lead in won if lead["closed_at"]]
        at = min([at for at in entries if at <= self.until] or closed, default=None)
        holds = bool(won) and (at or self.as_of) <= self.until
        return (at if holds else None), holds

    def _told(self, lead):
        return (lead["closed_at"] or self.as_of) <= self.until

    def _reached(self):
        if self.won:
            return 6
        ranks = [1]
        ranks += [RANK.get(m["milestone"], 0) for m in self.within]
        ranks += [RANK.get(m["from_milestone"], 0) for m in self.within if not m["is_backfill"]]
        for lead in self.links:
            if self._told(lead):
                ranks += [RANK.get(lead["milestone"], 0), RANK.get(lead["exit_from"], 0)]
        return max(ranks)

    def _place(self):
        if self.won:
            return "won"
        lead = max(self.links, key=lambda one: (one["arrived_at"] or self.arrived, one["lead_id"]))
        moves = [m for m in self.moves[lead["lead_id"]] if not m["is_backfill"]]
        moves = [m for m in moves if (m["at"] or self.as_of) <= self.until]
        if self._told(lead):
            place = lead["exit"] or lead["milestone"] or "inquiry"
        elif moves:
            last = max(moves, key=lambda m: (m["at"] is not None, m["at"] or FAR, m["move_id"]))
            place = last["to_stage"] if last["milestone"] == "exit" else last["milestone"]
        else:
            place = "inquiry"
        return "proposal" if place == "won" else place

    def date(self, milestone):
        """When a milestone was first entered, if it was reached and is dated."""
        if milestone == "inquiry":
            return self.arrived
        if milestone == "won":
            return self.won_at if self.won else None
        dates = [m["at"] for m in self.within if m["milestone"] == milestone and m["at"]]
        return min(dates) if dates else None

    def days(self, start, end):
        """Days between two milestones, both reached, dated and in order."""
        ranks = RANK | {"won": 6}
        a, b = self.date(start), self.date(end)
        if self.reached < ranks[end] or a is None or b is None or b < a:
            return []
        return [(b - a) / timedelta(days=1)]

    @property
    def undated(self):
        steps = [name for name in NAMES[1:] if RANK[name] <= self.reached] + (["won"] if self.won else [])
        return any(self.date(name) is None for name in steps)


def recount(tables, *, as_of, by=None, from_at=None, to_at=None, where=None, horizon=None, zone="UTC",
            mature_days=90.0, vendor=None):  # fmt: skip
    """Rows by group, as the funnel must give them."""
    groups = defaultdict(list)
    for chain in chains(tables, as_of=as_of, horizon=horizon, mature_days=mature_days, vendor=vendor):
        if chain.arrived is None or not (from_at or datetime.min) <= chain.arrived < (to_at or FAR):
            continue
        if any(value_of(chain, name, zone) not in values for name, values in (where or {}).items()):
            continue
        groups[value_of(chain, by, zone) if by else None].append(chain)
    return {group: row(held) for group, held in groups.items()}


def chains(tables, *, as_of, horizon, mature_days, vendor=None):
    """Every chain of leads in the tables that a vendor may see."""
    leads = [one for one in tables["leads"] if not one["is_targeted"] and vendor in (None, one["vendor"])]
    moves, held = defaultdict(list), defaultdict(list)
    for move in tables["stage_moves"]:
        moves[move["lead_id"]].append(move)
    for lead in leads:
        held[lead["first_lead_id"] or lead["lead_id"]].append(lead)
    flawed = {
        d["lead_id"] for d in tables["defects"] if d["kind"] == "won_before_arrival" and not d["cleared_at"]
    }
    more = {"as_of": as_of, "horizon": horizon, "mature_days": mature_days, "flawed": flawed}
    return [Chain(members, moves, **more) for members in held.values()]


def value_of(chain, name, zone):
    """What a chain shows for a field."""
    if name == "month":
        return chain.arrived.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m")
    if name == "team":
        return chain.latest_of_all["team"] or None
    return chain.first[name] or None


def row(held: list[Chain]) -> dict[str, Any]:
    """The counts and days of a group."""
    found = {"leads": len(held), "won": sum(c.won for c in held)}
    for name in NAMES:
        found[name] = sum(c.reached >= RANK[name] for c in held)
        found[f"open_{name}"] = sum(c.place == name for c in held)
    found["open"] = sum(found[f"open_{name}"] for name in NAMES)
    found |= {name: sum(c.place == name for c in held) for name in EXITS}
    for start, end in zip(NAMES, [*NAMES[1:], "won"], strict=True):
        found[f"{start}_to_{end}_days"] = quantile([d for c in held for d in c.days(start, end)], 0.5)
    days = [d for c in held for d in c.days("inquiry", "won")]
    for suffix, q in (("", 0.5), ("_p75", 0.75), ("_p90", 0.9)):
        found[f"arrival_to_won_days{suffix}"] = quantile(days, q)
    found["immature"] = sum(not c.mature and c.place in NAMES for c in held)
    found["mature"] = sum(c.mature for c in held)
    found["mature_won"] = sum(c.mature and c.won for c in held)
    found["returned"] = sum(len(c.links) > 1 for c in held)
    found["undated"] = sum(c.undated for c in held)
    found["won_before_arrival"] = sum(
        c.flawed or (c.won_at is not None and c.won_at < c.arrived) for c in held
    )
    found["without_source"] = sum(not c.first["source"] for c in held)
    return found
