"""The columns of lead quality, in the reader's language."""

from __future__ import annotations

from detente.analytics.answer import Column
from detente.analytics.language import say
from detente.analytics.reports.columns import count_column, rate_columns, stands_column
from detente.analytics.stats.intervals import FEWEST


def _money(name: str, label: str, meaning: str, opens: str, *, is_brief: bool = False) -> Column:
    return Column(f"{name}_minor", label, "money", meaning, opens, is_brief)


def _how_far() -> tuple[Column, ...]:
    """How far the leads come."""
    return (
        stands_column(),
        count_column(
            "leads",
            say("Leads"),
            say("leads that arrived in the period; a recycled one that came back counts once"),
            is_brief=True,
        ),
        count_column("mql", say("MQL"), say("reached MQL or any later milestone")),
        *rate_columns("mql", say("MQL rate"), say("MQL of all leads"), "mql"),
        count_column("answered", say("Answered by sales"), say("accepted, or rejected before contact")),
        count_column("sal", say("Accepted"), say("reached SAL or any later milestone")),
        *rate_columns(
            "acceptance",
            say("Acceptance"),
            say("accepted of those that sales answered"),
            "sal",
            is_brief=True,
        ),
        count_column("sql", say("SQL"), say("reached SQL or any later milestone")),
        *rate_columns("sql", say("SQL rate"), say("SQL of all leads"), "sql"),
        count_column("won", say("Won"), say("won, and the win holds"), is_brief=True),
        *rate_columns("won", say("Won rate"), say("won of all leads"), "won", is_brief=True),
    )


def _worth() -> tuple[Column, ...]:
    """What they are worth, and what they cost."""
    return (
        _money(
            "value",
            say("Won value"),
            say(
                "value of the won deals in the organisation's currency, at the rates of their days; "
                "blank where wins carry no value"
            ),
            "won",
            is_brief=True,
        ),
        _money(
            "cost",
            say("Cost"),
            say("recorded cost of these leads (see costs); blank where none is recorded, never 0"),
            "costed",
            is_brief=True,
        ),
        _money(
            "cost_per_lead",
            say("Cost per lead"),
            say("cost for each lead that a cost is recorded for"),
            "costed",
        ),
        _money(
            "cost_per_accepted",
            say("Cost per accepted"),
            say("the same leads: cost for each that sales accepted"),
            "costed_sal",
        ),
        _money(
            "cost_per_qualified",
            say("Cost per qualified"),
            say("the same leads: cost for each that reached SQL"),
            "costed_sql",
        ),
    )


def _cost_of_wins() -> tuple[Column, ...]:
    """What a win costs."""
    return (
        _money(
            "cost_per_won",
            say("Cost per won"),
            say("the same leads: cost for each that was won"),
            "costed_won",
            is_brief=True,
        ),
        _money(
            "cost_per_won_low",
            say("Cost per won, low"),
            say("lower end of its 95 %% interval: the cost is known, the share won has Wilson's interval"),
            "costed_won",
        ),
        _money("cost_per_won_high", say("Cost per won, high"), say("upper end of the same"), "costed_won"),
        count_column("costed", say("Leads with cost"), say("leads that a cost is recorded for")),
        count_column("costed_sal", say("Accepted with cost"), say("of them accepted by sales")),
        count_column("costed_sql", say("SQL with cost"), say("of them SQL")),
        count_column("costed_won", say("Won with cost"), say("of them won")),
    )


def _defects() -> tuple[Column, ...]:
    """What is wrong with their data."""
    return (
        count_column(
            "defective", say("With bad data"), say("something is wrong with the data, and was not mended")
        ),
        *rate_columns(
            "defective", say("Bad data"), say("with bad data, of all leads"), "defective", is_brief=True
        ),
        count_column("email_invalid", say("Invalid e-mail"), say("the e-mail address cannot exist")),
        count_column("phone_invalid", say("Invalid phone"), say("the telephone number cannot exist")),
        count_column("bounced", say("Bounced"), say("mail came back")),
        count_column("wrong_number", say("Wrong number"), say("somebody else answered")),
        count_column("left_company", say("Left the company"), say("the person works elsewhere")),
        count_column("duplicate", say("Duplicate"), say("already known")),
        count_column("other_defect", say("Other defects"), say("any other kind")),
    )


def _time() -> tuple[Column, ...]:
    """How long wins take, and how old the leads are."""
    return (
        Column(
            "won_days",
            say("Days to won"),
            "days",
            say(
                "median days from arrival to the win of those that are won, leads still waiting "
                "weighed in (Kaplan-Meier); blank on fewer than %(few)s wins",
                few=FEWEST,
            ),
            "won",
            is_brief=True,
        ),
        Column(
            "won_days_low", say("Days to won, low"), "days", say("lower end of its 95 %% interval"), "won"
        ),
        Column(
            "won_days_high", say("Days to won, high"), "days", say("upper end of its 95 %% interval"), "won"
        ),
        Column(
            "developed",
            say("Developed"),
            "rate",
            say("share of the leads that are old enough to be judged"),
            "mature",
        ),
        count_column("mature", say("Old enough"), say("arrived long enough ago to be judged")),
        count_column("immature", say("Immature"), say("open and too young to be judged")),
        count_column(
            "truncated", say("Truncated"), say("arrived before wins were recorded, so wins may be missing")
        ),
    )


def _comparison() -> tuple[Column, ...]:
    """What groups are compared on, and what is odd."""
    return (
        count_column(
            "judged",
            say("Compared"),
            say("old enough and arrived since wins are recorded: what groups are compared on"),
        ),
        count_column("judged_sql", say("SQL, compared"), say("SQL, of those that groups are compared on")),
        count_column("judged_won", say("Won, compared"), say("won, of those that groups are compared on")),
        *rate_columns(
            "judged",
            say("Won rate, compared"),
            say("won, of those that groups are compared on"),
            "judged_won",
        ),
        count_column(
            "judged_defective",
            say("Bad data, compared"),
            say("with bad data, of those that groups are compared on"),
        ),
        count_column(
            "won_without_value", say("Won without value"), say("no won deal with a known value belongs to it")
        ),
        count_column(
            "won_before_arrival", say("Won before arrival"), say("the win is dated before the lead: an error")
        ),
        count_column("returned", say("Returned"), say("came back after recycling, and count once")),
    )


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (*_how_far(), *_worth(), *_cost_of_wins(), *_defects(), *_time(), *_comparison())
