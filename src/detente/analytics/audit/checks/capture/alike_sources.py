"""Sources that are misspelt, or mean the same."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows
from detente.analytics.audit.profile import values
from detente.analytics.audit.spellings import Like, alike
from detente.analytics.language import marked, say, say_many

_HOW = {
    "letters": marked("same but for case, blanks and marks"),
    "slip": marked("a letter or two apart"),
    "word": marked("probably the same"),
}
_TABLES = ("leads", "people", "deals")
_SHOWN = 50


def find(evidence: Evidence) -> Finding | None:
    """Records whose source is a rarer spelling of another one, in the table that has most of them."""
    found = {table: alike(dict(values(evidence, table, "source")), by_word=True)
             for table in _TABLES if evidence.filled(table, "source")}  # fmt: skip
    worst = max(found, key=lambda table: sum(one.rows for one in found[table]), default=None)
    if worst is None or not found[worst]:
        return None
    likes = found[worst]
    count, first = sum(one.rows for one in likes), likes[0]
    sentence = say_many(
        "%(n)s source is a second spelling of another, like “%(said)s” for “%(like)s”: %(rows)s records are counted "
        "apart", "%(n)s sources are second spellings of others, like “%(said)s” for “%(like)s”: %(rows)s records are "
        "counted apart", len(likes), said=first.said, like=first.like, rows=count,
    )  # fmt: skip
    return Finding(
        sentence, count, evidence.filled(worst, "source"), worst, rows=_rows(worst, likes),
        breakdowns=(_broken(likes),), fix="normalise", weight=1.5,
    )  # fmt: skip


def _broken(likes: list[Like]) -> Breakdown:
    called = labels("said", rows=say("Records"), like=say("Likely means"), how=say("Because"))
    told = (
        {"said": one.said, "rows": one.rows, "like": one.like, "how": say(_HOW[one.how])} for one in likes
    )
    return Breakdown(say("Likely second spellings"), called, tuple(told)[:_SHOWN])


def _rows(table: str, likes: list[Like]) -> Rows:
    key = {"leads": "lead", "people": "person", "deals": "deal"}[table]
    return Rows(
        table,
        f'SELECT "{key}" AS record, name, source, created_at FROM "{table}" WHERE list_contains($said, trim(source))',
        labels("record", "name", "source", "created_at"),
        personal=() if table == "deals" else ("name",), parameters={"said": [one.said for one in likes]},
    )  # fmt: skip


CHECK = Check(
    "alike_sources",
    "capture",
    marked("Sources that mean the same"),
    marked("A source written in two ways is counted as two: both look small, and money follows the better spelt."),
    marked("Say which spelling stands for which source; the pairs below are likely, not certain. Then let people "
           "choose from a list."),
    ((("leads", "source"), ("people", "source"), ("deals", "source")),),
    find,
    marked("No two sources look like the same one."),
)  # fmt: skip
