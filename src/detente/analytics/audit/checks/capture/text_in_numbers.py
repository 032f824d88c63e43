"""Words in columns of numbers."""

from __future__ import annotations

import re

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import KEYS, NOUNS, cells
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows, Skipped
from detente.analytics.audit.profile import NO_COLUMNS, Column, answers, each_column_once
from detente.analytics.language import marked, say, say_many

MOSTLY = 0.9
"""From this share of numbers on a column is one of numbers."""
FEWEST = 20
_KEYS = frozenset((*KEYS.values(), "owner", "record"))
_ID = re.compile(r"[a-z]I[dD]s?$|(^|[ _.-])(ID|Id|id)s?$|nummer$|\bN(o|r)\.?$")
"""Keys of numbers are no numbers: `Associated Contact IDs` may name several."""
_LOOKED_AT = 2_000
_NUMBER = r"^[-+(]?\s*[$€£¥₹]?\s*[-+]?[0-9][0-9.,'’  ]*\s*([kKmM]|%|[$€£¥₹]|[A-Z]{3})?\)?$"
_NO_ANSWER = r"^(null|none|n/?a|nan|-+|\?+|unknown|#n/a)$"


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Values with no number in them, in raw columns nearly all of whose values are numbers."""
    if not each_column_once(evidence):
        return Skipped(say(NO_COLUMNS))
    found = [(one, n) for one in each_column_once(evidence) if _is_mostly_numbers(evidence, one)
             and (n := _words(evidence, one))]  # fmt: skip
    if not found:
        return None
    found.sort(key=lambda pair: (-pair[1], pair[0].header))
    count, (worst, most) = sum(n for _, n in found), found[0]
    sentence = say_many(
        "%(n)s value in a column of numbers is no number, %(most)s of them in “%(column)s”",
        "%(n)s values in columns of numbers are no numbers, %(most)s of them in “%(column)s”", count,
        most=most, column=worst.header,
    )  # fmt: skip
    told_of = tuple({"table": say(NOUNS[one.table]), "column": one.header, "n": n, "filled": one.filled}
                    for one, n in found)  # fmt: skip
    called = labels("table", "column", n=say("No numbers"), filled=say("Filled rows"))
    return Finding(
        sentence, count, sum(one.filled for one, _ in found), "values", rows=_rows(worst), fix="normalise",
        breakdowns=(Breakdown(say("By column"), called, told_of),), weight=0.5,
    )  # fmt: skip


def _is_mostly_numbers(evidence: Evidence, one: Column) -> bool:
    """Told by the first values: a column of words costs no second look."""
    if one.filled < FEWEST or one.kind == "key" or one.fills in _KEYS or _ID.search(one.header):
        return False
    share = evidence.one(
        f"SELECT avg(regexp_matches(said, $number)::INT) FROM ({answers(f'raw_{one.table}', one.header)} "
        f"LIMIT {_LOOKED_AT}) AS r", {"number": _NUMBER},
    )  # fmt: skip
    return bool((share or 0) >= MOSTLY)


def _words(evidence: Evidence, one: Column) -> int:
    count = evidence.one(
        f"SELECT count(*) FROM ({_odd(one)}) AS r", {"number": _NUMBER, "no_answer": _NO_ANSWER}
    )
    return int(count) if count <= (1 - MOSTLY) * one.filled else 0


def _odd(one: Column) -> str:
    is_odd = "NOT regexp_matches(r.said, $number) AND NOT regexp_matches(lower(r.said), $no_answer)"
    return cells(one.table, one.header, is_odd)


def _rows(one: Column) -> Rows:
    called = labels("record", "row_no", said=one.header)
    return Rows(one.table, _odd(one), called, parameters={"number": _NUMBER, "no_answer": _NO_ANSWER})


CHECK = Check(
    "text_in_numbers",
    "capture",
    marked("Words in number fields"),
    marked("A sum leaves out what it can't read, and nobody sees that it did."),
    marked("Write the number, and move the words to a note; let the field take numbers only."),
    ((("leads", ""), ("people", ""), ("accounts", ""), ("deals", ""), ("campaigns", "")),),
    find,
    marked("Columns of numbers hold numbers only."),
)
