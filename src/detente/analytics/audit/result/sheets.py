"""The result as the typesetter needs it: every number and word written out already, so that it sets type only."""

from __future__ import annotations

import re
from typing import Any

from detente.analytics import wording as numbers
from detente.analytics.audit.result import pictures, wording
from detente.analytics.audit.result.document import GROUPS, Document, Flow, Item, Sources, Step, Table
from detente.analytics.audit.result.flow import TEAMS
from detente.analytics.language import locale, say, say_many
from detente.analytics.wording import percent

LONGEST_WORD = 18
"""A longer word may be broken every so many letters: a column must not push the others off the page."""

_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S{{4}})")


def sheets(document: Document) -> dict[str, Any]:
    """Plain values for the template; a number and its sign stay on one line."""
    whole: dict[str, Any] = _together(_sheets(document))
    return whole


def _together(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(" %", "\u00a0%")
    if isinstance(value, dict):
        return {name: _together(held) for name, held in value.items()}
    return [_together(held) for held in value] if isinstance(value, list) else value


def _sheets(document: Document) -> dict[str, Any]:
    return {
        "lang": locale().partition("-")[0],
        "title": say("Audit of the CRM"),
        "about": say("Audit of the CRM, as of %(day)s", day=document.as_of[:10]),
        "redacted": say("without personal data") if document.is_redacted else "",
        "heading": wording.top_heading(document),
        "looked": document.sentence,
        "outcome": wording.outcome(document),
        "top": [_card(item) for item in document.top],
        "labels": _labels(),
        "flow": _flow(document.flow, document.currency) if document.flow else None,
        "glance": [_glance(item) for item in document.findings],
        "groups": [_group(group, document) for group in GROUPS if document.of_group(group)],
        "in_order": [[line.name, line.sentence] for line in document.in_order],
        "not_asked": [[sentence, " · ".join(names)] for sentence, names in wording.by_lack(document.not_asked)],
        "sources": _sources(document.sources),
        "method": [*document.notes, *wording.method(document)],
    }  # fmt: skip


def _labels() -> dict[str, str]:
    return {
        "big": say("How big"), "sure": say("How sure"), "monday": say("On Monday"), "cost": say("What it costs"),
        "why": say("Why it matters"), "todo": say("What to do"), "finding": say("Finding"), "group": say("Group"),
        "size": say("Size"), "price": say("Cost"), "flow": say("The funnel as the data has it"),
        "old": say("Those old enough to be judged"), "glance": say("All findings at a glance"),
        "in_order": say("In order"), "not_asked": say("Could not be asked"),
        "read": say("What was read, and how it joins"), "method": say("How this was reckoned"),
        "file": say("File"), "taken": say("Taken for"), "system": say("System"), "rows": say("Rows"),
        "unread": say("Not read"), "column": say("Column"), "to": say("Points to"), "found": say("Found there"),
        "joins": say("How the files join"),
    }  # fmt: skip


def _card(item: Item) -> dict[str, Any]:
    return {
        "group": say(wording.GROUP_NAMES[item.group]),
        "sentence": item.sentence,
        "big": wording.big(item),
        "soft": _under(item),
        "size": wording.size(item) if item.cost else "",
        "sure": wording.sureness(item),
        "todo": item.todo,
        "bar": _bar(item),
    }


def _under(item: Item) -> str:
    """What stands under the one figure: its interval and how it was reckoned."""
    if not item.cost:
        return wording.size(item)
    return " · ".join(filter(None, (wording.cost_range(item.cost), item.cost.reckoned)))


def _bar(item: Item) -> dict[str, float] | None:
    """The share of a finding and its interval; None where there is no share."""
    if not 0 < item.count <= item.of:
        return None
    low, high = item.interval or (item.share, item.share)
    return {"share": item.share, "low": low, "high": high, "is_estimated": bool(item.interval)}


def _flow(flow: Flow, currency: str | None) -> dict[str, Any]:
    return {
        "steps": _steps(flow.steps),
        "matured": _steps(flow.matured),
        "matured_says": flow.matured_says,
        "by_source": table(flow.by_source, currency) if flow.by_source else None,
        "notes": [*flow.missing, *flow.notes],
    }


def _steps(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    most = max((step.count for step in steps), default=0) or 1
    return [
        {
            "label": step.label,
            "count": numbers.count(step.count),
            "part": step.count / most,
            "team": TEAMS.get(step.key, ""),
            "share": say("%(share)s of all", share=percent(step.share))
            if nth and step.share is not None
            else "",
        }
        for nth, step in enumerate(steps)
    ]


def _glance(item: Item) -> list[str]:
    cost = wording.money(item.cost.amount, item.cost.currency) if item.cost else ""
    group = say(wording.GROUP_NAMES[item.group])
    return [broken(item.sentence), group, wording.size(item), cost, wording.sure_in_short(item)]


def _group(group: str, document: Document) -> dict[str, Any]:
    return {
        "name": say(wording.GROUP_NAMES[group]),
        "meaning": say(wording.GROUP_MEANINGS[group]),
        "items": [_finding(item, document.currency) for item in document.of_group(group)],
    }


def _finding(item: Item, currency: str | None) -> dict[str, Any]:
    return _card(item) | {
        "name": item.name,
        "size": wording.size(item),
        "cost": wording.cost(item.cost) if item.cost else "",
        "reckoned": item.cost.reckoned if item.cost else "",
        "why": item.why,
        "tables": [table(one, currency) for one in item.breakdowns],
        "rows": table(item.rows, currency) if item.rows and item.rows.rows else None,
        "rows_title": _rows_title(item.rows) if item.rows else "",
    }


def _rows_title(rows: Table) -> str:
    if rows.left:
        return say("The first %(n)s of %(all)s rows", n=len(rows.rows), all=rows.total)
    return say_many("%(n)s row", "%(n)s rows", rows.total)


def table(found: Table, currency: str | None) -> dict[str, Any]:
    """Heads, cells as they are read, and of tables with intervals the place of each dot between 0 and 1."""
    places = pictures.interval_places(found)
    shown = pictures.shown(found)
    return {
        "title": found.title,
        "heads": [found.columns[nth].label for nth in shown],
        "are_numbers": [found.columns[nth].is_number for nth in shown],
        "rows": [
            [broken(wording.written(row[nth], found.columns[nth], currency)) for nth in shown]
            for row in found.rows
        ],
        "dots": _dots(found, places) if places else None,
        "range": say("95 %% interval"),
    }


def _dots(found: Table, places: pictures.Places) -> list[dict[str, Any] | None]:
    most = pictures.longest(found, places)
    dots: list[dict[str, Any] | None] = []
    for row in found.rows:
        share, low, high = (row[place] for place in places)
        if isinstance(share, int | float) and isinstance(low, int | float) and isinstance(high, int | float):
            dots.append({"share": share / most, "low": low / most, "high": high / most,
                         "text": numbers.between(low, high)})  # fmt: skip
        else:
            dots.append(None)
    return dots


def _sources(sources: Sources) -> dict[str, Any]:
    return {
        "files": [
            [broken(file.name), wording.taken_for(file), file.system, numbers.count(file.rows),
             numbers.count(file.unread) if file.unread else ""]
            for file in sources.files
        ],
        "joins": [
            [broken(join.column), join.to, say("%(part)s of %(whole)s", part=join.matched, whole=join.of),
             percent(join.share)]
            for join in sources.joins
        ],
        "notes": [
            *(say("%(file)s was not read: %(why)s", file=broken(name), why=why) for name, why in sources.passed_over),
            *sources.questions,
        ],
    }  # fmt: skip


def broken(text: str) -> str:
    """The text with places where a long word may be broken."""
    return _LONG.sub(lambda found: found[0] + "\u200b", text)
