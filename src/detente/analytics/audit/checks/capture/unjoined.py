"""What deals name that its own list doesn't hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Finding, Rows
from detente.analytics.audit.spellings import nearest
from detente.analytics.language import say

_SHOWN = 50
_MOST_NAMES = 5_000
_SQL = """
SELECT d.deal, d.name, d.owner, d."{column}" AS said, d.amount
FROM deals AS d
ANTI JOIN (
    SELECT lower(trim("{key}")) AS known FROM "{table}" UNION SELECT lower(trim(name)) FROM "{table}"
) AS k ON k.known = lower(trim(d."{column}"))
WHERE trim(d."{column}") <> ''
"""


@dataclass(frozen=True)
class Unjoined:
    """How many deals name something unknown, and what each name most likely means."""

    column: str
    sql: str
    count: int
    of: int
    named: tuple[dict[str, Any], ...]

    @property
    def worst(self) -> dict[str, Any]:
        """The name that most deals say; one whose meaning is likely goes before the others."""
        return next((one for one in self.named if one["like"]), self.named[0])

    def finding(self, sentence: str) -> Finding:
        """The finding, with the names and the deals behind it."""
        called = labels("said", "deals", "like")
        shown = labels("deal", "name", "owner", "said", "amount")
        rows = Rows("deals", self.sql, shown, personal=("owner",))
        broken = Breakdown(say("Names that are not in the list"), called, self.named[:_SHOWN])
        return Finding(sentence, self.count, self.of, "deals", rows=rows, breakdowns=(broken,), fix="normalise",
                       weight=1.5)  # fmt: skip


def unjoined(evidence: Evidence, column: str, table: str, key: str) -> Unjoined | None:
    """The deals whose `column` is neither key nor name of a row of `table`; None when all are."""
    sql = _SQL.format(column=column, table=table, key=key)
    count = evidence.one(f"SELECT count(*) FROM ({sql}) AS r")
    if not count:
        return None
    found = evidence.rows(f"SELECT trim(said) AS said, count(*) AS deals FROM ({sql}) AS r GROUP BY trim(said) "
                          f"ORDER BY deals DESC, said LIMIT {_SHOWN}")  # fmt: skip
    known = [row["name"] for row in evidence.rows(
        f'SELECT DISTINCT coalesce(name, "{key}") AS name FROM "{table}" WHERE coalesce(name, "{key}") IS NOT NULL '
        f"ORDER BY name LIMIT {_MOST_NAMES}")]  # fmt: skip
    named = tuple(row | {"like": (nearest(row["said"], known) or ("",))[0]} for row in found)
    return Unjoined(column, sql, count, evidence.filled("deals", column), named)
