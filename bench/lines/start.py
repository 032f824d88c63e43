"""The start of the command line, against Python doing nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.table import Line, interleaved

DETENTE = str(Path(sys.executable).parent / "detente")


def measure(leads: int) -> list[Line]:
    """`detente --help` may take 0.3 s; the limit column is that target, not a program."""
    product, bare = interleaved(lambda: run(DETENTE, "--help"), lambda: run(sys.executable, "-c", "pass"))
    return [
        Line(
            "detente --help, within 0.3 s",
            product,
            300,
            "ms",
            at_most=1,
            limit_is=f"the target; bare Python {bare:.0f} ms",
        )
    ]


def run(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
