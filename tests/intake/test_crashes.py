"""Killed at any point and run again, the accounting closes and nothing is lost or doubled."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.companies import Place

PROGRAM = Path(__file__).with_name("crashing.py")
POINTS = [
    ("copying a file", 1),
    ("copying a file", 2),
    ("before a chunk", 3),
    ("at a line", 777),
    ("before writing", 2),
    ("before the commit", 3),
    ("after the commit", 2),
    ("before the end", 1),
]
FEW = [("copying a file", 1), ("at a line", 777), ("before the commit", 3)]

# Recounted by hand from the rules of the files. Leads 0 to 1199: every 97th has a bad date (13); 1100 and on have
# the address of the lead 1100 before, so they merge (100 - 1 bad), unless that one was rejected (1100, 1197).
# Deals on every 4th lead: 4 of these were rejected, and 23 merged into a lead whose deal is won already.
LEADS_STORED, LEADS_MERGED, LEADS_REJECTED = 1_088 + 2, 97, 13
DEALS_STORED, DEALS_REJECTED = 300 - 4 - 23, 4 + 23
ACCOUNTING = {
    "read": 1_500,
    "stored": LEADS_STORED + DEALS_STORED,
    "merged": LEADS_MERGED,
    "rejected": LEADS_REJECTED + DEALS_REJECTED,
}
# A lead of a firm and a campaign is one event, its move to won none of its own: opened, won; a touch for each merge.
EVENTS = LEADS_STORED + 2 * DEALS_STORED + LEADS_MERGED
COUNTS = {
    "Lead": LEADS_STORED,
    "Person": LEADS_STORED,
    "Deal": DEALS_STORED,
    "Account": 40,
    "Campaign": 5,
    "ImportLine": 1_500,
}
STAGES = [["inquiry", LEADS_STORED - DEALS_STORED], ["won", DEALS_STORED]]


def run(place: Place, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PROGRAM, folder, *words],
        env=place.environment,
        text=True,
        capture_output=True,
        timeout=120,
    )


def finish(place: Place, folder: Path) -> None:
    done = run(place, folder, "finish")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["doctor"] == []
    assert (found["state"], found["accounting"], found["stages"]) == ("done", ACCOUNTING, STAGES)
    assert {name: found["counts"][name] for name in COUNTS} == COUNTS
    assert found["lead_events"] == EVENTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from tests.intake.crashing import write_files

    write_files(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("point", "count"), FEW)
def test_killed_at_a_named_point(point: str, count: int, company: Place, folder: Path) -> None:
    compare(point, count, company, folder)


@pytest.mark.deep
@pytest.mark.parametrize(("point", "count"), POINTS)
def test_killed_at_every_named_point(point: str, count: int, company: Place, folder: Path) -> None:
    compare(point, count, company, folder)


def compare(point: str, count: int, company: Place, folder: Path) -> None:
    died = run(company, folder, "die", point, str(count))
    assert died.returncode == -signal.SIGKILL, died.stderr
    finish(company, folder)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.deep) for seed in range(2, 20))])
def test_killed_at_random(seed: int, company: Place, folder: Path) -> None:
    """Killed several times, whenever; each time the next one goes on."""
    moments = random.Random(seed)
    for _ in range(3):
        program = subprocess.Popen(
            [sys.executable, PROGRAM, folder, "die", "before the end", "1000"],
            env=company.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(moments.uniform(0.6, 1.8))
        program.kill()
        program.wait()
    finish(company, folder)


def test_two_runs_of_one_batch_at_once_store_each_line_once(company: Place, folder: Path) -> None:
    """The wizard's worker and a person's impatience: the second finds what the first has done."""
    assert run(company, folder, "die", "before a chunk", "1").returncode == -signal.SIGKILL
    both = [
        subprocess.Popen(
            [sys.executable, PROGRAM, folder, "go on"],
            env=company.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    for program in both:
        _, complaints = program.communicate(timeout=120)
        assert program.returncode == 0, complaints
    finish(company, folder)
