"""Whatever tables somebody brings, the verdict answers in its published shape, and blames nobody they can't carry."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from bench.verdict.worlds import WORLDS
from bench.verdict.writing import FROM, TO, write
from detente.analytics.engines import from_rows, open_tables
from detente.analytics.query import Query
from detente.analytics.run import answer

NAMES = {"mix", "follow_up", "quality_early", "quality_late", "selling", "market", "cannot_tell"}
NEEDED = {"lead_id", "move_id", "activity_id", "arrived_at"}
ASKED = Query(FROM, TO)
DETENTE = str(Path(sys.executable).with_name("detente"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A company of 3,000 leads a year whose follow-up got worse."""
    folder = tmp_path_factory.mktemp("small")
    write(folder, 3_000, WORLDS["bad_follow_up"], 3)
    return folder


@pytest.fixture(scope="module")
def rows(small):
    with open_tables(small) as engine:
        found = {
            name: engine.rows(f"SELECT * FROM {name}") for name in ("leads", "stage_moves", "activities")
        }
    return {name: [{key: value for key, value in row.items() if value is not None} for row in held]
            for name, held in found.items()}  # fmt: skip


def verdict(rows, query=ASKED):
    with from_rows(rows) as engine:
        told = answer("verdict", engine, query).more
    json.dumps(told, default=str, allow_nan=False)
    assert told["names"] == [name for name in told["names"] if name in NAMES]
    assert {"estimate", "low", "high"} <= told["total"].keys() and isinstance(told["checks"], dict)
    for one in (told["total"], *told["components"].values()):
        assert one["estimate"] is None or one["low"] <= one["estimate"] <= one["high"]
    if "cannot_tell" in told["names"]:
        assert told["names"] == ["cannot_tell"] and told["checks"]["why"]
    return told


@pytest.mark.parametrize("seed", range(4))
def test_tables_with_holes(rows, seed):
    """Columns and tables dropped, values blanked: an answer all the same, and nobody blamed for what is not told."""
    draw = random.Random(seed)
    kept = {"leads": rows["leads"]} | {
        n: rows[n] for n in ("stage_moves", "activities") if draw.random() < 0.7
    }
    kept = {name: without(held, draw) for name, held in kept.items()}
    told = verdict(kept)
    if "activities" not in kept:
        assert "follow_up" not in told["names"]
    if not any("reason" in row or "exit_reason" in row for row in kept["leads"]):
        assert not {"quality_late"} & set(told["names"])
    if not any("owner_id" in row for row in kept["leads"]) and "activities" not in kept:
        assert "selling" not in told["names"]


def without(held, draw):
    """Rows less a third of the columns that may be absent; of one more column half the values."""
    names = sorted({name for row in held for name in row} - NEEDED)
    gone = {name for name in names if draw.random() < 0.33}
    gone |= {"milestone", "exit", "exit_from"} if gone & {"milestone", "exit"} else set()
    torn = draw.choice([name for name in names if name not in {"milestone", "exit"}])
    return [{name: value for name, value in row.items()
             if name not in gone and (name != torn or draw.random() < 0.5)} for row in held]  # fmt: skip


def only(held, **fixed):
    return [row | fixed for row in held]


def test_one_source_one_rep_and_large_ids(rows):
    far = 2**53
    moved = {
        "leads": [row | {"lead_id": row["lead_id"] + far, "first_lead_id": row["lead_id"] + far, "source": "web",
                         "owner_id": far} for row in rows["leads"]],
        "stage_moves": [row | {"lead_id": row["lead_id"] + far} for row in rows["stage_moves"]],
        "activities": [row | {"lead_id": row["lead_id"] + far, "rep_id": far} for row in rows["activities"]],
    }  # fmt: skip
    told = verdict(moved)
    assert told["names"] == ["follow_up"]
    assert told["components"]["mix"]["estimate"] == 0


@pytest.mark.parametrize("milestone", ["won", "inquiry"])
def test_all_won_and_none_won(rows, milestone):
    ended = only([{k: v for k, v in row.items() if k not in {"exit", "exit_reason"}} for row in rows["leads"]],
                 milestone=milestone)  # fmt: skip
    assert verdict({"leads": ended})["names"] in ([], ["cannot_tell"])


def test_no_benchmark_and_nothing_old_enough(rows):
    recent = [row for row in rows["leads"] if row["arrived_at"].date() >= FROM]
    assert verdict(rows | {"leads": recent})["names"] == ["cannot_tell"]
    fresh = [{k: row[k] for k in ("lead_id", "arrived_at", "source", "owner_id")} for row in rows["leads"]]
    assert verdict({"leads": fresh})["names"] == ["cannot_tell"]


def test_deals_only():
    deals = [
        {"deal_id": n, "lead_id": None, "status": "won", "closed_at": f"2025-0{1 + n % 9}-03"}
        for n in range(90)
    ]
    assert verdict({"deals": deals})["names"] == ["cannot_tell"]


def test_reasons_in_free_words(rows):
    """What no agreement knows is read by its words; what words say nothing of is missing, and nobody's fault."""
    told = {"no_budget": "No budget this year, sorry", "no_need": "they have NO NEED", "wrong_fit": "not a fit for us",
            "competitor": "went with a competitor (ACME)", "went_dark": "gone silent"}  # fmt: skip
    worded = [row | ({"exit_reason": told.get(row["exit_reason"], "?!")} if "exit_reason" in row else {})
              for row in rows["leads"]]  # fmt: skip
    assert verdict(rows | {"leads": worded})["names"] == ["follow_up"]
    mute = [row | ({"exit_reason": "Ödland ✓"} if "exit_reason" in row else {}) for row in rows["leads"]]
    found = verdict(rows | {"leads": mute})
    assert not {"quality_late", "selling"} & set(found["names"]) and found["checks"]["missing_reasons"] == 1


def test_the_command_line_answers_files_with_offsets_and_without_some_tables(small, tmp_path):
    """CSV whose instants have offsets, one table only: exit code 0, the published keys."""
    duckdb.execute(
        f"COPY (SELECT * REPLACE (strftime(arrived_at, '%Y-%m-%dT%H:%M:%S+02:00') AS arrived_at)"
        f" FROM '{small}/leads.parquet') TO '{tmp_path}/leads.csv' (HEADER)"
    )
    asked = ["--tables", str(tmp_path), "--from", str(FROM), "--to", str(TO), "--format", "json"]
    found = subprocess.run([DETENTE, "report", "verdict", *asked], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout)
    assert {"names", "total", "components", "checks"} <= told.keys()
