"""Companies of deals that are not in the list of companies."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.unjoined import unjoined
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import percent


def find(evidence: Evidence) -> Finding | None:
    """Deals whose company is not in the list, with the one it most likely means; blank ones are another check's."""
    found = unjoined(evidence, "account", "accounts", "account")
    if found is None:
        return None
    hint = say(": “%(said)s” most likely is “%(like)s”", **found.worst) if found.worst["like"] else ""
    return found.finding(
        say_many("%(n)s deal (%(share)s) names a company that is not in the list",
                 "%(n)s deals (%(share)s) name a company that is not in the list", found.count,
                 share=percent(found.count / found.of)) + hint
    )  # fmt: skip


CHECK = Check(
    "unjoined_accounts",
    "capture",
    marked("Companies that don't join"),
    marked(
        "A deal that belongs to no known company can't be told by industry, size or what was sold there before."
    ),
    marked("Correct the names, or export the companies that are missing."),
    (("deals", "account"), ("accounts", "")),
    find,
    marked("Every company of a deal is in the list of companies."),
)
