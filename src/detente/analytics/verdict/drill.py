"""Below the verdict: what passes each milestone, what each source brings, and how each rep's leads go on.

Counts are whole leads, and open into them (`opening.py`). Shares let open leads go on like earlier ones of their age,
as the verdict does; their intervals are Wilson's at 95 %.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import exp, log, sqrt
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.analytics.engines import Engine
from detente.analytics.stats.intervals import FEWEST, Z95, wilson
from detente.analytics.verdict.counted import Cells, Counted
from detente.analytics.verdict.pooling import pooled
from detente.analytics.verdict.stages import STAGES, counts_of

Floats = NDArray[np.float64]
Seen = Literal["all", "none"] | int


@dataclass(frozen=True)
class Share:
    """A share with its interval; all None where it rests on fewer than 10 leads."""

    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Passing:
    """What became of the leads that entered a step: whole leads, and the share that passes it.

    Ended ones by what the stated reason speaks for; all None for a step at which reasons are not asked.
    """

    entered: int
    passed: int
    quality: int | None
    sales: int | None
    unexplained: int | None
    open: int | None
    passes: Share


@dataclass(frozen=True)
class Step:
    """A step from one milestone to the next, in the benchmark and now."""

    code: str
    periods: tuple[Passing, Passing]


@dataclass(frozen=True)
class SourceRow:
    """A source in both periods. `sql`: of its leads the share that become SQL; `late`: of these the share won;
    `win`: both together. `name` is None for several rare ones together, "" where it is not known."""

    name: str | None
    code: int
    leads: tuple[int, int]
    of_all: tuple[float, float]
    sql: tuple[Share, Share]
    late: tuple[Share, Share]
    win: tuple[Share, Share]


@dataclass(frozen=True)
class RepRow:
    """A rep in both periods. `early`: of conversations the share that become SQL; `late`: of SQL the share won.

    Both are drawn towards the mean of all reps, the more the fewer leads there are. `rep_id` and `name` are None
    for all reps together.
    """

    rep_id: int | None
    name: str | None
    code: int | None
    leads: tuple[int, int]
    attempts: tuple[float | None, float | None]
    early: tuple[Share, Share]
    late: tuple[Share, Share]


@dataclass(frozen=True)
class Drill:
    """All three. `reps` begins with all together; `cut` leaves out those whose comparison is not for the reader."""

    steps: tuple[Step, ...]
    sources: tuple[SourceRow, ...]
    reps: tuple[RepRow, ...]

    def cut(self, seen: Seen) -> Drill:
        """Without reps whom the reader may not see compared; all together stays."""
        if seen == "all":
            return self
        kept = tuple(one for one in self.reps if one.rep_id is None or one.rep_id == seen)
        return Drill(self.steps, self.sources, kept)

    def plain(self) -> dict[str, Any]:
        """For programs: `milestones`, `sources`, `reps`; the first of each pair is the benchmark."""
        return {
            "milestones": [_pairs(asdict(one)) for one in self.steps],
            "sources": [_pairs(asdict(one)) for one in self.sources],
            "reps": [_pairs(asdict(one)) for one in self.reps],
        }


def _pairs(row: dict[str, Any]) -> dict[str, Any]:
    del_ = {"code"} if "name" in row else set()
    return {
        name: list(one) if isinstance(one, tuple) else one for name, one in row.items() if name not in del_
    }


def drill(engine: Engine, counted: Counted) -> Drill:
    """Everything, from what was counted for the verdict."""
    held = {j: _Stage(counted, j) for j in STAGES}
    return Drill(_steps(counted, held), _sources(counted, held), _reps(engine, counted, held))


class _Stage:
    """A stage's whole leads and expected counts, by period and any one code."""

    def __init__(self, counted: Counted, stage: int) -> None:
        self.cells, self.expected = counted[f"stage{stage}"], counts_of(counted, stage)

    def whole(self, period: int, y: int | None = None) -> int:
        """Leads that entered, or those with outcome `y`."""
        mask = self.cells["period"] == period
        return int(self.cells.n[mask if y is None else mask & (self.cells["y"] == y)].sum())

    def by(self, name: str, size: int) -> tuple[Floats, Floats]:
        """[period, code]: expected to pass, and all that count."""
        passed, tried = np.zeros((2, size)), np.zeros((2, size))
        where = (self.expected["period"], self.expected[name])
        np.add.at(passed, where, self.expected.passed)
        np.add.at(tried, where, self.expected.all)
        return passed, tried

    def share(self, period: int) -> Share:
        mask = self.expected["period"] == period
        return _share(float(self.expected.passed[mask].sum()), float(self.expected.all[mask].sum()))


def _share(part: float, whole: float) -> Share:
    if whole < FEWEST:
        return Share(None, None, None)
    low, high = wilson(part, whole)
    return Share(part / whole, low, high)


def _steps(counted: Counted, held: dict[int, _Stage]) -> tuple[Step, ...]:
    names = {2: "sql", 3: "proposal", 4: "won"}
    found = [_first(counted, code, passed) for code, passed in _first_steps(counted, held)]
    return (*found, *(Step(names[j], (_passing(held[j], 0), _passing(held[j], 1))) for j in STAGES))


def _first_steps(counted: Counted, held: dict[int, _Stage]) -> list[tuple[str, tuple[int, int]]]:
    reached = held[2].whole(0), held[2].whole(1)
    if not counted.has_contacts:
        return [("sound", reached)]
    tried = counted["efforts"]
    worked = tuple(int(tried.n[(tried["period"] == p) & (tried["y"] > 0)].sum()) for p in (0, 1))
    return [("tried", (worked[0], worked[1])), ("reached", reached)]


def _first(counted: Counted, code: str, passed: tuple[int, int]) -> Step:
    one, other = (
        Passing(all_, n, None, None, None, None, _share(n, all_))
        for n, all_ in zip(passed, counted.leads, strict=True)
    )
    return Step(code, (one, other))


def _passing(stage: _Stage, period: int) -> Passing:
    passed, quality, sales, unexplained = (stage.whole(period, y) for y in (1, 2, 3, 4))
    return Passing(
        stage.whole(period), passed, quality, sales, unexplained, stage.whole(period, 0), stage.share(period)
    )


def _sources(counted: Counted, held: dict[int, _Stage]) -> tuple[SourceRow, ...]:
    size = counted.codes.sizes[0]
    leads = _sums(counted["arrivals"], "source", size)
    reached = _sums(held[2].cells, "source", size)
    stages = [(reached, leads), *(held[j].by("source", size) for j in STAGES)]
    found = []
    for i, name in enumerate(counted.codes.sources):
        pairs = [[(part[p, i], whole[p, i]) for part, whole in stages] for p in (0, 1)]
        n = int(leads[0, i]), int(leads[1, i])
        of_all = n[0] / max(counted.leads[0], 1), n[1] / max(counted.leads[1], 1)
        sql, late, win = ((_chain(pairs[0][part]), _chain(pairs[1][part])) for part in _PARTS_OF_WAY)
        found.append(SourceRow(name, i, n, of_all, sql, late, win))
    return tuple(sorted(found, key=lambda row: (-sum(row.leads), row.name or "")))


_PARTS_OF_WAY = slice(0, 2), slice(2, 4), slice(0, 4)


def _chain(steps: list[tuple[float, float]]) -> Share:
    """The share that passes all steps; its interval by the delta method on the logarithm, half a lead added."""
    if steps[0][1] < FEWEST:
        return Share(None, None, None)
    share = float(np.prod([part / whole if whole > 0 else 0.0 for part, whole in steps]))
    middle, variance = 0.0, 0.0
    for part, whole in steps:
        chance = (part + 0.5) / (whole + 1)
        middle += log(chance)
        variance += (1 - chance) / ((whole + 1) * chance)
    ends = exp(middle - Z95 * sqrt(variance)), min(1.0, exp(middle + Z95 * sqrt(variance)))
    return Share(share, min(ends[0], share), max(ends[1], share))


def _sums(cells: Cells, name: str, size: int) -> Floats:
    """[period, code]: leads."""
    found = np.zeros((2, size))
    np.add.at(found, (cells["period"], cells[name]), cells.n)
    return found


def _reps(engine: Engine, counted: Counted, held: dict[int, _Stage]) -> tuple[RepRow, ...]:
    size = counted.codes.sizes[2]
    tried = counted["efforts"]
    leads, attempts = _sums(tried, "rep", size), np.zeros((2, size))
    np.add.at(attempts, (tried["period"], tried["rep"]), tried.n * tried["y"])
    early, (passed, entered) = held[2].by("rep", size), held[3].by("rep", size)
    offers, won = held[4].by("rep", size)[::-1]
    late = passed * np.divide(won, offers, out=np.zeros_like(won), where=offers > 0), entered
    names = _names(engine)
    rows = [_together(counted, leads, attempts, early, late)]
    of_each = [[pooled(part[p], whole[p]) for part, whole in (early, late)] for p in (0, 1)]
    for i, code in enumerate(counted.codes.reps):
        if code:
            shares = [(Share(*of_each[0][k][i]), Share(*of_each[1][k][i])) for k in (0, 1)]
            rows.append(RepRow(int(code), names.get(int(code), f"#{code}"), i, (int(leads[0, i]), int(leads[1, i])),
                               _each(counted, attempts[:, i], leads[:, i]), *shares))  # fmt: skip
    return (rows[0], *sorted(rows[1:], key=lambda row: row.name or ""))


def _together(
    counted: Counted,
    leads: Floats,
    attempts: Floats,
    early: tuple[Floats, Floats],
    late: tuple[Floats, Floats],
) -> RepRow:
    shares = [tuple(_share(part[p].sum(), whole[p].sum()) for p in (0, 1)) for part, whole in (early, late)]
    return RepRow(None, None, None, counted.leads, _each(counted, attempts.sum(1), leads.sum(1)),
                  (shares[0][0], shares[0][1]), (shares[1][0], shares[1][1]))  # fmt: skip


def _each(counted: Counted, attempts: Floats, leads: Floats) -> tuple[float | None, float | None]:
    """Attempts up to the first conversation, a lead; None where attempts are not recorded or leads are few."""
    one, other = (
        float(attempts[p] / leads[p]) if counted.has_contacts and leads[p] >= FEWEST else None for p in (0, 1)
    )
    return one, other


def _names(engine: Engine) -> dict[int, str]:
    return {row["rep_id"]: row["name"] for row in engine.rows("SELECT rep_id, name FROM reps") if row["name"]}
