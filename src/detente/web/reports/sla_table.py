"""The SLA as a table: a row for each period, the newest first, a column for each promise; every number opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from detente.analytics.answer import Answer, Row
from detente.analytics.language import say
from detente.analytics.reports.sla_kept import PROMISES, Promise, is_over
from detente.analytics.wording import count, decimal
from detente.web.reports.table import rows_address


@dataclass(frozen=True)
class Cell:
    """What was kept of a promise in a period: its share, the numbers behind it, the interval, and where it opens."""

    share: float | None
    behind: str
    interval: str
    href: str
    is_short: bool


@dataclass(frozen=True)
class Line:
    """A period with a cell for each promise; None where it was not agreed then."""

    period: str
    is_over: bool
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class SlaTable:
    """The promises with whose they are, and the periods."""

    heads: tuple[Promise, ...]
    marketing: int
    lines: tuple[Line, ...]


def sla_table(answer: Answer, given: QueryDict) -> SlaTable:
    """The answer's rows, a line for each period."""
    by = str(answer.query.by)
    codes = [code for code in PROMISES if any(row["promise"] == code for row in answer.rows)]
    held = {(row[by], row["promise"]): row for row in answer.rows}
    lines = []
    for period in sorted({row[by] for row in answer.rows}, reverse=True):
        rows = [held.get((period, code)) for code in codes]
        cells = tuple(_cell(answer, row, period, given) if row else None for row in rows)
        lines.append(Line(period, all(is_over(row) for row in rows if row), cells))
    marketing = sum(PROMISES[code].team == "marketing" for code in codes)
    return SlaTable(tuple(PROMISES[code] for code in codes), marketing, tuple(lines))


def _cell(answer: Answer, row: Row, period: str, given: QueryDict) -> Cell:
    share, low, high = row["fulfilled_rate"], row["fulfilled_low"], row["fulfilled_high"]
    # Said to be short only where chance does not bring it.
    is_short = share is not None and (share if high is None else high) < 1
    interval = "" if low is None else f"{decimal(low * 100, 0)}–{decimal(high * 100, 0)}"
    href = rows_address(answer, "kept", given, period, [("promise", row["promise"])]) if row["kept"] else ""
    return Cell(share, _behind(row), interval, href, is_short)


def _behind(row: dict[str, Any]) -> str:
    """'55 of 60'."""
    if row["promised"] is None:
        return say("%(kept)s of %(judged)s", kept=row["kept"], judged=row["judged"])
    promised = row["promised"]
    told = count(round(promised))
    return say("%(kept)s of %(judged)s", kept=row["kept"], judged=told)
