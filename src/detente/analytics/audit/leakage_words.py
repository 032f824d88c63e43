"""Values that say what happened to a record, or what somebody thought of it, after it came in.

The words are read in the values, never in a column's name: "SMS sent" and "wrong number" can't be known of a lead
that has only just arrived.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

FEWEST_SHARE = 0.6
"""From this share of a column's filled rows on its values are taken for what came after."""

_ACTS = re.compile(
    r"\b(sent|opened|clicked|bounced|(un|re)?subscribed|visited|called|contacted|replied|responded|modified|submitted"
    r"|ringing|rang|busy|switched off|no answer|un(reach|avail)able|voice ?mail|call ?back|follow(ed)?[- ]?up|had a"
    r"|converted|closed|won|lost|signed|paid|cancell?ed|rejected|approached|received|conversation|spam|hang ?up"
    r"|(wrong|invalid) number|(not|un) ?interested|interested in|already a|will revert|(dis|un)?qualified|in touch"
    r"|kontaktiert|gesendet|ge(ö|oe)ffnet|geklickt|(nicht )?erreicht|besetzt|angerufen|gewonnen|verloren|abgelehnt"
    r"|kein interesse|falsche nummer|r(ü|ue)ckruf)\b"
)
_JUDGEMENTS = re.compile(
    r"\b(potential|good|bad|hot|warm|cold|great|poor|junk|high|low|medium|other)\b.{0,6}"
    r"\b(leads?|prospects?|relevance|interest|fit|quality)\b|\bmight be\b|\bnot sure\b|^worst$"
)


def share_of_afterwards(values: Iterable[tuple[str, int]]) -> float:
    """The share of rows whose value is an act or a judgement; 0 without rows."""
    rows = after = 0
    for said, n in values:
        rows += n
        plain = " ".join(said.casefold().replace("_", " ").split())
        after += n if _ACTS.search(plain) or _JUDGEMENTS.search(plain) else 0
    return after / rows if rows else 0.0
