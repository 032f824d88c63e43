"""Leads whose mail bounced for good, by source."""

from __future__ import annotations

from typing import Any

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import KEYS, NOUNS
from detente.analytics.audit.checks.capture.spent import cost_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows, Skipped
from detente.analytics.language import marked, say
from detente.analytics.stats.comparison import Difference, Measure, compare
from detente.analytics.stats.intervals import FEWEST, interval
from detente.analytics.wording import listed, percent

_BOUNCED = Measure("bounced", "bounced", "addresses", marked("more bounces"), marked("fewer bounces"))


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Hard bounces of all addresses, and the sources that have more of them than chance explains."""
    table = "leads" if evidence.filled("leads", "is_bounced") else "people"
    rows = evidence.rows(
        f"SELECT trim(source) AS source, count(*) AS addresses, count(*) FILTER (WHERE is_bounced) AS bounced "
        f'FROM "{table}" WHERE is_bounced IS NOT NULL AND trim(email) <> \'\' GROUP BY trim(source) '
        "ORDER BY bounced DESC, source"
    )  # fmt: skip
    count, of = sum(row["bounced"] for row in rows), sum(row["addresses"] for row in rows)
    if of < FEWEST:
        return Skipped(say("It takes %(n)s addresses of which it is known whether they bounced.", n=FEWEST))
    if not count:
        return None
    named = [row for row in rows if row["source"]]
    worse = [one for one in compare(named, "source", (_BOUNCED,)).differences if one.is_more]
    broken = Breakdown(say("By source"), labels("source", "addresses", "bounced", "share", "low", "high"),
                       tuple(_row(row) for row in rows))  # fmt: skip
    sql = f'SELECT "{KEYS[table]}" AS record, name, email, source, owner FROM "{table}" WHERE is_bounced'
    shown = Rows(table, sql, labels("record", "name", "email", "source", "owner"), ("name", "email", "owner"))
    return Finding(
        _sentence(table, count, of, worse), count, of, table, cost=cost_of(evidence, shown), rows=shown,
        breakdowns=(broken,), fix="bad_data",
    )  # fmt: skip


def _sentence(table: str, count: int, of: int, worse: list[Difference]) -> str:
    sentence = say(
        "Mail to %(n)s of %(of)s %(table)s bounced for good (%(share)s)", n=count, of=of, table=say(NOUNS[table]),
        share=percent(count / of),
    )  # fmt: skip
    if not worse:
        return sentence + say("; no source stands out beyond chance")
    told = listed([f"{one.group} ({percent(one.share)})" for one in worse[:3]])
    return sentence + say("; more than elsewhere from %(sources)s", sources=told)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    low, high = interval(row["bounced"], row["addresses"])
    share = row["bounced"] / row["addresses"] if row["addresses"] >= FEWEST else None
    return row | {"share": share, "low": low, "high": high}


CHECK = Check(
    "hard_bounces",
    "capture",
    marked("Hard bounces"),
    marked(
        "Addresses that bounce are leads that were paid for and can't be reached, and mail providers keep count."
    ),
    marked("Stop mailing these addresses; ask the sources that stand out for a confirmation by mail."),
    ((("leads", "is_bounced"), ("people", "is_bounced")), (("leads", "email"), ("people", "email"))),
    find,
    marked("No mail bounced for good."),
)
