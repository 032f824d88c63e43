"""Addresses that no mail can reach, or nobody reads."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email

from detente.analytics.audit.checks.capture.boxes import MADE_FOR_TESTS, SHARED_BOX, THROW_AWAY
from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import KEYS, NOUNS
from detente.analytics.audit.checks.capture.spent import cost_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Rows, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)
MOST_LOOKED_AT = 20_000
"""Of more odd-looking addresses than these the rest is taken for invalid."""
_WELL_FORMED = (
    r"^[a-z0-9!#$%&'*+/=?^_`{|}~-][a-z0-9.!#$%&'*+/=?^_`{|}~-]{0,62}[a-z0-9!#$%&'*+/=?^_`{|}~-]?"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$"
)
_PATTERNS = {
    "well_formed": _WELL_FORMED,
    "made_for_tests": MADE_FOR_TESTS,
    "throw_away": THROW_AWAY,
    "shared_box": SHARED_BOX,
}
_WHY = {
    "odd": marked("no valid address"),
    "test": marked("a domain for tests and examples"),
    "throw_away": marked("a domain of throw-away addresses"),
    "shared": marked("a box that several people read (not counted)"),
}
_ADDRESSES = """
SELECT count(*) FROM (SELECT email FROM leads UNION ALL SELECT email FROM people) AS a WHERE contains(email, '@')
"""
MADE_UP = marked(
    "Most addresses are of domains for examples: these records were made anonymous or are a demonstration, and they "
    "are not counted as invalid."
)
_COUNTED = ("odd", "test", "throw_away")


def find(evidence: Evidence) -> Finding | Clean | Skipped | None:
    """Records whose address is invalid, made for tests or thrown away; shared boxes are told beside them."""
    if not evidence.one(_ADDRESSES):
        return Skipped(
            say("The column of addresses holds no address: it is hidden or encoded in this export.")
        )
    rows = [row for row in evidence.rows(SQL, _PATTERNS) if row["why"] != "odd"]
    rows += _invalid(evidence)
    made_up = _is_made_up(evidence, rows)
    if made_up:
        rows = [row for row in rows if row["why"] not in ("test", "throw_away")]
    told = {table: _by_reason(rows, table) for table in ("leads", "people")}
    counts = {table: sum(told[table].get(why, 0) for why in _COUNTED) for table in told}
    worst = max(counts, key=lambda table: counts[table])
    if not counts[worst]:
        return Clean(say(MADE_UP)) if made_up else None
    of = evidence.filled(worst, "email")
    sentence = say_many(
        "%(n)s of %(of)s addresses of %(table)s (%(share)s) can't be relied on: %(odd)s invalid, %(test)s made for "
        "tests, %(away)s thrown away", "%(n)s of %(of)s addresses of %(table)s (%(share)s) can't be relied on: %(odd)s "
        "invalid, %(test)s made for tests, %(away)s thrown away", counts[worst], of=of, table=say(NOUNS[worst]),
        share=percent(counts[worst] / of), odd=told[worst].get("odd", 0), test=told[worst].get("test", 0),
        away=told[worst].get("throw_away", 0),
    )  # fmt: skip
    broken = tuple({"table": say(NOUNS[table]), "why": say(_WHY[why]), "n": n}
                   for table, reasons in told.items() for why, n in reasons.items())  # fmt: skip
    bad = [row["mail"] for row in rows if row["table_name"] == worst and row["why"] == "odd"]
    shown = _rows(worst, bad, "$.^" if made_up else f"{MADE_FOR_TESTS}|{THROW_AWAY}")
    return Finding(
        sentence, counts[worst], of, worst, rows=shown, cost=cost_of(evidence, shown), fix="bad_data",
        breakdowns=(Breakdown(say("What is wrong"), labels("table", "why", "n"), broken),),
    )  # fmt: skip


def _is_made_up(evidence: Evidence, rows: list[dict[str, Any]]) -> bool:
    """Whether most addresses are of domains for examples: nobody is to be told that there are some."""
    fake = sum(row["n"] for row in rows if row["why"] in ("test", "throw_away"))
    return 2 * fake > (evidence.one(_ADDRESSES) or 0)


def _invalid(evidence: Evidence) -> list[dict[str, Any]]:
    odd = evidence.rows(f"SELECT * FROM ({SQL}) AS r WHERE why = 'odd' ORDER BY mail", _PATTERNS)
    return [row for nth, row in enumerate(odd) if nth >= MOST_LOOKED_AT or not _is_valid(row["mail"])]


def _is_valid(mail: str) -> bool:
    try:
        validate_email(mail, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _by_reason(rows: list[dict[str, Any]], table: str) -> dict[str, int]:
    return {why: n for why in _WHY
            if (n := sum(row["n"] for row in rows if row["table_name"] == table and row["why"] == why))}  # fmt: skip


def _rows(table: str, bad: list[str], unread: str) -> Rows:
    sql = (
        f'SELECT "{KEYS[table]}" AS record, name, email, source, owner FROM "{table}" '
        "WHERE list_contains($bad, lower(trim(email))) OR regexp_matches(lower(trim(email)), $unread)"
    )
    return Rows(table, sql, labels("record", "name", "email", "source", "owner"), ("name", "email", "owner"),
                {"bad": bad, "unread": unread})  # fmt: skip


CHECK = Check(
    "invalid_mails",
    "capture",
    marked("Invalid mail addresses"),
    marked(
        "A lead that can't be reached is paid for and counted all the same; bounces spoil the sender's name besides."
    ),
    marked(
        "Check addresses where they are typed, and confirm them by a mail; mark those that reach nobody as bad data."
    ),
    ((("leads", "email"), ("people", "email")),),
    find,
    marked("Every address can be reached as far as its spelling tells."),
)
