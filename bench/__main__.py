"""`make bench`: build the company, measure every line, print the table, write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import platform
from datetime import UTC, datetime
from pathlib import Path

from bench import company, lines
from bench.table import Line, markdown

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--only", nargs="*", help="names of files in bench/lines")
    parser.add_argument("--folder", type=Path, help="where the company is kept (default: var/bench/<leads>)")
    parser.add_argument("--build", action="store_true", help="build the company and measure nothing")
    wanted = parser.parse_args()
    if wanted.build:
        home = wanted.folder or company.folder(wanted.leads)
        print(f"{wanted.leads:,} leads built in {company.made(home, wanted.leads):.0f} s: {home}")
        return
    asked = [
        importlib.import_module(f"bench.lines.{module.name}")
        for module in pkgutil.iter_modules(lines.__path__)
        if not wanted.only or module.name in wanted.only
    ]
    if any(getattr(module, "NEEDS_COMPANY", True) for module in asked):
        built = company.opened(wanted.leads, wanted.folder)
        told = f"built in {built:.0f} s" if built else "from the last run"
        print(f"{wanted.leads:,} leads {told}", flush=True)
    found: list[Line] = []
    for module in asked:
        for line in module.measure(wanted.leads):
            print(" | ".join(line.cells()), flush=True)
            found.append(line)
    company.remove_scratch()
    if not wanted.only:
        PAGE.write_text(page(wanted.leads, found) + kept())
        print(f"written to {PAGE}")


def kept() -> str:
    """What stands under headings of its own: measured by hand, and not by this run."""
    _table, heading, text = PAGE.read_text().partition("\n## ") if PAGE.exists() else ("", "", "")
    return heading + text


def page(leads: int, found: list[Line]) -> str:
    busy = f"{os.getloadavg()[1]:.1f} programs wanted to run, this one included"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}; {busy}"
    return f"""# Speed

`make bench` measures Detente against the bare limit on the same rows in the same run, in turn, and takes
medians: a ratio stays when the machine changes, milliseconds do not. The company has {leads:,} leads, ten
activities each, 0.28 deals each, on SQLite and DuckDB.

Measured on {datetime.now(UTC):%Y-%m-%d}, {machine}. Lines against "the target" are absolute and mean
something on a quiet machine only; the others compare two things that ran in turn.

{markdown(found)}
"""


if __name__ == "__main__":
    main()
