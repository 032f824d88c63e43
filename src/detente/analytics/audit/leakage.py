"""Columns that say the outcome of a lead or deal after the fact, found by what they hold, not by their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.leakage_measure import (
    NOTHING,
    Ints,
    Telling,
    coded,
    folds,
    is_the_outcome,
    measured,
    together,
    unseen,
)
from detente.analytics.audit.leakage_words import FEWEST_SHARE, share_of_afterwards
from detente.analytics.audit.profile import Column, columns, is_prompt, told, values

Sign = Literal["settles", "afterwards", "outcome", ""]
"""`settles`: it tells far more than one answer given at the start can. `afterwards`: its values are acts or judgements,
and tell. `outcome`: the outcome itself under another name. Blank: nothing speaks against it."""

SETTLES = 0.2
AT_LEAST = 0.15
"""A column alone that explains `SETTLES` of the outcome, and surely `AT_LEAST`, is not believed known at the start.

Measured in decision 0091: of honest columns the best explained .18, of those told afterwards the weakest .21.
"""
TELLS = 0.02
FEWEST = 30
"""Records of either outcome from which on the question is asked."""
MOST_RECORDS = 40_000

OUTCOME = {
    "leads": "CASE WHEN k.is_converted THEN 1 WHEN NOT k.is_converted THEN 0 END",
    "deals": "CASE k.status WHEN 'won' THEN 1 WHEN 'lost' THEN 0 END",
}
_BY_NATURE = {
    "leads": {"is_converted", "deal", "converted_at", "closed_at", "status", "milestone", "exit", "reason", "person",
              "account", "lead", "mql_at", "accepted_at", "worked_at", "last_worked_at", "touches", "return_on"},
    "deals": {"status", "stage", "milestone", "closed_at", "reason", "expected_on", "deal", "touches",
              "last_worked_at"},
}  # fmt: skip
"""What a record column fills by its nature only later: nobody takes it for known at the start."""
_EARNED = re.compile(
    r"\b(actual|real|reales?|r[ée]el(le)?|tats[äa]chliche[rs]?|werkelijke?|effettiv[oa])\b", re.IGNORECASE
)
"""Beside an estimate CRMs keep what came of it: nobody takes `Actual Revenue` for known at the start."""
_AT_ONCE = 12


@dataclass(frozen=True)
class Suspect:
    """A column, what it tells, why it is suspected, and the shares of won and of lost records that fill it."""

    column: Column
    telling: Telling
    sign: Sign
    filled_won: float
    filled_lost: float


@dataclass(frozen=True)
class Looked:
    """What was found in one table: its columns, and the AUC of a score with and without the suspected ones."""

    table: str
    records: int
    of: int
    seen: tuple[Suspect, ...]
    with_them: float | None
    without_them: float | None

    @property
    def suspects(self) -> tuple[Suspect, ...]:
        """Those that look filled in after the fact, the most telling first."""
        found = [one for one in self.seen if one.sign in ("settles", "afterwards")]
        return tuple(sorted(found, key=lambda one: (-one.telling.part, one.column.header)))


def _is_earned(one: Column) -> bool:
    return one.fills == "amount" and bool(_EARNED.search(one.header))


def look(evidence: Evidence, table: str) -> Looked | None:
    """Every column of a raw table against the outcome of its records; None below `FEWEST` of either outcome."""
    ended = evidence.rows(
        f'SELECT count(*) FILTER (WHERE o = 1) AS won, count(*) FILTER (WHERE o = 0) AS lost '
        f'FROM (SELECT {OUTCOME[table]} AS o FROM "{table}" AS k) AS r'
    )[0]  # fmt: skip
    asked = [one for one in columns(evidence, table)
             if one.filled and one.fills not in _BY_NATURE[table] and not _is_earned(one)]  # fmt: skip
    if min(ended["won"], ended["lost"]) < FEWEST or not asked:
        return None
    every = max(1, -(-(ended["won"] + ended["lost"]) // MOST_RECORDS))
    found: list[tuple[Suspect, Ints]] = []
    won = np.zeros(0, dtype=np.int64)
    for start in range(0, len(asked), _AT_ONCE):
        won, cells = _cells(evidence, table, asked[start : start + _AT_ONCE], every)
        kept = folds(len(won))
        found += [_suspect(evidence, one, cells[nth], won, kept)
                  for nth, one in enumerate(asked[start : start + _AT_ONCE])]  # fmt: skip
    return Looked(
        table, len(won), ended["won"] + ended["lost"], tuple(one for one, _ in found), *_scores(found, won)
    )


def _cells(evidence: Evidence, table: str, asked: list[Column], every: int) -> tuple[Ints, list[Any]]:
    """The outcome and the columns of every so-many-th record, in the same order at every call."""
    named = ", ".join(f"{told(one.header, 'r')} AS c{nth}" for nth, one in enumerate(asked))
    rows = evidence.connection.execute(
        f'SELECT {OUTCOME[table]} AS won, {named} FROM "{table}" AS k '
        f'INNER JOIN "raw_{table}" AS r ON r.file_no = k.file_no AND r.row_no = k.row_no '
        f"WHERE {OUTCOME[table]} IS NOT NULL AND hash(k.row_no) % {every:d} = 0 ORDER BY k.file_no, k.row_no"
    ).fetchall()
    won, *cells = zip(*rows, strict=True)
    return np.array(won, dtype=np.int64), cells


def _suspect(evidence: Evidence, one: Column, said: list[Any], won: Ints, kept: Ints) -> tuple[Suspect, Ints]:
    codes = coded(said)
    telling = measured(unseen(codes, won, kept), won) if codes.max() > codes.min() else NOTHING
    filled = codes > 0
    sign: Sign = "outcome" if is_the_outcome(codes, won) else _sign(evidence, one, telling)
    return Suspect(
        one, telling, sign, float(filled[won == 1].mean()), float(filled[won == 0].mean())
    ), codes  # fmt: skip


def _sign(evidence: Evidence, one: Column, telling: Telling) -> Sign:
    if telling.part >= SETTLES and telling.part_low >= AT_LEAST:
        return "settles"
    if telling.part_low < TELLS or not one.is_choice:
        return ""
    answers = [pair for pair in values(evidence, f"raw_{one.table}", one.header) if not is_prompt(pair[0])]
    return "afterwards" if share_of_afterwards(answers) >= FEWEST_SHARE else ""


def _scores(found: list[tuple[Suspect, Ints]], won: Ints) -> tuple[float | None, float | None]:
    if not any(one.sign in ("settles", "afterwards") for one, _ in found):
        return None, None
    kept = folds(len(won))
    honest = [codes for one, codes in found if not one.sign and codes.max() > codes.min()]
    every = [codes for one, codes in found if one.sign != "outcome" and codes.max() > codes.min()]
    return together(every, won, kept), together(honest, won, kept)
