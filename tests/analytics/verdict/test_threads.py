"""Linear algebra runs on one thread unless somebody says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = "import detente, numpy, os; print(os.environ['OMP_NUM_THREADS'])"
NAMES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@pytest.mark.parametrize("said, seen", [({}, "1"), ({"OMP_NUM_THREADS": "3"}, "3")])
def test_one_thread_unless_told(said, seen):
    told = {name: value for name, value in os.environ.items() if name not in NAMES} | said
    found = subprocess.run([sys.executable, "-c", ASK], env=told, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == seen
