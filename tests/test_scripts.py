"""The scripts of a fresh clone say what is missing instead of failing somewhere inside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True)


def test_the_python_in_use_is_found():
    done = run("scripts/find-python", PYTHON=sys.executable)
    assert Path(done.stdout.strip()).samefile(sys.executable)


def test_without_a_fitting_python_it_says_which_one_to_install():
    done = run("scripts/find-python", PYTHON="/nowhere/python3")
    assert done.returncode == 1
    assert "3.11, 3.12 or 3.13" in done.stderr


def test_postgres_explains_itself():
    done = run("scripts/postgres")
    assert done.returncode == 2
    assert "scripts/postgres run CMD" in done.stderr


def test_what_a_ci_needs_is_written_as_programs_that_run():
    for name in (".ci/run", "scripts/postgres", "scripts/find-python"):
        assert os.access(ROOT / name, os.X_OK), name


def test_no_host_of_a_registry_is_named_outside_the_lock_file():
    elsewhere = ("--", ":!uv.lock", ":!tests/test_scripts.py")
    found = run("git", "grep", "-lE", r"pypi\.org|pythonhosted", *elsewhere)
    assert found.stdout == ""
