"""Products of deals that are not in the list of products."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.unjoined import unjoined
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Check, Finding
from detente.analytics.language import marked, say


def find(evidence: Evidence) -> Finding | None:
    """Deals whose product is named otherwise than in the list, with the name it most likely means."""
    found = unjoined(evidence, "product", "products", "product")
    if found is None:
        return None
    first = found.worst
    sentence = (
        say("%(n)s deals name a product that is not in the list: “%(said)s” most likely is “%(like)s”",
            n=found.count, said=first["said"], like=first["like"])
        if first["like"] else
        say("%(n)s deals name a product that is not in the list, like “%(said)s”", n=found.count, said=first["said"])
    )  # fmt: skip
    return found.finding(sentence)


CHECK = Check(
    "unjoined_products",
    "capture",
    marked("Products that don't join"),
    marked("Deals under a name that the price list doesn't know drop out of every figure by product."),
    marked("Correct the name in the CRM, and let people choose products from the list."),
    (("deals", "product"), ("products", "")),
    find,
    marked("Every product of a deal is in the list of products."),
)
