"""The columns of sla, in the reader's language."""

from __future__ import annotations

from detente.analytics.answer import Column
from detente.analytics.language import say
from detente.analytics.reports.columns import count_column, rate_columns


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (
        Column("what", say("Promise"), "text", say("what one team promised the other"), is_brief=True,
               is_of_words=True),
        Column("team", say("Team"), "text", say("whose promise it is"), is_brief=True, is_of_words=True),
        Column("promise", say("Code"), "text", say("the promise's code")),
        Column("promised", say("Promised"), "number",
               say("leads promised for the days of the period that have come"), is_brief=True),
        Column("whole", say("Promised in all"), "number", say("leads promised for the whole period")),
        Column("promised_rate", say("Promised share"), "rate",
               say("share of the cases that was promised; sales promises all"), is_brief=True),
        count_column("leads", say("Cases"), say("leads that the promise is about, in the period"), is_brief=True),
        count_column("judged", say("Judged"), say("kept or broken; the others are not due yet")),
        count_column("kept", say("Kept"), say("leads brought, accepted, or treated as promised"), is_brief=True),
        count_column("broken", say("Broken"), say("rejected, late, or given up too soon")),
        count_column("pending", say("Pending"), say("not answered yet, and not late")),
        *rate_columns("kept", say("Kept, share"), say("kept of those judged; blank for a number of leads"), "kept"),
        *rate_columns("fulfilled", say("Of the promise"), say("kept as a share of what was promised, 100 %% is all"),
                      "kept", is_brief=True),
        Column("elapsed", say("Elapsed"), "rate", say("share of the period's days that have come")),
    )  # fmt: skip
