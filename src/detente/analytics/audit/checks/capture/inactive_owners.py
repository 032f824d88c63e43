"""Open leads and deals held by users who can't sign in any more."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.tally import tally
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Rows
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | None:
    """Open leads, or open deals where there are more of them, whose owner is inactive."""
    counted = evidence.rows(
        f"SELECT object, count(*) AS of, count(*) FILTER (WHERE is_inactive) AS n FROM ({SQL}) AS r GROUP BY object"
    )
    worst = max(counted, key=lambda row: row["n"], default=None)
    if worst is None or not worst["n"]:
        return None
    held = f"SELECT record, name, owner, created_at FROM ({SQL}) AS h WHERE is_inactive AND object = $object"
    of = {"object": worst["object"]}
    called = labels("record", "name", "owner", "created_at")
    by_owner = tally(evidence, held, "owner", say("By owner"), say("Owner"), parameters=of, is_personal=True)
    return Finding(
        _sentence(worst["object"], worst["n"]), worst["n"], worst["of"], worst["object"],
        rows=Rows(worst["object"], held, called, ("name", "owner"), of), breakdowns=(by_owner,), fix="owner",
        weight=2.0,
    )  # fmt: skip


def _sentence(table: str, count: int) -> str:
    if table == "leads":
        return say_many(
            "%(n)s open lead belongs to a user who is not active any more",
            "%(n)s open leads belong to users who are not active any more",
            count,
        )
    return say_many(
        "%(n)s open deal belongs to a user who is not active any more",
        "%(n)s open deals belong to users who are not active any more",
        count,
    )


CHECK = Check(
    "inactive_owners",
    "capture",
    marked("Open records of inactive owners"),
    marked("Whoever left can't answer: these leads and deals wait for somebody who won't come back."),
    marked("Share them out among the active owners today, the youngest first."),
    (("users", "is_active"), (("leads", "owner"), ("deals", "owner"))),
    find,
    marked("Every open record belongs to an active user."),
)
