"""A simulated company as canonical tables: what its people wrote down, with gaps and mistakes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from bench.verdict.company import DAYS, DAYS_BEFORE, Company, Floats, Ints, Leads, arrive, found
from bench.verdict.judging import judgements, sides, true_errors
from bench.verdict.life import Fate, Tries, live, try_them
from bench.verdict.worlds import Fault

FIRST = date(2024, 7, 1)
FROM, TO = FIRST + timedelta(days=DAYS_BEFORE), FIRST + timedelta(days=DAYS - 1)

QUALITY = np.array(["no_budget", "no_need", "wrong_fit"], object)
SALES = np.array(["competitor", "went_dark"], object)
STANDS = np.array(["inquiry", "inquiry", "sql", "proposal", "won"], object)
VAGUE = np.array(["price", "no_decision"], object)

Table = dict[str, Any]


def write(
    folder: Path,
    leads_a_year: int,
    fault: Fault,
    seed: int,
    *,
    blanks: float = 0.15,
    unlogged: float = 0.0,
    audited: int = 0,
) -> list[dict[str, float]]:
    """Write one company's tables as Parquet files; returns the true error rates of its stated reasons by period.

    `blanks`: share of reasons left out; `unlogged`: of attempts; `audited`: late-lost leads of each period that two
    people judge blindly.
    """
    rng = np.random.default_rng([seed, leads_a_year])
    of = found(rng, leads_a_year, fault)
    leads = arrive(rng, of, leads_a_year, fault)
    bad = rng.uniform(size=len(leads.day)) < of.bad_data[leads.source]
    tries = try_them(rng, of, leads, fault, bad)
    fate = live(rng, of, leads, tries, fault)
    tables: dict[str, Table] = {
        "leads": _leads(rng, of, leads, tries, fate, fault, bad, blanks),
        "activities": _activities(rng, _owners(of, leads, fault), tries, unlogged),
        "stage_moves": _moves(rng, leads, fate, fault),
    }
    stated = sides(tables["leads"]["exit_reason"])
    if audited:
        tables["judgements"] = judgements(
            np.random.default_rng([seed, 3]), leads.period, fate, stated, audited
        )
    with duckdb.connect() as connection:
        for name, held in tables.items():
            columns = ", ".join(_column(one) for one in held)
            connection.register("held", held)
            connection.execute(
                f"COPY (SELECT {columns} FROM held) TO '{folder / name}.parquet' (FORMAT parquet)"
            )
            connection.unregister("held")
    return [true_errors(fate, stated, leads.period == period) for period in (0, 1)]


def _column(name: str) -> str:
    if not name.endswith("at"):
        return f'"{name}"'
    return f'TIMESTAMP \'{FIRST}\' + to_microseconds(CAST("{name}" * 86400000000 AS BIGINT)) AS "{name}"'


def _leads(
    rng: np.random.Generator,
    of: Company,
    leads: Leads,
    tries: Tries,
    fate: Fate,
    fault: Fault,
    bad: Floats,
    blanks: float,
) -> Table:
    n = len(leads.day)
    last = np.where(tries.made, tries.at, -1).max(1)
    is_bad = bad.astype(bool) & (last >= 0)
    gave_up = (fate.stage == 0) & ~is_bad & (last >= 0) & (last + 12 < DAYS) & (rng.uniform(size=n) < 0.7)
    exits = np.full(n, None, object)
    exits[fate.cause > 0] = np.where(fate.stage[fate.cause > 0] >= 2, "lost", "disqualified")
    exits[gave_up], exits[is_bad] = "unreached", "disqualified"
    closed = np.where(gave_up, last + 12, np.where(is_bad, np.minimum(last + 0.1, DAYS - 0.01), fate.ended))
    closed = np.where(fate.stage == 4, fate.entered[:, 4], closed)
    reason = _reasons(rng, fate, fault, leads.period, blanks)
    reason[is_bad] = np.where(rng.uniform(size=int(is_bad.sum())) < blanks / 2, None, "wrong_number")
    reason[gave_up] = None
    names = np.array([f"source {i}" for i in range(len(of.weights))], object)
    fits = np.array(["C", "B", "A"], object)[leads.fit]
    fits[rng.uniform(size=n) < 0.04] = None
    owner = _owners(of, leads, fault)
    return {
        "lead_id": np.arange(n), "first_lead_id": np.arange(n), "person_id": np.arange(n), "arrived_at": leads.day,
        "source": names[leads.source], "owner_id": owner, "fit_band": fits, "exit": exits, "exit_reason": reason,
        "closed_at": closed,
        "milestone": np.where([one is None for one in exits], STANDS[fate.stage], "exit"),
    }  # fmt: skip


def _owners(of: Company, leads: Leads, fault: Fault) -> Ints:
    """Who has a lead: some reps leave in the period, and new ones take over, as skilled as they were."""
    turn = round(1 / fault.leaving)
    leaves = np.where(np.arange(len(of.skill)) % turn == turn - 1, DAYS_BEFORE + 60, 10_000)
    return np.asarray(leads.rep + 1 + len(of.skill) * (leads.day > leaves[leads.rep]))


def _reasons(rng: np.random.Generator, fate: Fate, fault: Fault, period: Any, blanks: float) -> Any:
    """What reps state: mostly the truth, sometimes the other side, sometimes nothing that says more."""
    n = len(fate.cause)
    blamed = (period == 1) & (fate.cause == 2) & (rng.uniform(size=n) < fault.blamed)
    is_quality = ((fate.cause == 1) ^ (rng.uniform(size=n) < 0.1)) | blamed
    found = np.where(is_quality, rng.choice(QUALITY, n), rng.choice(SALES, n)).astype(object)
    vague = rng.uniform(size=n) < 0.1
    found[vague] = rng.choice(VAGUE, int(vague.sum()))
    found[(fate.cause == 0) | (rng.uniform(size=n) < blanks)] = None
    return found


def _activities(rng: np.random.Generator, owner: Ints, tries: Tries, unlogged: float) -> Table:
    made = tries.made & (rng.uniform(size=tries.made.shape) >= unlogged)
    lead, k = np.nonzero(made)
    hit = tries.hit[lead] == k
    return {
        "activity_id": np.arange(len(lead)), "lead_id": lead, "rep_id": owner[lead], "at": tries.at[lead, k],
        "channel": np.array(["call", "mail", "social"], object)[tries.channel[lead, k]],
        "disposition": np.where(hit, "connected", rng.choice(np.array(["no_answer", "voicemail"], object), len(lead))),
        "is_conversation": hit, "is_attempt": np.ones(len(lead), bool),
    }  # fmt: skip


def _moves(rng: np.random.Generator, leads: Leads, fate: Fate, fault: Fault) -> Table:
    """Arrivals and entries; some proposals go back to SQL for some days."""
    names = np.array(["inquiry", None, "sql", "proposal", "won"], object)
    rows = [(np.arange(len(leads.day)), leads.day, np.full(len(leads.day), 0))]
    for j in (2, 3, 4):
        held = np.nonzero(~np.isnan(fate.entered[:, j]))[0]
        rows.append((held, fate.entered[held, j], np.full(len(held), j)))
    back = rows[2][0][rng.uniform(size=len(rows[2][0])) < fault.back]
    rows.append((back, fate.entered[back, 3] + 0.5, np.full(len(back), 2)))
    lead, at, stage = (np.concatenate(part) for part in zip(*rows, strict=True))
    keep = at < DAYS
    lead, at, stage = lead[keep], at[keep], stage[keep]
    return {"move_id": np.arange(len(lead)), "lead_id": lead, "at": at, "to_stage": names[stage],
            "milestone": names[stage], "is_backfill": np.zeros(len(lead), bool)}  # fmt: skip
