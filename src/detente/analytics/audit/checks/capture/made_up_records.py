"""Records that somebody made to try something out."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import NOUNS
from detente.analytics.audit.checks.capture.spent import cost_of
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | None:
    """Leads, people, companies and deals that are called "test", "asdf" and the like, or use such an address."""
    found = evidence.rows(
        f"SELECT object, count(*) AS n FROM ({SQL}) AS r GROUP BY object ORDER BY n DESC, object"
    )
    if not found:
        return None
    worst, count = found[0]["object"], found[0]["n"]
    rows = Rows(
        worst, f"SELECT record, name, email, company FROM ({SQL}) AS r WHERE object = $object",
        labels("record", "name", "email", "company"),
        personal=("name", "email", "company"), parameters={"object": worst},
    )  # fmt: skip
    told = tuple({"table": say(NOUNS[row["object"]]), "n": row["n"]} for row in found)
    sentence = say_many("%(n)s of %(of)s %(table)s looks made up to try something out",
                        "%(n)s of %(of)s %(table)s look made up to try something out", count,
                        of=evidence.filled(worst), table=say(NOUNS[worst]))  # fmt: skip
    return Finding(
        sentence, count, evidence.filled(worst), worst, "a sign", rows=rows, fix="bad_data",
        cost=cost_of(evidence, rows),
        breakdowns=(Breakdown(say("By table"), labels("table", "n"), told),),
    )  # fmt: skip


CHECK = Check(
    "made_up_records",
    "capture",
    marked("Test records"),
    marked("Tests that stand among real records are counted, scored and called like them."),
    marked("Look through the list, and delete what is a test."),
    ((("leads", ""), ("people", ""), ("accounts", ""), ("deals", "")),),
    find,
    marked("No record looks like a test."),
)
