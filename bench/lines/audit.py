"""`detente audit` on an export of 1,000,000 leads and 5,000,000 tasks: seconds and memory, file to page."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import audit_export
from bench.table import Line

LEADS = 1_000_000
WITHIN = 120
MEMORY = 2048
KEPT = Path(__file__).parents[2] / "var" / "bench" / "export"
NEEDS_COMPANY = False
DETENTE = str(Path(sys.executable).parent / "detente")


def measure(_leads: int) -> list[Line]:
    """Reading, every check and the page in one run of the program, as somebody would start it."""
    audit_export.write(KEPT, LEADS)
    seconds, busy, mebibytes = audited(KEPT)
    size = f"{LEADS:,} leads, {5 * LEADS:,} tasks"
    told = f"the target, two minutes; {busy:.0f} s of processor time"
    return [
        Line(f"audit of an export ({size})", seconds, WITHIN, "s", at_most=1, limit_is=told),
        Line(
            "audit of an export, memory",
            mebibytes,
            MEMORY,
            "MiB",
            at_most=1,
            limit_is="the target, peak of RSS",
        ),
    ]


def audited(folder: Path) -> tuple[float, float, float]:
    """Seconds by the clock and of the processors, and peak MiB of one audit in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        words = [DETENTE, "audit", str(folder), "--format", "html", "--out", str(Path(place) / "audit.html")]
        begun = time.perf_counter()
        program = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
        assert program.returncode == 0, program.returncode
        return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
