"""Telephone numbers that nobody can call."""

from __future__ import annotations

from typing import Any

import phonenumbers

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import KEYS, NOUNS
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.audit.territories import territory
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import between, percent

SQL = beside(__file__)
MOST = 15_000
"""Of more different numbers than these a sample is checked, and the share has an interval."""
_SHOWN = 500


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Numbers that can't exist: of too few or many digits anywhere, or invalid in the country that is told."""
    table = max(("leads", "people"), key=lambda name: evidence.filled(name, "phone"))
    given = evidence.one(f"SELECT count(*) FROM ({SQL.replace('{table}', table)}) AS r", {"every": 1})
    if given < FEWEST:
        return Skipped(say("It takes %(n)s different telephone numbers.", n=FEWEST))
    every = -(-given // MOST)
    rows = evidence.rows(SQL.replace("{table}", table), {"every": every})
    bad = [row for row in rows if is_wrong(row["phone"], row["country"])]
    if not bad:
        return None
    count, of = sum(row["n"] for row in bad), sum(row["n"] for row in rows)
    bounds = wilson(count, of) if every > 1 else None
    return Finding(
        _sentence(table, count, of, bounds), count, of, table, "estimated" if bounds else "counted", bounds,
        rows=_rows(table, bad), breakdowns=(_broken(bad),), fix="bad_data",
    )  # fmt: skip


def is_wrong(phone: str, country: str | None) -> bool:
    """Whether a number can't be called. Without a country and a leading + only its digits are judged."""
    digits = sum(letter.isdigit() for letter in phone)
    if digits < 6 or len({letter for letter in phone if letter.isdigit()}) == 1:
        return True
    region = territory(country) if country else None
    if region is None and not phone.lstrip(" (").startswith(("+", "00")):
        return digits > 17
    try:
        read = phonenumbers.parse(
            phone.lstrip(" ").replace("00", "+", 1) if _is_dialled(phone) else phone, region
        )
    except phonenumbers.NumberParseException:
        return True
    return not phonenumbers.is_valid_number(read)


def _is_dialled(phone: str) -> bool:
    return phone.lstrip(" ").startswith("00")


def _sentence(table: str, count: int, of: int, bounds: tuple[float, float] | None) -> str:
    if bounds:
        return say(
            "About %(share)s of the telephone numbers of %(table)s can't be called (%(between)s)",
            share=percent(count / of), table=say(NOUNS[table]), between=between(*bounds),
        )  # fmt: skip
    return say_many(
        "%(n)s of %(of)s telephone numbers of %(table)s (%(share)s) can't be called",
        "%(n)s of %(of)s telephone numbers of %(table)s (%(share)s) can't be called", count, of=of,
        table=say(NOUNS[table]), share=percent(count / of),
    )  # fmt: skip


def _broken(bad: list[dict[str, Any]]) -> Breakdown:
    told = sorted(bad, key=lambda row: (-row["n"], row["phone"]))[:20]
    return Breakdown(say("The most frequent"), labels("phone", "country", "n"), tuple(told), ("phone",))


def _rows(table: str, bad: list[dict[str, Any]]) -> Rows:
    phones = [row["phone"] for row in sorted(bad, key=lambda row: (-row["n"], row["phone"]))]
    sql = (f'SELECT "{KEYS[table]}" AS record, name, phone, country, source FROM "{table}" '
           "WHERE list_contains($phones, trim(phone))")  # fmt: skip
    called = labels("record", "name", "phone", "country", "source")
    return Rows(table, sql, called, ("name", "phone"), {"phones": phones})


CHECK = Check(
    "invalid_phones",
    "capture",
    marked("Invalid telephone numbers"),
    marked(
        "A wrong number costs a caller the time of several attempts, and looks like a lead that doesn't answer."
    ),
    marked("Store numbers with their country code, and check them where they are typed."),
    ((("leads", "phone"), ("people", "phone")),),
    find,
    marked("Every telephone number can exist."),
)
