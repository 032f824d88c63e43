"""Dates written in several forms in one column."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import NOUNS, cells
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows, Skipped
from detente.analytics.audit.profile import NO_COLUMNS, Column, answers, each_column_once, quoted, told
from detente.analytics.language import marked, say

FORMS = {
    "2026-11-22": r"^\d{4}-\d{1,2}-\d{1,2}([T ].*)?$",
    "2026/11/22": r"^\d{4}/\d{1,2}/\d{1,2}([T ].*)?$",
    "22.11.2026": r"^\d{1,2}\.\d{1,2}\.(\d{4}|\d\d)([ ,].*)?$",
    "22/11/2026": r"^(1[3-9]|2\d|3[01])/\d{1,2}/(\d{4}|\d\d)([ ,].*)?$",
    "11/22/2026": r"^\d{1,2}/(1[3-9]|2\d|3[01])/(\d{4}|\d\d)([ ,].*)?$",
    "5/6/2026": r"^\d{1,2}/\d{1,2}/(\d{4}|\d\d)([ ,].*)?$",
    "22-11-2026": r"^\d{1,2}-\d{1,2}-(\d{4}|\d\d)([ ,].*)?$",
    "22 Nov 2026": r"^\d{1,2}[ -]?[[:alpha:]]{3,9}\.?,?[ -]\d{2,4}.*$",
    "Nov 22, 2026": r"^[[:alpha:]]{3,9}\.? \d{1,2},? \d{4}.*$",
}
"""How a form looks, and the pattern that tells it; the first that fits counts. `5/6/2026` fits two of them."""
OPEN = "5/6/2026"
_BY_DAY = ("22/11/2026", "11/22/2026")
MOSTLY = 0.8
FEWEST = 20
_LOOKED_AT = 1_000


@dataclass(frozen=True)
class Forms:
    """A column of dates in one file, and how many values are written in each form; open ones go with the larger."""

    column: Column
    file_no: int
    counts: dict[str, int]

    @property
    def usual(self) -> str:
        """The form that most values have."""
        return max(self.counts, key=lambda form: self.counts[form])

    @property
    def others(self) -> int:
        """Values in another form than the usual one."""
        return sum(self.counts.values()) - self.counts[self.usual]


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Values in another form than the rest of their column; one with 13/5 and 5/13 can't be read without asking."""
    if not each_column_once(evidence):
        return Skipped(say(NO_COLUMNS))
    seen = [forms for one in each_column_once(evidence) for forms in _forms(evidence, one)]
    mixed = sorted((one for one in seen if one.others), key=lambda one: (-one.others, one.column.header))
    if not mixed:
        return None
    worst, count = mixed[0], sum(one.others for one in mixed)
    sentence = say(
        "“%(column)s” holds dates in %(forms)s forms: %(n)s of %(of)s are not written like %(usual)s",
        column=worst.column.header, forms=len(worst.counts), n=worst.others, of=sum(worst.counts.values()),
        usual=worst.usual,
    )  # fmt: skip
    told_of = tuple({"table": say(NOUNS[one.column.table]), "column": one.column.header, "form": form, "n": n}
                    for one in mixed for form, n in one.counts.items())  # fmt: skip
    table, header = worst.column.table, worst.column.header
    sql = cells(
        table,
        header,
        "r.file_no = $file_no AND NOT regexp_matches(r.said, $usual) AND NOT regexp_matches(r.said, $open)",
    )
    shown = labels("record", "row_no", said=header)
    either = FORMS[OPEN if worst.usual in _BY_DAY else worst.usual]
    rows = Rows(
        table, sql, shown, parameters={"usual": FORMS[worst.usual], "open": either, "file_no": worst.file_no}
    )
    called = labels("table", "column", form=say("Form"), n=say("Values"))
    of = sum(sum(one.counts.values()) for one in seen)
    return Finding(
        sentence, count, of, say("dates"), rows=rows, fix="normalise", weight=0.7,
        breakdowns=(Breakdown(say("By column and form"), called, told_of),),
    )  # fmt: skip


def _forms(evidence: Evidence, one: Column) -> list[Forms]:
    if one.filled < FEWEST or not _is_of_dates(evidence, one):
        return []
    return [Forms(one, file_no, _settled(counts)) for file_no, counts in _counted(evidence, one).items()]


def _settled(counts: dict[str, int]) -> dict[str, int]:
    """What may be read in two ways goes with the one of the two that other values prove."""
    by_day = {form: counts[form] for form in _BY_DAY if form in counts}
    if by_day and OPEN in counts:
        counts[max(by_day, key=lambda form: by_day[form])] += counts.pop(OPEN)
    return counts


def _is_of_dates(evidence: Evidence, one: Column) -> bool:
    share = evidence.one(
        f"SELECT avg(({_form('said')} IS NOT NULL)::INT) FROM "
        f"({answers(f'raw_{one.table}', one.header)} LIMIT {_LOOKED_AT}) AS r",
        _patterns(),
    )
    return bool((share or 0) >= MOSTLY)


def _counted(evidence: Evidence, one: Column) -> dict[int, dict[str, int]]:
    # Times differ and days repeat: a form is looked for once for each day that is written like 2026-11-22T09:30.
    day = "CASE WHEN said[11] IN ('T', ' ') THEN left(said, 11) ELSE said END"
    days = (
        f"SELECT file_no, {day} AS said, count(*) AS n FROM (SELECT file_no, {told(one.header)} AS said "
        f"FROM {quoted(f'raw_{one.table}')}) AS r WHERE said IS NOT NULL GROUP BY ALL"
    )
    rows = evidence.rows(
        f"SELECT d.file_no, {_form('d.said')} AS form, sum(d.n)::BIGINT AS n FROM ({days}) AS d "
        "GROUP BY d.file_no, form ORDER BY d.file_no, n DESC, form",
        _patterns(),
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        if row["form"]:
            found.setdefault(row["file_no"], {})[row["form"]] = row["n"]
    return found


def _form(column: str) -> str:
    return "CASE " + " ".join(
        f"WHEN regexp_matches({column}, $p{nth}) THEN '{form}'" for nth, form in enumerate(FORMS)
    ) + " END"  # fmt: skip


def _patterns() -> dict[str, str]:
    return {f"p{nth}": pattern for nth, pattern in enumerate(FORMS.values())}


CHECK = Check(
    "date_forms",
    "capture",
    marked("Dates in many forms"),
    marked(
        "5/6 is a day in May to one reader and in June to the next: months and response times move unseen."
    ),
    marked("Export dates as year-month-day, and let the CRM's date field take nothing else."),
    (
        (
            ("leads", ""),
            ("people", ""),
            ("accounts", ""),
            ("deals", ""),
            ("activities", ""),
            ("campaigns", ""),
        ),
    ),
    find,
    marked("Every column of dates is written in one form."),
)
