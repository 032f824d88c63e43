"""What a stated reason speaks for: the lead's quality, its data, the selling, or nothing that is known.

The one source of it, for the verdict and for late discovery, in Python and in SQL.
"""

from __future__ import annotations

import re

_DATA = (
    r"bad.?data|wrong.?(number|person|contact|e?mail)|invalid|bounce|duplicate|spam|fake|test|unsubscrib"
    r"|no.?contact.?data|already.?customer"
)
_QUALITY = (
    r"no.?need|no.?budget|budget|wrong.?fit|no.?fit|not?.a?.?fit|bad.?fit|poor.?fit|misfit|too.?small|too.?big|student"
    r"|job.?seeker|intern$|no.?authority|not.?qualified|unqualified|junk|out.?of.?(territory|region|scope)|no.?project"
    r"|no.?interest|bad.?lead|low.?quality|no.?decision.?maker|not?.decision.?maker|criteria.?not.?met|company.?size"
    r"|wrong.?(industry|size|country|market|territory)|^industry|private|vendor"
)
_SALES = (
    r"competit|(went|gone).?(dark|silent|quiet|cold)|ghost|unresponsive|no.?response|lost.?contact|too.?slow|slow|"
    r"follow.?up|relationship|pitch|demo|execution|sales|capacity|no.?time"
)
_WORDS = (("data", _DATA), ("quality", _QUALITY), ("sales", _SALES))


def side_of(reason: str) -> str:
    """The side of a reason code when no agreement says so: data, quality, sales or missing.

    Price, timing and no decision stay missing until both teams have signed a meaning.
    """
    text = reason.lower()
    return next((side for side, pattern in _WORDS if re.search(pattern, text)), "missing")


def sides(leads: str = "leads", deals: str = "deals", reasons: str = "reasons") -> str:
    """A SELECT of exit, reason and side for every stated reason: as the latest agreement says of that exit, else of the
    reason anywhere, else by the words of its code. One mapping for all leads, whenever they arrived: two periods are
    read by one agreement.
    """
    return _SELECT.format(leads=leads, deals=deals, reasons=reasons, words=_words("g.reason"))


def _words(column: str) -> str:
    cases = " ".join(
        f"WHEN regexp_matches(lower({column}), '{pattern}') THEN '{side}'" for side, pattern in _WORDS
    )
    return f"CASE {cases} ELSE 'missing' END"


_SELECT = """
SELECT s.exit, s.reason,
    CASE WHEN coalesce(s.agreed, s.elsewhere) IS NULL THEN s.words
        WHEN coalesce(s.agreed, s.elsewhere) = 'quality' THEN CASE WHEN s.words = 'data' THEN 'data' ELSE 'quality' END
        WHEN coalesce(s.agreed, s.elsewhere) = 'sales' THEN 'sales'
        ELSE 'missing' END AS side
FROM (
    SELECT e.exit, g.reason, {words} AS words,
        (
            SELECT max(a.side) FROM {reasons} AS a
            WHERE a.exit = e.exit AND a.reason = g.reason AND a.side IS NOT NULL AND a.playbook = (
                SELECT max(b.playbook) FROM {reasons} AS b
                WHERE b.exit = e.exit AND b.reason = g.reason AND b.side IS NOT NULL
            )
        ) AS agreed,
        (
            SELECT min(n.side) FROM (
                SELECT a.side, a.reason,
                    row_number() OVER (PARTITION BY a.reason ORDER BY a.playbook DESC, a.exit) AS nth
                FROM {reasons} AS a WHERE a.side IS NOT NULL
            ) AS n WHERE n.reason = g.reason AND n.nth = 1
        ) AS elsewhere
    FROM (
        SELECT l.exit_reason AS reason FROM {leads} AS l WHERE l.exit_reason IS NOT NULL
        UNION
        SELECT d.reason FROM {deals} AS d WHERE d.status = 'lost' AND d.reason IS NOT NULL
    ) AS g
    CROSS JOIN (
        SELECT 'rejected' AS exit UNION ALL SELECT 'disqualified' UNION ALL SELECT 'unreached'
        UNION ALL SELECT 'recycled' UNION ALL SELECT 'joined' UNION ALL SELECT 'lost'
    ) AS e
) AS s
"""
