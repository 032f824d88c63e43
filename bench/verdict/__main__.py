"""`python -m bench.verdict`: how often the verdict is right, by world and size, written to docs/verdict-accuracy.md."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from bench.verdict.grading import Case, Result, run
from bench.verdict.page import PAGE, written
from bench.verdict.worlds import RECORDS, SIZES, WORLDS

KEPT = Path("var/bench-verdict.jsonl")


def main() -> None:
    asked = _asked()
    cases = [
        Case(world, size, seed, records)
        for seed in range(asked.first, asked.first + asked.seeds)
        for records in asked.records for size in asked.sizes for world in asked.worlds
        if records != "audited" or size > 300
    ]  # fmt: skip
    results = []
    for number, one in enumerate(_results(cases, asked.workers, asked.kept), 1):
        results.append(one)
        print(f"{number}/{len(cases)} {one.case.records} {one.case.size:>7} {one.case.world:<20} "
              f"seed {one.case.seed} {one.grade:<6} {', '.join(one.names) or 'nothing'} "
              f"({one.seconds:.1f} s)", flush=True)  # fmt: skip
    if asked.write:
        results = [*_read(asked.kept)]
    page = written(results)
    print(page)
    if asked.write:
        PAGE.write_text(page, encoding="utf-8")


def _results(cases: list[Case], workers: int, kept: Path) -> Iterator[Result]:
    """Each case's result; those in the file are read, the others are added to it as they come."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    known = {one.case: one for one in _read(kept)}
    yield from (known[case] for case in cases if case in known)
    with ProcessPoolExecutor(workers) as pool, kept.open("a", encoding="utf-8") as file:
        for one in pool.map(run, [case for case in cases if case not in known]):
            file.write(json.dumps(asdict(one)) + "\n")
            file.flush()
            yield one


def _read(kept: Path) -> Iterator[Result]:
    for line in kept.read_text(encoding="utf-8").splitlines() if kept.exists() else ():
        held = json.loads(line)
        yield Result(**held | {"case": Case(**held["case"]), "names": tuple(held["names"])})


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument(
        "--seeds", type=int, default=4, help="companies of each world, size and way to keep records"
    )
    reader.add_argument(
        "--first",
        type=int,
        default=540,
        help="first seed; those before were looked at while the model was made",
    )
    reader.add_argument("--sizes", type=int, nargs="+", default=[300, 3_000, 20_000], choices=list(SIZES))
    reader.add_argument("--worlds", nargs="+", choices=list(WORLDS), default=list(WORLDS))
    reader.add_argument("--records", nargs="+", choices=list(RECORDS), default=list(RECORDS))
    reader.add_argument("--workers", type=int, default=2)
    reader.add_argument(
        "--kept", type=Path, default=KEPT, help="results as they come; delete it when the method changes"
    )
    reader.add_argument("--write", action="store_true", help=f"write {PAGE} from all that is kept")
    return reader.parse_args()


if __name__ == "__main__":
    main()
