"""`python -m bench.verdict`: how often the verdict is right, by world and size, written to docs/verdict-accuracy.md."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bench.verdict.worlds import WORLDS
from bench.verdict.writing import FROM, TO, write

PAGE = Path("docs/verdict-accuracy.md")
GRADES = ("exact", "partly", "silent", "wrong")
SALES, MARKETING = {"follow_up", "selling"}, {"mix", "quality_early", "quality_late"}
ROUGH = {"as_it_is": {}, "rough": {"blanks": 0.3, "unlogged": 0.25}}


@dataclass(frozen=True)
class Case:
    world: str
    size: int
    seed: int
    records: str = "as_it_is"


@dataclass(frozen=True)
class Result:
    """`covered`: for each part whether the true change lies in its interval."""

    case: Case
    names: tuple[str, ...]
    grade: str
    blames_sales: bool
    blames_marketing: bool
    seconds: float
    covered: dict[str, bool] = field(default_factory=dict)


def grade(names: set[str], expected: set[str]) -> str:
    """exact: the same set; partly: nothing false, something missing; silent: cannot tell, or nothing where there is."""
    if names == expected:
        return "exact"
    if not names or names == {"cannot_tell"}:
        return "silent"
    return "partly" if names <= expected else "wrong"


def run(case: Case) -> Result:
    """Simulate one company and put the question to it."""
    from bench.verdict.truth import truth
    from detente.analytics.engines import open_tables
    from detente.analytics.query import Query
    from detente.analytics.run import answer

    fault = WORLDS[case.world]
    with tempfile.TemporaryDirectory(prefix="detente_verdict_") as folder:
        write(Path(folder), case.size, fault, case.seed, **ROUGH[case.records])
        with open_tables(folder) as engine:
            begun = time.perf_counter()
            told = answer("verdict", engine, Query(FROM, TO)).more
            seconds = time.perf_counter() - begun
    names, expected = set(told["names"]), set(fault.expected)
    true = {} if fault.routing else truth(case.size, fault, case.seed)
    parts = {"total": told["total"], **told["components"]}
    covered = {
        name: one["low"] <= true[name] <= one["high"]
        for name, one in parts.items() if name in true and one["low"] is not None
    }  # fmt: skip
    return Result(case, tuple(told["names"]), grade(names, expected), bool(names & SALES and not expected & SALES),
                  bool(names & MARKETING and not expected & MARKETING), seconds, covered)  # fmt: skip


def main() -> None:
    asked = _asked()
    cases = [
        Case(world, size, seed, records)
        for records in asked.records for size in asked.sizes for world in asked.worlds
        for seed in range(asked.first, asked.first + asked.seeds)
    ]  # fmt: skip
    with ProcessPoolExecutor(asked.workers) as pool:
        results = []
        for one in pool.map(run, cases):
            results.append(one)
            print(f"{one.case.records} {one.case.size:>7} {one.case.world:<20} seed {one.case.seed} {one.grade:<6} "
                  f"{', '.join(one.names) or 'nothing'} ({one.seconds:.1f} s)", flush=True)  # fmt: skip
    page = written(results, asked)
    print(page)
    if asked.write:
        PAGE.write_text(page, encoding="utf-8")


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--seeds", type=int, default=4, help="companies of each world and size")
    reader.add_argument(
        "--first", type=int, default=500, help="first seed; 1 to 99 were used to find mistakes"
    )
    reader.add_argument("--sizes", type=int, nargs="+", default=[300, 3_000, 20_000])
    reader.add_argument("--worlds", nargs="+", choices=list(WORLDS), default=list(WORLDS))
    reader.add_argument("--records", nargs="+", choices=list(ROUGH), default=list(ROUGH))
    reader.add_argument("--workers", type=int, default=2)
    reader.add_argument("--write", action="store_true", help=f"write {PAGE}")
    return reader.parse_args()


def written(results: list[Result], asked: argparse.Namespace) -> str:
    """The page."""
    text = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
    by_records = _table(
        results, lambda one: f"{one.case.size:,} | {_RECORDS[one.case.records]}", "leads a year | records"
    )
    return text.format(
        first=asked.first, last=asked.first + asked.seeds - 1, companies=len(results),
        summary=by_records,
        worlds=_table(results, lambda one: f"{one.case.size:,} | {one.case.world}", "leads a year | world"),
        coverage=_coverage(results),
    )  # fmt: skip


_RECORDS = {
    "as_it_is": "15 % of reasons blank",
    "rough": "30 % of reasons blank, 25 % of attempts not written down",
}


def _table(results, key, head: str) -> str:  # type: ignore[no-untyped-def]
    lines = [f"| {head} | companies | exact | partly | silent | wrong | false blame of sales | of marketing |",
             "|---" * (head.count("|") + 8) + "|"]  # fmt: skip
    for name in dict.fromkeys(map(key, results)):
        held = [one for one in results if key(one) == name]
        grades = Counter(one.grade for one in held)
        shares = [f"{100 * grades[one] / len(held):.0f} %" for one in GRADES]
        blame = [sum(one.blames_sales for one in held), sum(one.blames_marketing for one in held)]
        blamed = " | ".join(f"{100 * number / len(held):.0f} %" for number in blame)
        lines.append(f"| {name} | {len(held)} | {' | '.join(shares)} | {blamed} |")
    return "\n".join(lines)


def _coverage(results: list[Result]) -> str:
    parts = ("total", "mix", "follow_up", "quality_early", "quality_late", "selling")
    lines = [f"| leads a year | {' | '.join(parts)} |", "|---" * (len(parts) + 1) + "|"]
    for size in dict.fromkeys(one.case.size for one in results):
        held = [one for one in results if one.case.size == size]
        cells = []
        for part in parts:
            known = [one.covered[part] for one in held if part in one.covered]
            cells.append(f"{100 * sum(known) / len(known):.0f} %" if known else "")
        lines.append(f"| {size:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
