"""Sources, fit grades and reps as small whole numbers; the rare ones share one."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

MOST = {"source": 12, "fit": 5, "rep": 150}
"""More than these are pooled: the largest keep a code of their own."""

FEWEST = {"source": 20, "fit": 20, "rep": 30}
"""Leads of both periods below which a value is pooled with the other rare ones."""


@dataclass(frozen=True)
class Codes:
    """`sources[i]` is the name of source i, and so on; None where several rare ones are pooled."""

    sources: tuple[str | None, ...]
    fits: tuple[str | None, ...]
    reps: tuple[str | None, ...]
    pooled_reps: int

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Numbers of sources, fit grades and reps, as the models see them."""
        return len(self.sources), len(self.fits), len(self.reps)


def code_values(cursor: duckdb.DuckDBPyConnection, has_sellers: bool) -> Codes:
    """Make `verdict_codes` (kind, name, code). Rep 0 stands for those without a rep and for rare reps.

    With sellers of their own a lead counts for who was given it first, and an SQL for its seller, too.
    """
    cursor.execute("CREATE OR REPLACE TEMP TABLE verdict_codes (kind VARCHAR, name VARCHAR, code INTEGER)")
    found: dict[str, tuple[str | None, ...]] = {}
    pooled = 0
    for kind, column in (("source", "source"), ("fit", "fit"), ("rep", "rep_id")):
        sellers = " UNION ALL SELECT seller_id FROM verdict_leads WHERE seller_id IS NOT NULL"
        rows = cursor.execute(
            f"SELECT coalesce(CAST({column} AS VARCHAR), '') AS name, count(*) AS n"
            f" FROM (SELECT {column} FROM verdict_leads{sellers if kind == 'rep' and has_sellers else ''})"
            " GROUP BY ALL ORDER BY n DESC, name"
        ).fetchall()
        names, coded = _coded(kind, rows)
        found[kind] = names
        if kind == "rep":
            pooled = sum(1 for name, code in coded if code == 0 and name)
        if coded:
            cursor.executemany(
                "INSERT INTO verdict_codes VALUES (?, ?, ?)", [[kind, *pair] for pair in coded]
            )
    return Codes(found["source"], found["fit"], found["rep"], pooled)


def _coded(kind: str, rows: list[tuple[str, int]]) -> tuple[tuple[str | None, ...], list[tuple[str, int]]]:
    own = [name for name, n in rows if n >= FEWEST[kind] and (name or kind != "rep")][: MOST[kind]]
    rare = [name for name, _ in rows if name not in own]
    first = [None] if rare or kind == "rep" or not own else []
    names: tuple[str | None, ...] = (*first, *own)
    shift = len(first)
    return names, [(name, 0) for name in rare] + [(name, i + shift) for i, name in enumerate(own)]
