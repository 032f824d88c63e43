"""Won deals that several campaigns could each count whole."""

from __future__ import annotations

from detente.analytics.audit import lead_paths
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Clean, Finding, Rows, Skipped
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import decimal

SQL = beside(__file__)
SEVERAL = f"SELECT * FROM ({SQL}) AS w WHERE campaigns > 1 ORDER BY campaigns DESC, deal"
_LABELS = {"deal": marked("Deal"), "name": marked("Name"), "amount": marked("Amount"),
           "closed_at": marked("Closed"), "campaigns": marked("Campaigns")}  # fmt: skip


def find(evidence: Evidence) -> Finding | Clean | Skipped | None:
    """Of the won deals that any campaign touched, those that more than one did."""
    lead_paths.prepare(evidence)
    found = evidence.rows(
        f"""SELECT count(*) AS won, count(*) FILTER (WHERE campaigns > 1) AS several,
            sum(campaigns) AS claims FROM ({SQL}) AS w"""
    )[0]
    if found["won"] < FEWEST:
        return Skipped(say("Fewer than %(n)s won deals join a campaign's members.", n=FEWEST))
    if not found["several"]:
        return None
    sentence = say_many(
        "%(n)s of %(won)s won deals with a campaign has more than one: if each counts it whole, claims come to "
        "%(times)s times what was won",
        "%(n)s of %(won)s won deals with a campaign have more than one: if each counts them whole, claims come to "
        "%(times)s times what was won",
        found["several"], won=found["won"], times=decimal(found["claims"] / found["won"], 2),
    )  # fmt: skip
    rows = Rows("deals", SEVERAL, _LABELS, ("name",))
    return Finding(sentence, found["several"], found["won"], "won deals", rows=rows, weight=0.4)


CHECK = Check(
    "counted_twice",
    "goals",
    marked("Deals that several campaigns count"),
    marked("Credit that adds up to more than was won can't be weighed against cost, and makes every campaign look "
           "worth its money."),
    marked("Share every won deal out so that the parts sum to one; show influence as a number of its own."),
    (("members", "campaign"), ("deals", "status"), (("members", "lead"), ("members", "person"))),
    find,
    marked("No won deal has more than one campaign."),
)  # fmt: skip
