"""Below the verdict as tables: by milestone, by source, by rep; every whole number opens into its leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from detente.analytics.fields import NONE
from detente.analytics.query import Query
from detente.analytics.verdict.drill import Drill, Passing, RepRow, Share, SourceRow, Step
from detente.analytics.verdict.opening import PERIODS, RARE
from detente.web.numbers import number, percent

_IN_ADDRESS = {"period": "period_of", "source": "of_source"}
"""The address of the question says period and source of its own."""

TABS = ("milestones", "sources", "reps")


@dataclass(frozen=True)
class Cell:
    """What stands in a cell; `now` and `sub` below each other, with where the number opens."""

    text: str
    sub: str = ""
    href: str = ""


def below(drill: Drill, query: Query, given: QueryDict) -> dict[str, Any]:
    """The table that the address asks for, and the ways to the others."""
    chosen = given.get("below", "")
    chosen = chosen if chosen in TABS else TABS[0]
    tables = {"milestones": _milestones, "sources": _sources, "reps": _reps}
    heads, rows = tables[chosen](drill, _Opens(given))
    names = {"milestones": _("By milestone"), "sources": _("By source"), "reps": _("By rep")}
    tabs = [
        {"label": names[one], "href": f"?{_changed(given, one)}#below", "current": one == chosen}
        for one in TABS
    ]
    is_kept_back = chosen == "reps" and query.reps != "all"
    return {"tabs": tabs, "heads": heads, "rows": rows, "chosen": chosen, "is_kept_back": is_kept_back,
            "caption": names[chosen]}  # fmt: skip


def _changed(given: QueryDict, tab: str) -> str:
    kept = given.copy()
    kept["below"] = tab
    return kept.urlencode()


class _Opens:
    """Addresses of the rows behind numbers, under the question of the page."""

    def __init__(self, given: QueryDict) -> None:
        kept = [(name, value) for name, values in given.lists() for value in values if name != "below"]
        self.kept = kept

    def __call__(self, **number_: Any) -> str:
        named = [(_IN_ADDRESS.get(name, name), value) for name, value in number_.items()]
        return f"{reverse('verdict_rows')}?{urlencode([*self.kept, *named])}"

    def counted(self, count: int | None, **number_: Any) -> Cell:
        """A whole number that opens."""
        return Cell(number(count), href=self(**number_) if count else "")


def _share(share: Share, digits: int = 1) -> Cell:
    if share.share is None:
        return Cell("", _("too few"))
    return Cell(percent(share.share, digits), f"{percent(share.low, 0)} – {percent(share.high, 0)}")


def _head(key: str, label: str, *, numeric: bool = True) -> dict[str, Any]:
    return {"key": key, "label": label, "numeric": numeric}


Table = tuple[list[dict[str, Any]], list[tuple[str, str, list[tuple[str, Cell]]]]]
"""Heads, and rows as (name, note, [(label on a phone, cell)])."""


def step_names() -> dict[str, str]:
    """What happens at each step."""
    return {
        "tried": _("Tried at least once"), "sound": _("With usable data"), "reached": _("Had a conversation"),
        "sql": _("Conversation to SQL"), "proposal": _("SQL to proposal"), "won": _("Proposal to won"),
        "ended": _("Ended"),
    }  # fmt: skip


def _milestones(drill: Drill, opens: _Opens) -> Table:
    heads = [
        _head("step", _("Step"), numeric=False), _head("entered", _("Entered")), _head("passed", _("Passed so far")),
        _head("quality", _("Ended: the lead")), _head("sales", _("Ended: selling")),
        _head("unexplained", _("Ended: not said")), _head("open", _("Open")),
        _head("before", _("Will pass, benchmark")), _head("now", _("Will pass, now")),
    ]  # fmt: skip
    names = step_names()
    return heads, [(names[step.code], _team_of(step.code), _step(step, opens, heads)) for step in drill.steps]


def _team_of(code: str) -> str:
    return _("found early") if code in ("tried", "sound", "reached", "sql") else _("found late")


def _step(step: Step, opens: _Opens, heads: list[dict[str, Any]]) -> list[tuple[str, Cell]]:
    before, now = step.periods
    parts = ("entered", "passed", "quality", "sales", "unexplained", "open")
    found = [_pair(step, part, before, now, opens) for part in parts]
    cells = [*found, _share(before.passes), _share(now.passes)]
    return list(zip((head["label"] for head in heads[1:]), cells, strict=True))


def _pair(step: Step, part: str, before: Passing, now: Passing, opens: _Opens) -> Cell:
    """The number of now, which opens, above that of the benchmark."""
    one, other = getattr(now, part), getattr(before, part)
    if one is None:
        return Cell("")
    cell = opens.counted(one, step=step.code, part=part, period=PERIODS[1])
    return Cell(cell.text, _("benchmark %(number)s") % {"number": number(other)}, cell.href)


def _sources(drill: Drill, opens: _Opens) -> Table:
    heads = [
        _head("source", _("Source"), numeric=False), _head("leads", _("Leads")), _head("of_all", _("Share of leads")),
        _head("sql_before", _("Become SQL, benchmark")), _head("sql", _("Become SQL, now")),
        _head("late_before", _("SQL won, benchmark")), _head("late", _("SQL won, now")),
        _head("win_before", _("Won, benchmark")), _head("win", _("Won, now")),
    ]  # fmt: skip
    return heads, [(_source_name(row), "", _source(row, opens, heads)) for row in drill.sources]


def _source_name(row: SourceRow) -> str:
    return _("Rare sources together") if row.name is None else row.name or _("(none)")


def _source(row: SourceRow, opens: _Opens, heads: list[dict[str, Any]]) -> list[tuple[str, Cell]]:
    named = RARE if row.name is None else row.name or NONE
    leads = opens.counted(row.leads[1], source=named, period=PERIODS[1])
    cells = [
        Cell(leads.text, _("benchmark %(number)s") % {"number": number(row.leads[0])}, leads.href),
        Cell(percent(row.of_all[1]), _("benchmark %(number)s") % {"number": percent(row.of_all[0])}),
        *(_share(one) for pair in (row.sql, row.late, row.win) for one in pair),
    ]  # fmt: skip
    return list(zip((head["label"] for head in heads[1:]), cells, strict=True))


def _reps(drill: Drill, opens: _Opens) -> Table:
    heads = [
        _head("rep", _("Rep"), numeric=False), _head("leads", _("Leads")), _head("attempts", _("Attempts a lead")),
        _head("early_before", _("Conversation to SQL, benchmark")), _head("early", _("Conversation to SQL, now")),
        _head("late_before", _("SQL won, benchmark")), _head("late", _("SQL won, now")),
    ]  # fmt: skip
    return heads, [(row.name or _("All reps together"), "", _rep(row, opens, heads)) for row in drill.reps]


def _rep(row: RepRow, opens: _Opens, heads: list[dict[str, Any]]) -> list[tuple[str, Cell]]:
    asked = {"period": PERIODS[1]} | ({"rep": row.rep_id} if row.rep_id is not None else {})
    leads = opens.counted(row.leads[1], **asked)
    was, tries = row.attempts
    cells = [
        Cell(leads.text, _("benchmark %(number)s") % {"number": number(row.leads[0])}, leads.href),
        Cell(number(tries, 1), _("benchmark %(number)s") % {"number": number(was, 1)} if was is not None else ""),
        *(_share(one) for pair in (row.early, row.late) for one in pair),
    ]  # fmt: skip
    return list(zip((head["label"] for head in heads[1:]), cells, strict=True))
