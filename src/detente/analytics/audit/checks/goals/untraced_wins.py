"""Won deals that no lead leads to: sales counts them, marketing can't."""

from __future__ import annotations

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Rows, Skipped
from detente.analytics.audit.lead_paths import by_person
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import percent

SQL = beside(__file__)
_LABELS = {"deal": marked("Deal"), "name": marked("Name"), "source": marked("Source"), "amount": marked("Amount"),
           "created_at": marked("Created"), "closed_at": marked("Closed")}  # fmt: skip
_FEW = 0.02


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Of the won deals that opened since leads are written down, those without one."""
    sql = SQL.replace("{by_person}", by_person(evidence))
    found = evidence.rows(
        f"SELECT count(*) AS won, count(*) FILTER (WHERE is_untraced) AS untraced FROM ({sql}) AS d"
    )[0]
    if found["won"] < FEWEST or found["won"] == found["untraced"]:
        return Skipped(
            say("Fewer than %(n)s won deals opened since leads are written down, or none of them names its lead.",
                n=FEWEST)
        )  # fmt: skip
    if found["untraced"] <= _FEW * found["won"]:
        return None
    sentence = say_many(
        "%(n)s of %(of)s won deals (%(share)s) can't be traced to a lead",
        "%(n)s of %(of)s won deals (%(share)s) can't be traced to a lead",
        found["untraced"], of=found["won"], share=percent(found["untraced"] / found["won"]),
    )  # fmt: skip
    rows = f"SELECT * EXCLUDE (is_untraced) FROM ({sql}) AS d WHERE is_untraced ORDER BY deal"
    return Finding(sentence, found["untraced"], found["won"], "won deals", rows=Rows("deals", rows, _LABELS, ("name",)),
                   weight=0.7)  # fmt: skip


CHECK = Check(
    "untraced_wins",
    "goals",
    marked("Wins without a lead"),
    marked("Marketing's count of wins and sales' count can't agree: some deals have no origin, and what brings "
           "revenue stays unknown. Deals of existing customers and of partners belong here too."),
    marked("Make a lead, or the answer that there was none, a condition for opening a deal; name the source of these "
           "by asking their owners."),
    (("leads", "created_at"), ("deals", "created_at"), ("deals", "status"),
     (("leads", "deal"), ("deals", "lead"), ("deals", "person"))),
    find,
    marked("Every won deal leads back to a lead."),
)  # fmt: skip
