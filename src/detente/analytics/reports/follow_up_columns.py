"""The columns of follow_up, in the reader's language."""

from __future__ import annotations

from detente.analytics.answer import Column
from detente.analytics.language import say
from detente.analytics.reports.columns import count_column, rate_columns, stands_column

SPEEDS = ("speed", "speed_business", "response", "response_business")
"""From the buyer's action, or from assignment, to the first attempt; by the clock, or in business time."""


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (*_worked(), *_speeds(), *_sla(), *_tries(), *_gone(), *_delays())


def _worked() -> tuple[Column, ...]:
    return (
        stands_column(),
        count_column("leads", say("To work"), say("leads that sales was to work whose buyer acted in the period"),
                     is_brief=True),
        count_column("tried", say("Tried"), say("a human tried to reach them since"), is_brief=True),
        count_column("untried", say("Not yet tried"), say("nobody tried, and sales did not refuse them")),
        count_column("unworked", say("Unworked"), say("not tried within seven days or more"), is_brief=True),
        count_column("waiting", say("Waiting"), say("not yet tried, and younger than seven days")),
        count_column("refused", say("Refused untried"), say("rejected before contact, or joined to another lead")),
        count_column("due", say("Seven days old"), say("the buyer acted seven days ago or more; without refused ones")),
        count_column("due_tried", say("Tried of them"), say("tried, of those seven days old")),
        *rate_columns("worked", say("Tried, share"), say("tried, of those seven days old"), "due_tried"),
    )  # fmt: skip


def _speeds() -> tuple[Column, ...]:
    return (
        *_speed("speed", say("Speed to lead"), say("from the buyer's action to the first attempt, by the clock"),
                is_brief=True),
        *_speed("speed_business", say("Speed to lead (business)"),
                say("from the buyer's action to the first attempt, in business time of the rep's team")),
        *_speed("response", say("Response"), say("from assignment to the first attempt, by the clock")),
        *_speed("response_business", say("Response (business)"),
                say("from assignment to the first attempt, in business time of the rep's team"), is_brief=True),
    )  # fmt: skip


def _speed(name: str, label: str, meaning: str, *, is_brief: bool = False) -> tuple[Column, ...]:
    """The median, the ends of its interval, and the 90th percentile."""
    median = say("median time %(meaning)s; leads that wait still are weighed in; blank where half wait still",
                 meaning=meaning)  # fmt: skip
    most = say(
        "time %(meaning)s within which nine of ten were tried; blank where fewer were", meaning=meaning
    )
    return (
        Column(name, label, "seconds", median, "leads", is_brief),
        Column(f"{name}_low", say("%(label)s, low", label=label), "seconds", say("lower end of its 95 %% interval"),
               "leads", is_brief),
        Column(f"{name}_high", say("%(label)s, high", label=label), "seconds", say("upper end of its 95 %% interval"),
               "leads", is_brief),
        Column(f"{name}_p90", say("%(label)s, 9 of 10", label=label), "seconds", most, "leads"),
    )  # fmt: skip


def _sla() -> tuple[Column, ...]:
    return (
        count_column("sla", say("With an SLA"), say("handed over with an agreed time for the first attempt, tried or "
                                                    "past it")),
        count_column("in_sla", say("Within SLA"), say("first tried within that time")),
        *rate_columns("sla", say("In SLA"), say("first tried within the agreed time"), "in_sla",
                      is_brief=True),
        count_column("answerable", say("Assigned"), say("assigned to somebody, and tried or a day old")),
        count_column("prompt", say("Within an hour"), say("first tried within an hour of assignment, business time "
                                                          "where it is known")),
        *rate_columns("prompt", say("In an hour"), say("of those assigned"), "prompt", is_brief=True),
    )  # fmt: skip


def _tries() -> tuple[Column, ...]:
    return (
        Column("attempts", say("Attempts"), "count", say("attempts of humans to reach these leads")),
        Column("attempts_each", say("Attempts per lead"), "number", say("attempts for each lead that was tried"),
               "tried", is_brief=True),
        count_column("reached", say("Reached"), say("a conversation took place")),
        *rate_columns("reached", say("Reached, share"), say("of those tried"), "reached"),
        count_column("multichannel", say("Two channels"), say("tried through two channels or more")),
        *rate_columns("multichannel", say("Two channels, share"), say("of those tried"), "multichannel"),
        count_column("by_call", say("By call"), say("tried by call")),
        count_column("by_mail", say("By mail"), say("tried by mail; automated mail is no attempt")),
        count_column("by_meeting", say("By meeting"), say("tried by a meeting")),
        count_column("by_social", say("By social"), say("tried in a social network")),
        count_column("by_text", say("By text"), say("tried by text message")),
    )  # fmt: skip


def _gone() -> tuple[Column, ...]:
    return (
        count_column("given_up", say("Given up"), say("tried without a conversation, and then unreached, recycled "
                                                      "or left for fourteen days")),
        count_column("left_open", say("Left open"), say("of them still open: nobody tried for fourteen days")),
        count_column("given_up_1", say("After 1"), say("given up after one attempt")),
        count_column("given_up_2", say("After 2"), say("given up after two attempts")),
        count_column("given_up_3", say("After 3"), say("given up after three attempts")),
        count_column("given_up_4", say("After 4 or 5"), say("given up after four or five attempts")),
        count_column("given_up_6", say("After 6 or more"), say("given up after six attempts or more")),
    )  # fmt: skip


def _delays() -> tuple[Column, ...]:
    return (
        count_column("delayed", say("With parts of delay"), say("tried, and when they were given is known")),
        Column("system_seconds", say("Delay of the system"), "seconds",
               say("mean time from the buyer's action until the lead was given: scoring and routing"), "delayed"),
        Column("capacity_seconds", say("Delay of capacity"), "seconds",
               say("mean time in the pool, because everybody was full"), "pooled"),
        Column("human_seconds", say("Delay of people"), "seconds",
               say("mean time from then to the first attempt, less the pool; reassignment does not reset it"),
               "delayed"),
        count_column("pooled", say("Pooled"), say("waited because everybody was full")),
    )  # fmt: skip
