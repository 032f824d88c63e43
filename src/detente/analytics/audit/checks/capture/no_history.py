"""Field history that was not switched on, or not exported."""

from __future__ import annotations

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding, Skipped
from detente.analytics.language import marked, say

_SYSTEMS = {"salesforce": "Salesforce", "hubspot": "HubSpot"}
FEWEST = 30
_KEPT_IN = "SELECT DISTINCT system FROM files WHERE object IN ('leads', 'people', 'accounts', 'deals')"
_TODO = {
    "salesforce": marked("In Salesforce's Setup switch on field history tracking for Lead status and owner, and for "
                         "Opportunity stage, amount and close date; export LeadHistory and OpportunityFieldHistory "
                         "with the rest."),
    "hubspot": marked("In HubSpot export the property history of lifecycle stage, lead status, owner, deal stage, "
                      "amount and close date with the rest."),
}  # fmt: skip


def find(evidence: Evidence) -> Finding | Skipped | None:
    """Records of a CRM that can keep the history of their fields, exported without it."""
    if evidence.filled("changes"):
        return None
    systems = {row["system"] for row in evidence.rows(_KEPT_IN)}
    known = next((one for one in _SYSTEMS if systems == {one}), None)
    if known is None:
        return Skipped(say("The export holds no history of its fields; with one, times in stage, bouncing between "
                           "owners and fields filled in afterwards could be told."))  # fmt: skip
    count = evidence.filled("leads") + evidence.filled("deals")
    if count < FEWEST:
        return Skipped(say("A history is missed from %(n)s records on.", n=FEWEST))
    sentence = say(
        "No history of fields came with the %(system)s export: how long %(n)s leads and deals stood in a stage, and "
        "who passed them to whom, can't be told", system=_SYSTEMS[known], n=count,
    )  # fmt: skip
    return Finding(sentence, count, count, say("records"), todo=say(_TODO[known]), weight=0.02)


CHECK = Check(
    "no_history",
    "capture",
    marked("History not switched on"),
    marked("Without it nobody can see what changed, when, and who changed it: definitions, stages and owners move "
           "unseen."),
    marked("Switch on the history of status, stage, owner, amount and close date today: it can't be had afterwards."),
    ((("leads", ""), ("deals", "")),),
    find,
    marked("The history of the fields is there."),
)  # fmt: skip
