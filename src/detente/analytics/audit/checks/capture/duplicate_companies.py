"""Companies that stand in the export more than once."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.boxes import FREE_MAIL
from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many

SQL = beside(__file__)
_LEGAL_FORMS = (
    r" (gmbh|mbh|ag|kg|kgaa|ohg|gbr|ug|eg|se|co|inc|incorporated|corp|corporation|company|ltd|limited|llc|llp|lp|plc"
    r"|pty|pte|sa|sas|sarl|srl|spa|sl|nv|bv|ab|as|asa|aps|oy|oyj|sro|kft|lda|ltda|the|and|und|&)"
    r"( (gmbh|co|kg|mbh|ag|inc|ltd|llc|sa|bv|and|und|&))* "
)
_ACCOUNTS = (
    "SELECT account AS record, name, domain, owner, row_number() OVER (ORDER BY created_at, file_no, row_no) AS place "
    "FROM accounts"
)
_NAMES = (
    "SELECT company AS record, company AS name, NULL AS domain, NULL AS owner, "
    "row_number() OVER (ORDER BY count(*) DESC, company) AS place "
    "FROM leads WHERE trim(company) <> '' GROUP BY company"
)
_WHY = {
    1: marked("same name but for the legal form, case and marks"),
    2: marked("same web address"),
    3: marked("same name, another web address"),
    4: marked("a letter apart"),
    5: marked("same web address, another name"),
}
_NOT_COUNTED = (3, 5)
"""Branches, groups and namesakes: shown beside, not counted."""
_PARAMETERS = {"free_mail": FREE_MAIL, "legal_forms": _LEGAL_FORMS}


def find(evidence: Evidence) -> Finding | None:
    """Companies, or the names of companies on leads where there is no list of them, that are one once more."""
    listed = evidence.filled("accounts") > 0
    sql = SQL.replace("{companies}", _ACCOUNTS if listed else _NAMES)
    reasons = evidence.rows(
        f"SELECT rank, count(*) AS n FROM ({sql}) AS r GROUP BY rank ORDER BY rank", _PARAMETERS
    )
    count = sum(row["n"] for row in reasons if row["rank"] not in _NOT_COUNTED)
    if not count:
        return None
    of = evidence.filled("accounts") if listed else evidence.one("SELECT count(DISTINCT company) FROM leads")
    sentence = say_many(
        "%(n)s of %(of)s companies is there more than once",
        "%(n)s of %(of)s companies are there more than once", count, of=of,
    )  # fmt: skip
    told = tuple({"why": say(_WHY[row["rank"]]), "n": row["n"]} for row in reasons)
    rows = _rows(sql, is_listed=listed)
    broken = Breakdown(say("By what they share"), labels("why", n=say("Duplicates")), told)
    fix = "merge" if listed else "normalise"
    return Finding(sentence, count, of, say("companies"), rows=rows, breakdowns=(broken,), fix=fix)


def _rows(sql: str, *, is_listed: bool) -> Rows:
    counted = f"SELECT * FROM ({sql}) AS r WHERE rank NOT IN (3, 5)"
    if is_listed:
        called = labels("record", "name", "same_as", "same_name", "domain", "owner")
        return Rows(
            "accounts", f"SELECT {', '.join(called)} FROM ({counted}) AS c", called, ("owner",), _PARAMETERS
        )
    named = (
        "SELECT l.lead AS record, l.company, c.same_name "
        f"FROM leads AS l INNER JOIN ({counted}) AS c ON c.name = l.company"
    )
    return Rows("leads", named, labels("record", "company", "same_name"), (), _PARAMETERS)


CHECK = Check(
    "duplicate_companies",
    "capture",
    marked("Duplicates of companies"),
    marked("Two records of one company get two owners, two histories and two offers."),
    marked("Merge them; keep the web address on every company, which tells them apart best."),
    ((("accounts", "name"), ("leads", "company")),),
    find,
    marked("Every company stands there once."),
)
