"""One simulated company, the question put to it, and how right the answer is."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.verdict.worlds import RECORDS, WORLDS

SALES, MARKETING = {"follow_up", "selling"}, {"mix", "quality_early", "quality_late"}


@dataclass(frozen=True)
class Case:
    world: str
    size: int
    seed: int
    records: str = "usual"


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
    from bench.verdict.writing import FROM, TO, write
    from detente.analytics.engines import open_tables
    from detente.analytics.query import Query
    from detente.analytics.run import of_the_tables, span_of
    from detente.analytics.verdict.reckoning import reckon

    fault = WORLDS[case.world]
    with tempfile.TemporaryDirectory(prefix="detente_verdict_") as folder:
        write(Path(folder), case.size, fault, case.seed, **RECORDS[case.records])
        with open_tables(folder) as engine:
            begun = time.perf_counter()
            query = of_the_tables(Query(FROM, TO), engine)
            told = reckon(engine, query, span_of(engine, query).first_arrival_at)
            seconds = time.perf_counter() - begun
    names, expected = set(told.names), set(fault.expected)
    true = {} if fault.routing or told.total is None else truth(case.size, fault, case.seed)
    parts = told.components | ({"total": told.total} if told.total else {})
    covered = {name: bool(one.low <= true[name] <= one.high) for name, one in parts.items() if name in true}
    return Result(case, told.names, grade(names, expected), bool(names & SALES and not expected & SALES),
                  bool(names & MARKETING and not expected & MARKETING), seconds, covered)  # fmt: skip
