"""Handoffs and follow-up equal a count in plain Python from the words of their definitions, whatever the company."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from detente.analytics.engines import from_rows
from detente.analytics.query import Query, end_of, start_of
from detente.analytics.run import answer
from detente.analytics.stats.survival import Wait, time_until
from tests.analytics.chance_handoffs import HOURS, REASONS, REPS, handed_company
from tests.analytics.worlds import AS_OF

FAR = datetime(9999, 1, 1)
Row = dict[str, Any]
QUESTIONS = [
    {}, {"by": "receiver"}, {"by": "in_month", "from_on": datetime(2026, 2, 10).date()}, {"horizon_days": 5},
    {"by": "receiver_team", "to_on": datetime(2026, 5, 3).date(), "vendor": "Acme Leads"},
]  # fmt: skip


def first_sources(tables: Any) -> dict[int, str | None]:
    """The source of each lead: that of its chain's first lead."""
    chains = defaultdict(list)
    for lead in tables["leads"]:
        if not lead["is_targeted"]:
            chains[lead["first_lead_id"] or lead["lead_id"]].append(lead)
    found = {}
    for chain, held in chains.items():
        roots = [lead for lead in held if lead["lead_id"] == chain]
        held.sort(key=lambda lead: (lead["arrived_at"] or FAR, lead["lead_id"]))
        found[chain] = (roots or held)[0]["source"] or None
    return {lead["lead_id"]: found.get(lead["first_lead_id"] or lead["lead_id"]) for lead in tables["leads"]}


def sells(rep: int | None) -> bool:
    return rep is not None and (rep not in REPS or REPS[rep] in ("sales", "inside sales"))


def business(team: str, first: datetime, last: datetime) -> int | None:
    hours = HOURS.get(team)
    return (
        None
        if hours is None
        else round(hours.seconds_between(first.replace(tzinfo=UTC), last.replace(tzinfo=UTC)))
    )


class Pursuit:
    """One lead as sales was to work it."""

    def __init__(self, lead: Row, tables: Any, horizon: int | None) -> None:
        own = {
            name: [row for row in tables[name] if row["lead_id"] == lead["lead_id"]]
            for name in ("handoffs", "assignments", "activities", "touches", "stage_moves")
        }
        order = sorted(own["handoffs"], key=lambda h: (h["kind"] == "passed", h["made_at"], h["handoff_id"]))
        self.handoff = order[0] if order else None
        receipts = [
            (a["at"], a["assignment_id"], a["to_id"]) for a in own["assignments"] if sells(a["to_id"])
        ]
        if self.handoff and self.handoff["assigned_at"]:
            receipts.append((self.handoff["assigned_at"], 0, self.handoff["to_id"]))
        receipts.sort()
        self.acted = lead["arrived_at"]
        if self.handoff:
            self.acted = self.handoff["responded_to_at"] or self.handoff["made_at"]
        elif receipts:
            before = [t["at"] for t in own["touches"] if lead["arrived_at"] <= t["at"] <= receipts[0][0]]
            self.acted = max(before, default=self.acted)
        cutoff = self.acted + timedelta(days=horizon) if horizon else FAR
        self.seen = min(AS_OF, cutoff)
        self.tries = sorted(
            (a["at"], a["activity_id"], a) for a in own["activities"]
            if a["is_attempt"] is not False and self.acted <= a["at"] <= self.seen
        )  # fmt: skip
        self.first = self.tries[0][0] if self.tries else None
        had = [one for one in receipts if one[0] <= (self.first or self.seen)]
        owner = lead["owner_id"] if REPS.get(lead["owner_id"]) in ("sales", "inside sales") else None
        told = [
            self.tries[0][2]["rep_id"] if self.tries else None, had[-1][2] if had else None,
            self.handoff["to_id"] if self.handoff else None, owner,
        ]  # fmt: skip
        self.rep = next((rep for rep in told if rep is not None), None)
        self.team = REPS.get(self.rep) or "inside sales"
        self.assigned = max(self.acted, had[-1][0]) if had else None
        self.exit = lead["exit"] if (lead["closed_at"] or AS_OF) <= cutoff else None
        self.won = lead["milestone"] == "won" and (lead["closed_at"] or AS_OF) <= cutoff
        self.until = self.first or min(self.seen, lead["closed_at"] or FAR)
        self.refused = not self.tries and (self.exit in ("rejected", "joined"))
        ranks = {"mql": 2, "sal": 3, "sql": 4, "proposal": 5, "won": 6}
        stood = {lead["milestone"], lead["exit_from"], *(m["milestone"] for m in own["stage_moves"])}
        stood |= {m["from_milestone"] for m in own["stage_moves"] if not m["is_backfill"]}
        self.is_ready = any(one in ranks for one in stood)
        self.is_due = bool(self.is_ready or self.handoff or receipts or owner or self.tries)

    @property
    def age(self) -> timedelta:
        return self.seen - self.acted

    @property
    def gave_up(self) -> bool:
        if not self.tries or any(one["is_conversation"] for _, _, one in self.tries):
            return False
        left = self.exit is None and not self.won and self.seen - self.tries[-1][0] >= timedelta(days=14)
        return self.exit in ("unreached", "recycled") or left


def pursuits(tables: Any, query: Query) -> list[tuple[Row, Pursuit]]:
    first = start_of(query.from_on, "UTC") if query.from_on else datetime.min
    last = end_of(query.to_on, "UTC") if query.to_on else FAR
    told = []
    for lead in tables["leads"]:
        if lead["arrived_at"] is None or lead["is_targeted"] or query.vendor not in (None, lead["vendor"]):
            continue
        pursuit = Pursuit(lead, tables, query.horizon_days)
        if pursuit.is_due and first <= pursuit.acted < last:
            told.append((lead, pursuit))
    return told


def followed(held: list[Pursuit]) -> Row:
    week, hour = timedelta(days=7), 3600
    open_ = [p for p in held if not p.tries and not p.refused and not p.won]
    prompt = [p for p in held if p.assigned and p.first]

    def seconds(p: Pursuit) -> float:
        spent = business(p.team, p.assigned, p.first)
        return (p.first - p.assigned).total_seconds() if spent is None else spent

    gone = [p for p in held if p.gave_up]
    sla = [p for p in held if p.handoff and p.handoff["attempt_due_at"] and not p.refused
           and (p.tries or p.handoff["attempt_due_at"] < p.seen)]  # fmt: skip
    return {
        "leads": len(held), "tried": sum(bool(p.tries) for p in held), "untried": len(open_),
        "unworked": sum(p.age >= week for p in open_), "refused": sum(p.refused for p in held),
        "due_tried": sum(p.age >= week and bool(p.tries) for p in held), "sla": len(sla),
        "in_sla": sum(bool(p.first) and p.first <= p.handoff["attempt_due_at"] for p in sla),
        "prompt": sum(seconds(p) <= hour for p in prompt),
        "answerable": sum(bool(p.assigned) and not p.refused
                          and (bool(p.tries) or p.seen - p.assigned >= timedelta(days=1)) for p in held),
        "attempts": sum(len(p.tries) for p in held),
        "multichannel": sum(len({one["channel"] for _, _, one in p.tries}) > 1 for p in held),
        "by_mail": sum(any(one["channel"] == "mail" for _, _, one in p.tries) for p in held),
        "given_up": len(gone), "given_up_1": sum(len(p.tries) == 1 for p in gone),
        "given_up_6": sum(len(p.tries) >= 6 for p in gone),
        **{name: time_until(waits(held, name)).median for name in ("speed", "speed_business")},
    }  # fmt: skip


def waits(held: list[Pursuit], name: str) -> list[Wait]:
    found = []
    for p in held:
        if not p.tries and (p.refused or p.won):
            continue
        spent = (p.until - p.acted).total_seconds() if name == "speed" else business(p.team, p.acted, p.until)
        if spent is not None and spent >= 0:
            day, most = 86400, 90 * 86400
            size = 60 if spent < 7200 else 600 if spent < day else 3600 if spent < 7 * day else 21600
            found.append(Wait(size * int(min(spent, most) // size), bool(p.tries) and spent < most))
    return found


def group_of(by: str, rep: int | None, at: datetime, source: str | None) -> str | None:
    names = {"receiver": f"Rep {rep}" if rep in REPS else f"#{rep}", "receiver_team": REPS.get(rep)}
    if by in names:
        return names[by] if rep is not None else None
    return at.strftime("%Y-%m") if by == "in_month" else source


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_follow_up_counts_what_plain_python_counts(seed, asked):
    tables, query = handed_company(seed), Query(**asked)
    sources, by = first_sources(tables), asked.get("by", "source")
    with from_rows(tables, as_of=AS_OF) as engine:
        found = answer("follow_up", engine, query)
    groups: dict[str | None, list[Pursuit]] = defaultdict(list)
    for lead, one in pursuits(tables, query):
        groups[group_of(by, one.rep, one.acted, sources[lead["lead_id"]])].append(one)
    # A vendor's reader knows nobody but the vendor's own callers; the counts are the same.
    if query.vendor:
        groups = {None: [one for held in groups.values() for one in held]}
    assert {row[by] for row in found.rows} == groups.keys()
    for row in found.rows:
        for name, value in followed(groups[row[by]]).items():
            assert row[name] == value, (row[by], name)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_handoffs_count_what_plain_python_counts(seed, asked):
    tables, query = handed_company(seed), Query(**asked)
    sources, by = first_sources(tables), asked.get("by", "source")
    with from_rows(tables, as_of=AS_OF) as engine:
        found = answer("handoffs", engine, query)
    leads = {lead["lead_id"]: lead for lead in tables["leads"] if query.vendor in (None, lead["vendor"])}
    groups: dict[str | None, list[Row]] = defaultdict(list)
    for one in tables["handoffs"]:
        first = start_of(query.from_on, "UTC") if query.from_on else datetime.min
        last = end_of(query.to_on, "UTC") if query.to_on else FAR
        if one["lead_id"] in leads and first <= one["made_at"] < last:
            group = group_of(by, one["to_id"], one["made_at"], sources[one["lead_id"]])
            groups[None if query.vendor else group].append(one)
    assert {row[by] for row in found.rows} == groups.keys()
    for row in found.rows:
        for name, value in answers(groups[row[by]], tables, leads, query.horizon_days).items():
            assert row[name] == value, (row[by], name)


def answers(held: list[Row], tables: Any, leads: Any, horizon: int | None) -> Row:
    counts: Row = defaultdict(int)
    sides = {(exit_, code): side for exit_, code, side in REASONS}
    for one in held:
        cutoff = one["made_at"] + timedelta(days=horizon) if horizon else FAR
        told = one["answer"] if one["answer"] and one["answered_at"] <= cutoff else None
        late = one["due_at"] is not None and one["due_at"] < min(AS_OF, cutoff)
        state = told or ("unanswered" if late else "pending")
        counts[state] += 1
        is_answered = told in ("accepted", "rejected") and one["due_at"]
        counts["in_time"] += bool(is_answered) and one["answered_at"] <= one["due_at"]
        lead = leads[one["lead_id"]]
        same = [h for h in tables["handoffs"] if (h["lead_id"], h["kind"]) == (one["lead_id"], one["kind"])]
        last = min(
            same, key=lambda h: (h["answer"] != "accepted", -h["made_at"].timestamp(), -h["handoff_id"])
        )
        is_parked = (
            last is one and one["answer"] == "accepted" and lead["exit"] == "recycled"
            and (lead["closed_at"] or FAR) <= cutoff and lead["closed_at"] is not None
        )  # fmt: skip
        if one["kind"] == "handed_over" and (told == "rejected" or is_parked):
            counts["came_back"] += 1
            key = ("rejected", one["reason"]) if told == "rejected" else ("recycled", lead["exit_reason"])
            side = sides.get(key, "unknown")
            counts[f"back_for_{side}"] += 1
    names = ("accepted", "rejected", "withdrawn", "unanswered", "pending", "in_time", "came_back", "back_for_quality",
             "back_for_sales", "back_for_unknown")  # fmt: skip
    return {name: counts[name] for name in names} | {"handoffs": len(held)}
