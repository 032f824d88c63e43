"""Leads that no campaign claims."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.tally import tally
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Rows
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent

SQL = beside(__file__)


def find(evidence: Evidence) -> Finding | None:
    """Leads without a campaign of their own and in no campaign's list."""
    count, of = evidence.one(f"SELECT count(*) FROM ({SQL}) AS r"), evidence.filled("leads")
    if not count:
        return None
    rows = Rows("leads", SQL, labels("lead", "name", "source", "created_at"),
                personal=("name",))  # fmt: skip
    broken = tally(evidence, SQL, "source", say("By source"), say("Source"))
    sentence = say_many(
        "%(n)s lead belongs to no campaign (%(share)s)", "%(n)s leads belong to no campaign (%(share)s)",
        count, share=percent(count / of),
    )  # fmt: skip
    return Finding(sentence, count, of, "leads", rows=rows, breakdowns=(broken,), weight=0.5)


CHECK = Check(
    "lead_campaign",
    "capture",
    marked("Leads without a campaign"),
    marked(
        "Nobody can say which spending brought them, so the campaigns look dearer and worse than they are."
    ),
    marked(
        "Let every form and list set its campaign; add those that came by themselves to a campaign named so."
    ),
    (("leads", ""), (("leads", "campaign"), ("members", "lead"), ("members", "person"))),
    find,
    marked("Every lead belongs to a campaign."),
)
