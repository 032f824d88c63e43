"""Everybody at once, and workers that are killed: nothing is lost, nothing doubled, every handoff has one answer."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import close_old_connections, connection

from detente.crm.handoff import actions as handoff
from detente.crm.handoff import capacity
from detente.crm.models import Event, Handoff
from detente.crm.objections import Refused
from tests.crm.cast import gather
from tests.crm.handoff.agreed import ready, rep
from tests.fixtures.companies import Place

PROGRAM = Path(__file__).with_name("racing.py")


def start(place: Place, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, PROGRAM, *map(str, words)],
        env=place.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(place: Place, *words: object) -> str:
    program = start(place, *words)
    said, complaints = program.communicate(timeout=600)
    assert program.returncode == 0, complaints
    return said


def look(place: Place) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(place, "look"))
    assert found["doctor"] == []
    assert found["made"][0] == found["made"][1] and found["answered"][0] == found["answered"][1]
    assert found["open_twice"] == found["answered_twice"] == []
    return found


def race(place: Place, *, seed: int, threads: int, acts: int, leads: int) -> None:
    run(place, "found", leads)
    both = [start(place, "race", seed * 2 + number, threads, acts) for number in range(2)]
    done: Counter[str] = Counter()
    for program in both:
        said, complaints = program.communicate(timeout=900)
        assert program.returncode == 0, complaints
        assert not complaints, complaints
        done += Counter(json.loads(said))
    assert not done["deadlock"] and not done["database is busy"]
    found = look(place)
    kinds = Counter(found["kinds"])
    assert done["attempt"] == kinds["attempted"]
    assert done["recycle"] <= kinds["ended"]
    assert found["unfinished"] == 0


def test_two_programs_do_anything_to_the_same_leads(company: Place) -> None:
    race(company, seed=1, threads=4, acts=25, leads=6)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(2, 8))
def test_sixteen_threads_in_two_programs_do_anything_to_the_same_leads(company: Place, seed: int) -> None:
    race(company, seed=seed, threads=16, acts=60, leads=12)


POINTS = ("claimed", "before its act", "amid its act", "after its act", "done", "planned anew")


def kill(place: Place, point: str) -> None:
    """A worker that is killed has done a job whole or not at all; the next one does the rest."""
    run(place, "found", 3)
    died = start(place, "die", point)
    assert died.communicate(timeout=120) and died.returncode == -signal.SIGKILL
    run(place, "finish")
    found = look(place)
    # Ten days later each of three leads was warned of, told to the manager and given to another, once.
    assert found["kinds"]["warned"] == found["kinds"]["escalated"] == 3
    assert found["reassigned"] == [3, 3]
    assert found["unfinished"] == 0


def test_a_worker_killed_amid_its_act(company: Place) -> None:
    kill(company, "amid its act")


@pytest.mark.deep
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_at_every_named_point(company: Place, point: str) -> None:
    kill(company, point)


def at_once(*acts: Any) -> list[Any]:
    """Run acts in a thread each, from the same moment on; an act that is refused gives its refusal."""
    begin = threading.Barrier(len(acts))

    def go(act: Any) -> Any:
        close_old_connections()
        begin.wait()
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))


@pytest.mark.django_db(transaction=True)
def test_no_two_leads_take_the_last_place() -> None:
    cast = gather()
    capacity.change_capacity(cast.sven, by=cast.olga, open_leads=3)
    capacity.change_capacity(rep("Tara"), by=cast.olga, open_leads=2)
    at_once(*(lambda no=no: ready(f"P{no}") for no in range(12)))
    given = Counter(Handoff.objects.values_list("to__name", flat=True))
    assert given == {"Sven": 3, "Tara": 2, None: 7}


@pytest.mark.django_db(transaction=True)
def test_of_many_answers_one_is_given() -> None:
    cast = gather()
    for number in range(3):
        given = Handoff.objects.get(lead=ready(f"P{number}"))
        results = at_once(
            *[lambda given=given: handoff.accept(given, by=cast.sven)] * 3,
            *[lambda given=given: handoff.reject(given, by=cast.sven, reason="duplicate")] * 3,
        )
        assert sum(isinstance(result, Handoff) for result in results) == 1
        assert Event.objects.filter(lead=given.lead, kind="handoff_answered").count() == 1
