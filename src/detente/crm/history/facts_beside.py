"""Kinds of events about what stands beside leads and deals: files, added fields, rates, products, blind audits."""

from __future__ import annotations

from datetime import date
from typing import Any

from detente.crm.history.fact import Fact, kind


@kind
class FileAttached(Fact):
    """A file was put beside a record: its key, kind, size and digest in `facts`, its name in the detail."""

    facts: dict[str, Any]


@kind
class FileRemoved(Fact):
    """A file was taken away from a record: its key in `facts`. The bytes stay, so that it can come back."""

    facts: dict[str, Any]


@kind
class FileRestored(Fact):
    """A file that was taken away came back: its key in `facts`."""

    facts: dict[str, Any]


@kind
class CustomFieldAdded(Fact):
    """A company added a field of its own to the records named in `facts`; its name stands in the detail."""

    code: str
    facts: dict[str, Any]


@kind
class CustomFieldChanged(Fact):
    """An added field was renamed, moved, archived or got other choices; `facts` say what, the detail how it was."""

    code: str
    facts: dict[str, Any]


@kind
class RatesSet(Fact):
    """Rates became known: how many, of which currencies and from which to which day, in `facts`."""

    facts: dict[str, Any]


@kind
class TeamCostSet(Fact):
    """What an hour of a team (`code`) costs from `day` on; `facts` say what stood there before, if anything did."""

    code: str
    amount_minor: int
    currency: str
    day: date
    facts: dict[str, Any] | None = None


@kind
class TeamCostRemoved(Fact):
    """A cost of an hour of a team (`code`) was taken away: the one from `day` on, which had been so much."""

    code: str
    amount_minor: int
    currency: str
    day: date


@kind
class BaseFilled(Fact):
    """An amount that had no rate when it was frozen got one: its base amount is known from now on.

    `code` says of what: deal or cost.
    """

    code: str
    base_minor: int
    facts: dict[str, Any]


@kind
class ProductAdded(Fact):
    """Something new is sold; its key stands in `facts`."""

    facts: dict[str, Any]


@kind
class ProductChanged(Fact):
    """Fields of a product changed; its key and the names in `facts`, values before in the detail."""

    facts: dict[str, Any]


@kind
class BlindAuditStarted(Fact):
    """Leads were drawn for a blind audit: its key, period, seed, judges and how many of which stratum in `facts`."""

    facts: dict[str, Any]


@kind
class BlindAuditEnded(Fact):
    """A blind audit ended: `code` is done when both judges finished, closed when somebody ended it before."""

    code: str
    facts: dict[str, Any]


@kind
class Judged(Fact):
    """What a judge of a blind audit thought of the lead (`code`: good, poor, unsure), told once the audit has ended.

    `at` is when the opinion was given; `facts` name the audit.
    """

    code: str
    facts: dict[str, Any]
