"""`detente serve` and `detente demo` answer on loopback, keep the copy fresh and stop when told."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature

import pytest

from detente import demo
from tests.fixtures.companies import Place

PATIENCE = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(place: Place, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command and the address it serves, once it answers; told to stop at the end."""
    port = free_port()
    program = place.start(*words, "--port", str(port))
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: program.poll() is not None or answers(address))
        yield program, address
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(PATIENCE)


def answers(address: str) -> str | None:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return answer.read().decode()
    except OSError:
        return None


def wait_until(is_so) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.2)


def waiting(place: Place) -> int | None:
    status = json.loads(place.run("copy", "status", "--json").stdout)
    return status["waiting_events"] if status["exists"] else None


def test_a_served_company_keeps_its_copy_fresh_and_stops_when_told(company: Place, tmp_path):
    """What another program writes meanwhile reaches the copy without being asked for."""
    (tmp_path / "leads.csv").write_text("id,name\n1,Maya Lindqvist\n")
    with running(company, "serve") as (program, address):
        assert "Detente" in (answers(address) or "")
        done = company.run("import", "csv", str(tmp_path / "leads.csv"), "--as", "leads")
        assert done.returncode == 0, done.stderr
        wait_until(lambda: waiting(company) == 0)
    assert program.returncode == 0


def test_a_taken_port_is_said_at_once(company: Place):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = company.run("serve", "--port", port)
    assert done.returncode == 1
    assert port in done.stderr
    assert "--port N" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.sqlite
def test_the_demo_shows_its_cast_and_is_opened_again_as_it_was(place: Place):
    with running(place, "demo", "--no-browser", "--leads", "300") as (_, address):
        page = answers(address) or ""
        assert "Ingrid Solberg" in page
        assert "Tom Achebe" in page
    assert place.run("doctor").returncode == 0
    report = place.run("report", "funnel", "--format", "json")
    leads = json.loads(report.stdout)["rows"][0]["leads"]
    assert 200 < leads <= 300
    with running(place, "demo", "--no-browser") as (_, address):
        assert "Ingrid Solberg" in (answers(address) or "")
    again = json.loads(place.run("report", "funnel", "--format", "json").stdout)["rows"][0]["leads"]
    assert again == leads


def test_the_demo_is_a_populated_company_unless_a_smaller_one_is_asked_for():
    from detente.cli.demo import demo as command

    assert signature(command).parameters["leads"].default == demo.LEADS == 6_000


@pytest.mark.sqlite
def test_the_demo_never_touches_a_real_company(company: Place):
    done = company.run("demo", "--no-browser", "--port", str(free_port()))
    assert done.returncode == 1
    assert "no demo" in done.stderr
    assert company.run("user", "list").returncode == 0
