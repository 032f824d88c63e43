"""Promised against kept, for every promise and period: counts become shares of what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.analytics.answer import Row
from detente.analytics.language import marked, say
from detente.analytics.query import Query
from detente.analytics.report import Beside
from detente.analytics.reports.sla_periods import SALES, Window, promised_share, promised_until, windows
from detente.analytics.stats.intervals import FEWEST, interval, rate, wilson


@dataclass(frozen=True)
class Promise:
    """One line of the agreement: what it is called, who promised it, a number of leads or a share of them."""

    title: str
    team: str
    is_number: bool = False

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return say(self.title)


PROMISES = {
    "mqls": Promise(marked("Sales-ready leads"), marked("marketing"), is_number=True),
    "sals": Promise(marked("Accepted leads"), marked("marketing"), is_number=True),
    "sqls": Promise(marked("Qualified leads"), marked("marketing"), is_number=True),
    "won": Promise(marked("Deals won"), marked("marketing"), is_number=True),
    "acceptance_rate": Promise(marked("Accepted by sales"), marked("marketing")),
    "answer": Promise(marked("Answered in time"), marked("sales")),
    "first_attempt": Promise(marked("First tried in time"), marked("sales")),
    "persistence": Promise(marked("Tried enough before giving up"), marked("sales")),
    "passed_answer": Promise(marked("Passed leads answered in time"), marked("sales")),
}
"""In the order in which they stand: marketing's, then sales'."""

Targets = dict[str, list[Row]]


def agreed(beside: Beside) -> Targets:
    """The targets of each promise of the report."""
    found: Targets = {}
    for row in beside["targets"]:
        found.setdefault(_promise_of(row), []).append(row)
    return {name: found[name] for name in PROMISES if name in found}


def uncounted(beside: Beside) -> list[str]:
    """Measures that are promised and that no case can be counted for here."""
    measures = {_promise_of(row) for row in beside["targets"]}
    return sorted(measures - PROMISES.keys() - {"answer_urgent", "first_attempt_urgent"})


def _promise_of(target: Row) -> str:
    measure: str = target["measure"]
    return SALES.get(measure, measure)


def told(counted: Sequence[Row], query: Query, beside: Beside, blank: Row) -> list[Row]:
    """A row for each period and each promise that was agreed then, kept or not."""
    by, targets = str(query.by), agreed(beside)
    held = {(row[by], row["promise"]): row for row in counted}
    keys = [row[by] for row in counted if row["promise"] in targets]
    rows = []
    for window in windows(keys, query):
        for name, own in targets.items():
            row = held.get((window.key, name), blank | {by: window.key, "promise": name})
            if (full := _against(row, window, own)) is not None:
                rows.append(full)
    return rows


def _against(row: Row, window: Window, targets: Sequence[Row]) -> Row | None:
    promise = PROMISES[row["promise"]]
    told = row | {
        "what": promise.title, "team": promise.team, "elapsed": window.elapsed,
    }  # fmt: skip
    if promise.is_number:
        promised = promised_until(window, targets)
        whole = promised_until(window, targets, is_whole=True)
        if not promised:
            return None
        return told | {"promised": promised, "whole": whole, "fulfilled_rate": row["kept"] / promised}
    share = 1.0 if promise.team == "sales" else promised_share(window, targets)
    if share is None or promised_share(window, targets) is None:
        return None
    return told | {"promised_rate": share} | of_promise(row["kept"], row["judged"], share)


def of_promise(kept: int, judged: int, promised: float) -> Row:
    """The share kept with its interval, and both as a share of what was promised; blank on few."""
    low, high = interval(kept, judged)
    share = rate(kept, judged)
    return {
        "kept_rate": share, "kept_low": low, "kept_high": high,
        "fulfilled_rate": None if share is None else share / promised,
        "fulfilled_low": None if low is None else low / promised,
        "fulfilled_high": None if high is None else high / promised,
    }  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """A promise over several periods: what was promised and kept, and the share of the promise with its interval."""

    name: str
    promise: Promise
    kept: int
    judged: int
    promised: float

    @property
    def share(self) -> float | None:
        """Kept as a share of what was promised; None on few cases, and where nothing was promised."""
        if self.promise.is_number:
            return self.kept / self.promised if self.promised else None
        return self.kept / self.judged / self.promised if self.judged >= FEWEST else None

    @property
    def ends(self) -> tuple[float, float] | None:
        """Ends of the 95 % interval of that share; a number of leads has none, it was counted."""
        if self.promise.is_number or self.judged < FEWEST:
            return None
        low, high = wilson(self.kept, self.judged)
        return low / self.promised, high / self.promised


def is_over(row: Row) -> bool:
    """Whether a row's period has come to its end."""
    return bool(row["elapsed"] >= 1)


def over_all(rows: Sequence[Row]) -> list[Kept]:
    """Each promise over all periods that are over; over those that are not where none is."""
    found = []
    for name, promise in PROMISES.items():
        own = [row for row in rows if row["promise"] == name]
        own = [row for row in own if is_over(row)] or own
        if not own:
            continue
        kept, judged = sum(row["kept"] for row in own), sum(row["judged"] for row in own)
        promised = sum(row["promised"] for row in own) if promise.is_number else _mean(own)
        found.append(Kept(name, promise, kept, judged, promised))
    return found


def _mean(rows: Sequence[Row]) -> float:
    """The promised share, each period by its cases."""
    cases = sum(row["judged"] for row in rows)
    if not cases:
        return float(rows[-1]["promised_rate"])
    return sum(row["promised_rate"] * row["judged"] for row in rows) / cases
