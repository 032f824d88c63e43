"""The columns of stages, in the reader's language."""

from __future__ import annotations

from dataclasses import replace

from detente.analytics.answer import Column
from detente.analytics.language import say
from detente.analytics.reports.columns import count_column, rate_columns, stands_column


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (*_stage(), *_time(), *_went(), *_fell(), *_more())


def _stage() -> tuple[Column, ...]:
    return (
        Column("name", say("Stage"), "text", say("name of the stage"), is_brief=True, is_of_words=True),
        Column("stage", say("Code"), "text", say("code of the stage in the playbook")),
        Column("milestone", say("Milestone"), "text", say("milestone of the stage")),
        Column("phase", say("Early or late"), "text", say("early: before SQL; late: from SQL on"), is_of_words=True),
        replace(stands_column(), is_brief=False),
        count_column("leads", say("Entered"), say("leads of the period that ever stood there"), is_brief=True),
    )  # fmt: skip


def _time() -> tuple[Column, ...]:
    half = say(
        "days in which half had left the stage; who stands there still is weighed in; blank where fewer left"
    )
    most = say("days in which nine of ten had left the stage; blank where fewer left")
    return (
        *_days("stay", say("Days in stage"), half, is_brief=True),
        *_days("stay_p90", say("Days, 90 %%"), most, is_brief=True),
        Column("expected_days", say("Expected days"), "days",
               say("days that the playbook expects; blank where nothing is agreed, or versions differ"), is_brief=True),
        count_column("due", say("With an expectation"), say("left it, or stand there longer than expected")),
        count_column("over", say("Longer than expected"), say("stood there longer than their playbook expects")),
        *rate_columns("over", say("Longer, share"), say("longer than expected, of those with an expectation"), "over"),
        count_column("over_now", say("Overdue now"), say("stand there now, longer than expected")),
    )  # fmt: skip


def _days(name: str, label: str, meaning: str, *, is_brief: bool = False) -> tuple[Column, ...]:
    low, high = say("lower end of its 95 %% interval"), say("upper end of its 95 %% interval")
    return (
        Column(f"{name}_days", label, "days", meaning, "leads", is_brief),
        Column(f"{name}_days_low", say("%(label)s, low", label=label), "days", low, "leads", is_brief),
        Column(f"{name}_days_high", say("%(label)s, high", label=label), "days", high, "leads", is_brief),
    )


def _went() -> tuple[Column, ...]:
    return (
        count_column("onward", say("Went on"), say("left it for another stage of this or a later milestone, or won"),
                     is_brief=True),
        count_column("still", say("Still there"), say("stand there now"), is_brief=True),
        count_column("back", say("Went back"), say("left it for an earlier milestone, or ended and came back")),
        count_column("ended", say("Ended"), say("ended from there and did not come back"), is_brief=True),
        count_column("rejected", say("Rejected"), say("refused by sales before contact")),
        count_column("disqualified", say("Disqualified"), say("ended after contact, with a reason")),
        count_column("unreached", say("Unreached"), say("the playbook's attempts used, no conversation")),
        count_column("recycled", say("Recycled"), say("not now, and not come back yet")),
        count_column("lost", say("Lost"), say("the deal was lost")),
        count_column("joined", say("Joined"), say("another lead carries the deal; neither an end nor a move on")),
    )  # fmt: skip


def _fell() -> tuple[Column, ...]:
    return (
        count_column("mature", say("Old enough"), say("arrived long enough ago to be judged, without joined ones")),
        count_column("mature_ended", say("Ended, old enough"), say("ended from there, of those old enough")),
        *rate_columns("ended", say("Fall-off"), say("ended from there, of those old enough to be judged"),
                      "mature_ended", is_brief=True),
        count_column("young", say("Young"), say("too young to be judged; in no fall-off")),
        count_column("young_ended", say("Ended, young"), say("ended from there already, of the young ones")),
    )  # fmt: skip


def _more() -> tuple[Column, ...]:
    return (
        count_column("stood_last", say("Last stage"), say("stand there, or stood there last; without joined ones")),
        count_column("mature_last", say("Last stage, old enough"), say("of them old enough to be judged")),
        count_column("moved_back", say("Moved back"), say("moved from there to an earlier milestone at least once")),
        count_column("revisited", say("Came again"), say("stood there more than once; all its days count")),
        count_column("untimed", say("Untimed"), say("left it on a day that nobody knows; in no time")),
    )  # fmt: skip
