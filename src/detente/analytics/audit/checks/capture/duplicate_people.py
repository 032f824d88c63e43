"""Leads and people who stand in the export more than once."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit.checks.capture.boxes import FREE_MAIL, SHARED_BOX, THROW_AWAY
from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import NOUNS
from detente.analytics.audit.checks.capture.spent import cost_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows
from detente.analytics.audit.profile import are_leads_too
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many

SQL = beside(__file__)
_OF = {
    "leads": SQL.replace("{key}", "lead").replace("{table}", "leads").replace("{company}", "company"),
    "people": SQL.replace("{key}", "person").replace("{table}", "people").replace("{company}", "account"),
}
_BOXES = {"shared_box": SHARED_BOX, "free_mail": f"{FREE_MAIL}|{THROW_AWAY}"}
_WHY = {
    1: marked("same e-mail address"),
    2: marked("same phone number and name"),
    3: marked("same name at the same company"),
    4: marked("same name and mail domain"),
    5: marked("same mail domain, and a letter apart in the name"),
}


def find(evidence: Evidence) -> Finding | None:
    """Leads, or people where there are more of them, that are an earlier one once more."""
    found = {
        table: _by_reason(evidence, table)
        for table in _OF
        if evidence.filled(table) and not (table == "people" and are_leads_too(evidence))
    }
    worst = max(found, key=lambda table: sum(row["n"] for row in found[table]), default=None)
    if worst is None or not found[worst]:
        return None
    count, of = sum(row["n"] for row in found[worst]), evidence.filled(worst)
    sentence = say_many(
        "%(n)s of %(of)s %(table)s is there more than once",
        "%(n)s of %(of)s %(table)s are there more than once", count,
        of=of, table=say(NOUNS[worst]),
    )  # fmt: skip
    told = tuple({"table": say(NOUNS[table]), "why": say(_WHY[row["rank"]]), "n": row["n"]}
                 for table, rows in found.items() for row in rows)  # fmt: skip
    called = labels("record", "same_as", "name", "email", "phone", "company", "owner", "created_at")
    rows = Rows(worst, f"SELECT {', '.join(called)} FROM ({_OF[worst]}) AS r", called,
                ("name", "email", "phone", "company", "owner"), dict(_BOXES))  # fmt: skip
    broken = Breakdown(say("By what they share"), labels("table", "why", n=say("Duplicates")), told)
    return Finding(sentence, count, of, worst, rows=rows, breakdowns=(broken,), cost=cost_of(evidence, rows),
                   fix="merge", weight=1.5)  # fmt: skip


def _by_reason(evidence: Evidence, table: str) -> list[dict[str, Any]]:
    return evidence.rows(
        f"SELECT rank, count(*) AS n FROM ({_OF[table]}) AS r GROUP BY rank ORDER BY rank", _BOXES
    )


CHECK = Check(
    "duplicate_people",
    "capture",
    marked("Duplicates of people"),
    marked("Somebody who stands there twice is called twice, scored on half of what is known, and counted as two."),
    marked("Merge them, the surest first: same address, then same phone and name. Ask for the address at every form."),
    ((("leads", "email"), ("leads", "phone"), ("leads", "name"), ("people", "email"), ("people", "phone"),
      ("people", "name")),),
    find,
    marked("Nobody stands there twice."),
)  # fmt: skip
