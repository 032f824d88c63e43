"""Owners who are no users."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import NOUNS
from detente.analytics.audit.checks.capture.tally import tally
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Rows
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | None:
    """Leads, or deals where there are more of them, whose owner is none of the export's users."""
    found = evidence.rows(
        f"SELECT object, count(*) AS n FROM ({SQL}) AS r GROUP BY object ORDER BY n DESC, object"
    )
    if not found:
        return None
    worst, count, of = found[0]["object"], found[0]["n"], evidence.filled(found[0]["object"], "owner")
    held, parameters = (
        f"SELECT record, name, owner FROM ({SQL}) AS h WHERE object = $object",
        {"object": worst},
    )
    by_owner = tally(
        evidence, held, "owner", say("By owner"), say("Owner"), parameters=parameters, is_personal=True
    )
    sentence = say_many(
        "%(n)s of %(of)s %(table)s belongs to somebody who is no user",
        "%(n)s of %(of)s %(table)s belong to somebody who is no user",
        count, of=of, table=say(NOUNS[worst]),
    )  # fmt: skip
    called = labels("record", "name", "owner")
    rows = Rows(worst, held, called, ("name", "owner"), parameters)
    return Finding(sentence, count, of, worst, rows=rows, breakdowns=(by_owner,), fix="owner")


CHECK = Check(
    "owners_unknown",
    "capture",
    marked("Owners who are no users"),
    marked("A record whose owner can't sign in is nobody's work."),
    marked("Set an owner who works here; export the users with the rest, the inactive ones too."),
    (("users", ""), (("leads", "owner"), ("deals", "owner"))),
    find,
    marked("Every owner is a user."),
)
