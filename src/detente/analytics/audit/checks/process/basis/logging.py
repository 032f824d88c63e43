"""How well work is written down: of records that were surely worked, how many show any sign of it.

Without it an absence of work can't be told from an absence of notes.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.analytics.audit.evidence import Evidence
from detente.analytics.language import say
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import percent

TELLS, TELLS_TIMES, TELLS_NOTHING = 0.8, 0.5, 0.2
"""Judgement: from 80 % on an absence counts, from 50 % on the time of the first work; below 20 % it says nothing."""


@dataclass(frozen=True)
class Logged:
    """Of `of` records that were surely worked, `count` show it."""

    count: int
    of: int
    anywhere: int
    """Records with any sign of work, surely worked or not."""

    @property
    def share(self) -> float | None:
        """None on too few records."""
        return self.count / self.of if self.of >= FEWEST else None

    @property
    def is_sure(self) -> bool:
        """Whether a record without a sign of work was not worked."""
        return self.share is not None and self.share >= TELLS

    @property
    def is_silent(self) -> bool:
        """Whether a record without a sign of work says nothing; so it does where hardly any shows one."""
        return self.anywhere < FEWEST if self.share is None else self.share < TELLS_NOTHING

    @property
    def tells_times(self) -> bool:
        """Whether the first work that is written down can be taken for the first."""
        return not self.is_silent and (self.share is None or self.share >= TELLS_TIMES)

    def caution(self) -> str:
        """What a reader must know who sees records without work; empty where the log is good or can't be judged."""
        if self.share is None or self.is_sure:
            return ""
        return say(
            "Of %(of)s records that were surely worked, only %(share)s show it: some of these were worked too, "
            "without a note.",
            of=self.of, share=percent(self.share),
        )  # fmt: skip

    def refusal(self) -> str:
        """Why nothing is said at all."""
        if self.share is None:
            return say(
                "Only %(n)s records show any work: the export's activities do not lead to them.",
                n=self.anywhere,
            )
        return say(
            "Too little work is written down: of %(of)s records that were surely worked, %(count)s show any. Log calls "
            "and mails on the record for a month, then ask again.",
            of=self.of, count=self.count,
        )  # fmt: skip


def of_leads(evidence: Evidence) -> Logged:
    """Leads that were converted or accepted, or whose status says that somebody worked them."""
    return _logged(evidence, "lead_state", "says_worked")


def of_deals(evidence: Evidence) -> Logged:
    """Deals that were won."""
    return _logged(evidence, "deal_state", "is_won")


def _logged(evidence: Evidence, table: str, surely: str) -> Logged:
    row = evidence.rows(
        f"SELECT count(*) FILTER ({surely}) AS n, count(*) FILTER ({surely} AND is_touched) AS logged, "
        f"count(*) FILTER (is_touched) AS anywhere FROM {table}"
    )[0]
    return Logged(row["logged"], row["n"], row["anywhere"])
