"""The columns of handoffs, in the reader's language."""

from __future__ import annotations

from detente.analytics.answer import Column
from detente.analytics.language import say
from detente.analytics.reports.columns import count_column, rate_columns, stands_column


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (*_answers(), *_time(), *_back(), *_ways())


def _answers() -> tuple[Column, ...]:
    return (
        stands_column(),
        count_column("handoffs", say("Delivered"), say("leads given in the period, each time counted"), is_brief=True),
        count_column("passed", say("Passed on"), say("of them passed on within sales, not by marketing")),
        count_column("answered", say("Answered"), say("accepted or rejected")),
        count_column("accepted", say("Accepted"), say("sales took it to work it"), is_brief=True),
        count_column("rejected", say("Rejected"), say("refused before contact, with a reason"), is_brief=True),
        count_column("unanswered", say("Unanswered"), say("no answer, and its time is over"), is_brief=True),
        count_column("pending", say("Pending"), say("no answer yet, and still in time, or in the pool")),
        count_column("withdrawn", say("Withdrawn"), say("taken back or overtaken before an answer; in no rate")),
        *rate_columns("acceptance", say("Acceptance"), say("accepted of those answered"), "accepted", is_brief=True),
    )  # fmt: skip


def _time() -> tuple[Column, ...]:
    business = say("median time from assignment to the answer, in business time of the receiver's team")
    return (
        count_column("timed", say("With a due time"), say("answered, or past its due time; due times are agreed")),
        count_column("in_time", say("In time"), say("of them answered in time")),
        *rate_columns("in_time", say("In time, share"), say("answered in time of those with a due time"), "in_time",
                      is_brief=True),
        Column("answer_seconds", say("Time to answer"), "seconds",
               say("median time from assignment to the answer, by the clock; of those answered"), "answered"),
        Column("answer_business_seconds", say("Business time to answer"), "seconds", business, "answered"),
    )  # fmt: skip


def _back() -> tuple[Column, ...]:
    return (
        count_column("came_back", say("Came back"), say("to marketing: rejected, or recycled after it was accepted"),
                     is_brief=True),
        count_column("recycled", say("Recycled"), say("of them parked for later")),
        *rate_columns("back", say("Came back, share"), say("of the leads that marketing gave and sales answered"),
                      "came_back"),
        count_column("back_for_quality", say("For its quality"), say("came back for a reason that speaks of the lead"),
                     is_brief=True),
        count_column("back_for_sales", say("For the selling"), say("came back for a reason that speaks of selling")),
        count_column("back_for_unknown", say("Side unknown"), say("came back for a reason without an agreed side"),
                     is_brief=True),
        count_column("procedural", say("Procedural"), say("rejected: it should have gone another way")),
        count_column("clerical", say("Clerical"), say("rejected: something is wrong with its data")),
        count_column("definitional", say("Definitional"), say("rejected: it does not meet the criteria")),
    )  # fmt: skip


def _ways() -> tuple[Column, ...]:
    return (
        count_column("pooled", say("Pooled"), say("waited because everybody was full: a delay of capacity")),
        count_column("reassigned", say("Reassigned"), say("went to somebody else before the answer")),
        count_column("escalated", say("Escalated"), say("late, and the manager was told")),
        count_column("randomised", say("Randomised"), say("its receiver was drawn by lot, by a signed share")),
        count_column("owed", say("Answered of marketing's"), say("given by marketing and answered by sales")),
    )  # fmt: skip
