"""For an executive: shared targets and promises both ways, this month, on one scale: the share of what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from detente import copy
from detente.analytics.answer import Row
from detente.analytics.errors import AnalyticsError
from detente.analytics.language import say
from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.crm.people.days import today
from detente.web.numbers import number, percent
from detente.web.reports.question import reps_of, vendor_of

MOST = 1.5
"""Where the scale ends: half as much again as was promised."""


@dataclass(frozen=True)
class Promise:
    """One promise of this month; `share` is what was kept of what should be there by today, 1 is all of it."""

    name: str
    team: str
    share: float | None
    told: str

    @property
    def width(self) -> float:
        """How long its bar is, of 100."""
        return 0.0 if self.share is None else 100 * min(self.share, MOST) / MOST

    @property
    def is_behind(self) -> bool:
        """Whether less was kept than promised by now."""
        return self.share is not None and self.share < 1


def promises(user: Any) -> dict[str, Any] | None:
    """This month's promises of both teams, and how much of the month has gone; None without a report to ask."""
    question = Query(
        from_on=today().replace(day=1), by="in_month", vendor=vendor_of(user), reps=reps_of(user)
    )
    try:
        rows = _rows(question, copy.engine().as_of)
    except AnalyticsError:
        return None
    if not rows:
        return None
    return {
        "rows": [_promise(row) for row in rows],
        "elapsed": rows[0]["elapsed"],
        "kept": 100 / MOST,
        "finding": _finding([_promise(row) for row in rows]),
    }


@lru_cache(maxsize=16)
def _rows(question: Query, _as_of: datetime) -> tuple[Row, ...]:
    """The rows of this month; asked once of each version of the copy."""
    found = answer("sla", copy.engine(), question)
    return tuple(row for row in found.rows if row["in_month"] == f"{question.from_on:%Y-%m}")


def _promise(row: Row) -> Promise:
    name, share = say(row["what"]), row["fulfilled_rate"]
    if row["promised"] is not None and row["promised"] < 1:
        share, told = None, _("%(kept)s so far; none was due yet") % {"kept": number(row["kept"])}
    elif row["promised"] is not None:
        told = _("%(kept)s of the %(promised)s due by today; %(whole)s in all") % {
            "kept": number(row["kept"]), "promised": number(round(row["promised"])),
            "whole": number(round(row["whole"])),
        }  # fmt: skip
    elif row["kept_rate"] is not None:
        told = _("%(share)s of %(judged)s, promised were %(promised)s") % {
            "share": percent(row["kept_rate"], 0), "judged": number(row["judged"]),
            "promised": percent(row["promised_rate"], 0),
        }  # fmt: skip
    else:
        told = _("%(kept)s of %(judged)s: too few to judge") % {
            "kept": number(row["kept"]), "judged": number(row["judged"])
        }  # fmt: skip
    return Promise(name, row["team"], share, told)


def _finding(rows: list[Promise]) -> str:
    behind = [row.name for row in rows if row.is_behind]
    judged = [row for row in rows if row.share is not None]
    if not judged:
        return _("Nothing that was promised can be judged yet this month.")
    if not behind:
        return _("Everything that was promised is kept so far this month.")
    return _("Behind this month: %(names)s.") % {"names": ", ".join(behind)}
