"""What a stated reason speaks for: the lead's quality, its data, the selling, or nothing that is known."""

from __future__ import annotations

import re

import duckdb

_DATA = r"bad.?data|wrong.?(number|person|contact|e?mail)|invalid|bounce|duplicate|spam|fake|test|unsubscrib"
_QUALITY = (
    r"no.?need|no.?budget|budget|wrong.?fit|no.?fit|not?.a?.?fit|bad.?fit|poor.?fit|misfit|too.?small|too.?big|student"
    r"|job.?seeker|no.?authority|not.?qualified|unqualified|junk|out.?of.?(territory|region|scope)|no.?project"
    r"|no.?interest|bad.?lead|low.?quality|not?.decision.?maker|wrong.?(industry|size|country|market)|private|vendor"
)
_SALES = (
    r"competit|went.?dark|gone.?(dark|silent|quiet)|ghost|unresponsive|no.?response|lost.?contact|too.?slow|slow|"
    r"follow.?up|relationship|pitch|demo|execution|sales|capacity|no.?time"
)


def side_of(reason: str) -> str:
    """The side of a reason code when no agreement says so: data, quality, sales or missing.

    Price, timing and no decision stay missing until both teams have signed a meaning.
    """
    text = reason.lower()
    for side, pattern in (("data", _DATA), ("quality", _QUALITY), ("sales", _SALES)):
        if re.search(pattern, text):
            return side
    return "missing"


def sides_of(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make `verdict_sides`: exit, reason, side; as the latest agreement says, else by the words of the code."""
    agreed = cursor.execute("""
        SELECT exit, reason, arg_max(side, playbook) FROM main.reasons WHERE side IS NOT NULL GROUP BY exit, reason
    """).fetchall()
    by_exit = {(exit_, reason): side for exit_, reason, side in agreed}
    by_reason = {reason: side for _, reason, side in agreed}
    stated = cursor.execute("""
        SELECT DISTINCT exit, exit_reason FROM main.leads WHERE exit IS NOT NULL AND exit_reason IS NOT NULL
        UNION SELECT 'lost', reason FROM main.deals WHERE status = 'lost' AND reason IS NOT NULL
    """).fetchall()
    cursor.execute("CREATE OR REPLACE TEMP TABLE verdict_sides (exit VARCHAR, reason VARCHAR, side VARCHAR)")
    rows = [[exit_, reason, _side(by_exit.get((exit_, reason), by_reason.get(reason)), reason)]
            for exit_, reason in stated]  # fmt: skip
    if rows:
        cursor.executemany("INSERT INTO verdict_sides VALUES (?, ?, ?)", rows)


def _side(agreed: str | None, reason: str) -> str:
    guessed = side_of(reason)
    if agreed is None:
        return guessed
    if agreed == "quality":
        return "data" if guessed == "data" else "quality"
    return agreed if agreed == "sales" else "missing"
