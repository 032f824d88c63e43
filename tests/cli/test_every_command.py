"""What holds for every command: help with an example, a quick start, one clear line on a mistake."""

from __future__ import annotations

import subprocess
import sys

import pytest

from detente.cli.app import app, run

HEAVY = ("django", "duckdb", "numpy", "scipy", "altair", "sqlglot", "rich", "granian", "yaml", "phonenumbers")


def commands() -> list[tuple[str, ...]]:
    """Every command, as the words that call it."""
    found = [(command.name,) for command in app.registered_commands]
    for group in app.registered_groups:
        found += [(group.name, command.name) for command in group.typer_instance.registered_commands]
    return found


def detente(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "detente", *words], capture_output=True, text=True)


def test_the_contract_is_complete():
    assert {" ".join(words) for words in commands()} == {
        "demo", "init", "serve", "import csv", "import file", "import crm", "report", "reports", "audit",
        "tables",
        "copy status", "copy refresh", "copy rebuild", "search rebuild", "doctor",
        "user add", "user list", "user disable", "user link", "user unlock",
        "backup", "restore", "export", "import export", "erase",
        "rates import", "rates list", "duplicates find", "webhooks list", "webhooks deliver", "worker", "score",
        "playbook show", "playbook export", "playbook check", "playbook import", "playbook diff", "playbook propose",
        "playbook sign", "playbook schema",
    }  # fmt: skip


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_help_has_an_example(words, capsys):
    assert run([*words, "--help"]) == 0
    said = capsys.readouterr()
    assert f"Example: detente {' '.join(words)}" in said.out
    assert said.err == ""


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_a_mistake_is_one_line_on_stderr(words, capsys):
    assert run([*words, "--no-such-option"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "--no-such-option" in said.err
    assert f"detente {' '.join(words)} --help" in said.err


def test_a_program_that_was_started_says_the_same():
    done = detente("report", "--no-such-option")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and "--no-such-option" in done.stderr
    assert "Example: detente report" in detente("report", "--help").stdout


def test_without_words_it_says_what_it_can_do():
    done = detente()
    assert done.returncode == 0
    assert "Begin with: detente demo" in done.stdout


def test_an_unknown_command_is_named():
    done = detente("nonsense")
    assert done.returncode == 2
    assert done.stderr.startswith("detente: No such command 'nonsense'")


def test_nothing_heavy_is_loaded_before_it_is_needed():
    """This is what keeps `detente --help` under 0.3 seconds."""
    code = "import sys, detente.cli.app; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & set(HEAVY)


def test_a_reader_who_has_seen_enough_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m detente tables | head -n 1", shell=True, capture_output=True, text=True
    )
    assert done.stderr == ""
