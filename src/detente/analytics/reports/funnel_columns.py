"""The columns of the funnel, and a counted row made whole."""

from __future__ import annotations

from detente.analytics.answer import Column, Row
from detente.analytics.language import say
from detente.analytics.reports.columns import count_column, rate_column
from detente.analytics.stats.intervals import rate, wilson

_STEPS = (("mql", "inquiry"), ("sal", "mql"), ("sql", "sal"), ("proposal", "sql"))


def _days(name: str, label: str, meaning: str, opens: str, *, is_brief: bool = False) -> Column:
    meaning = say("%(meaning)s, of the leads where both are dated", meaning=meaning)
    return Column(name, label, "days", meaning, opens, is_brief)


def _reached() -> tuple[Column, ...]:
    """How far the leads came."""
    return (
        count_column(
            "leads",
            say("Leads"),
            say("leads that arrived in the period; a recycled one that came back counts once"),
            is_brief=True,
        ),
        count_column("inquiry", say("Inquiry"), say("reached inquiry: gave contact data or responded")),
        count_column("mql", say("MQL"), say("reached MQL or any later milestone"), is_brief=True),
        rate_column("mql_rate", say("MQL rate"), say("MQL of those who reached inquiry"), "mql"),
        count_column("sal", say("SAL"), say("reached SAL or any later milestone"), is_brief=True),
        rate_column("sal_rate", say("SAL rate"), say("SAL of those who reached MQL"), "sal"),
        count_column("sql", say("SQL"), say("reached SQL or any later milestone"), is_brief=True),
        rate_column("sql_rate", say("SQL rate"), say("SQL of those who reached SAL"), "sql"),
        count_column(
            "proposal", say("Proposal"), say("reached proposal or any later milestone"), is_brief=True
        ),
        rate_column(
            "proposal_rate", say("Proposal rate"), say("proposal of those who reached SQL"), "proposal"
        ),
        count_column("won", say("Won"), say("won, and the win holds"), is_brief=True),
        rate_column(
            "won_step_rate", say("Won of proposals"), say("won of those who reached proposal"), "won"
        ),
        rate_column("won_rate", say("Won rate"), say("won of all leads"), "won", is_brief=True),
        rate_column(
            "won_low",
            say("95 %% low"),
            say("lower end of the won rate's 95 %% interval (Wilson)"),
            "won",
            is_brief=True,
        ),
        rate_column(
            "won_high",
            say("95 %% high"),
            say("upper end of the won rate's 95 %% interval (Wilson)"),
            "won",
            is_brief=True,
        ),
    )


def _durations() -> tuple[Column, ...]:
    """How long each step took."""
    return (
        _days(
            "inquiry_to_mql_days",
            say("Days to MQL"),
            say("median days from arrival to MQL"),
            "inquiry_to_mql",
        ),
        _days("mql_to_sal_days", say("MQL to SAL"), say("median days from MQL to SAL"), "mql_to_sal"),
        _days("sal_to_sql_days", say("SAL to SQL"), say("median days from SAL to SQL"), "sal_to_sql"),
        _days(
            "sql_to_proposal_days",
            say("SQL to proposal"),
            say("median days from SQL to proposal"),
            "sql_to_proposal",
        ),
        _days(
            "proposal_to_won_days",
            say("Proposal to won"),
            say("median days from proposal to the win"),
            "proposal_to_won",
        ),
        _days(
            "arrival_to_won_days",
            say("Days to won"),
            say("median days from arrival to the win"),
            "arrival_to_won",
            is_brief=True,
        ),
        _days(
            "arrival_to_won_days_p75",
            say("Days to won, 75 %%"),
            say("days within which 75 %% of the wins came"),
            "arrival_to_won",
        ),
        _days(
            "arrival_to_won_days_p90",
            say("Days to won, 90 %%"),
            say("days within which 90 %% of the wins came"),
            "arrival_to_won",
        ),
    )


def _places() -> tuple[Column, ...]:
    """Where they stand or ended."""
    return (
        count_column("open", say("Open"), say("neither won nor ended"), is_brief=True),
        count_column("open_inquiry", say("Open at inquiry"), say("stand open at inquiry")),
        count_column("open_mql", say("Open at MQL"), say("stand open at MQL")),
        count_column("open_sal", say("Open at SAL"), say("stand open at SAL")),
        count_column("open_sql", say("Open at SQL"), say("stand open at SQL or discovery")),
        count_column("open_proposal", say("Open at proposal"), say("stand open at proposal or negotiation")),
        count_column("rejected", say("Rejected"), say("refused by sales before contact")),
        count_column("disqualified", say("Disqualified"), say("ended after contact, with a reason")),
        count_column("unreached", say("Unreached"), say("the playbook's attempts used, no conversation")),
        count_column("recycled", say("Recycled"), say("not now, and not come back yet")),
        count_column(
            "joined", say("Joined"), say("another lead carries the deal, and its win; neither lost nor won")
        ),
        count_column("lost", say("Lost"), say("the deal was lost")),
    )


def _judged() -> tuple[Column, ...]:
    """What may be judged, and what is odd."""
    return (
        count_column("immature", say("Immature"), say("open and too young to be judged"), is_brief=True),
        count_column("mature", say("Old enough"), say("arrived long enough ago to be judged")),
        count_column("mature_won", say("Won, old enough"), say("won, of those old enough to be judged")),
        count_column(
            "truncated", say("Truncated"), say("arrived before wins were recorded, so wins may be missing")
        ),
        count_column(
            "judged",
            say("Compared"),
            say("old enough and arrived since wins are recorded: what groups are compared on"),
        ),
        count_column("judged_won", say("Won, compared"), say("won, of those that groups are compared on")),
        count_column("returned", say("Returned"), say("came back after recycling, and count once")),
        count_column("undated", say("Undated"), say("reached a milestone on which no date is known")),
        count_column(
            "won_before_arrival", say("Won before arrival"), say("the win is dated before the lead: a defect")
        ),
        count_column("without_source", say("Without source"), say("nobody knows where the lead came from")),
    )


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (*_reached(), *_durations(), *_places(), *_judged())


_NAMES = tuple(column.name for column in columns())


def complete(row: Row) -> Row:
    """A counted row with its rates, in the published order of the columns.

    The won rate's interval is Wilson's 95 %; no rate on fewer than 10 leads.
    """
    row = dict(row)
    for reached, before in _STEPS:
        row[f"{reached}_rate"] = rate(row[reached], row[before])
    row["won_step_rate"] = rate(row["won"], row["proposal"])
    row["won_rate"] = rate(row["won"], row["leads"])
    row["won_low"], row["won_high"] = (
        wilson(row["won"], row["leads"]) if row["won_rate"] is not None else (None, None)
    )
    return {name: row[name] for name in [*(row.keys() - set(_NAMES)), *_NAMES]}
