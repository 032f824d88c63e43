"""How far the leads of a period came, and where the rest ended."""

from __future__ import annotations

from detente.analytics.answer import Answer, Chart, Column, Row
from detente.analytics.report import Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.funnel_words import cautions, definitions, headline
from detente.analytics.stats.intervals import FEWEST, rate, wilson

_STEPS = (("mql", "inquiry"), ("sal", "mql"), ("sql", "sal"), ("proposal", "sql"))
_RARE = f"blank on fewer than {FEWEST}"


def _count(name: str, label: str, meaning: str, *, is_brief: bool = False) -> Column:
    return Column(name, label, "count", meaning, opens=name, is_brief=is_brief)


def _rate(name: str, label: str, meaning: str, opens: str, *, is_brief: bool = False) -> Column:
    return Column(name, label, "rate", f"{meaning}; {_RARE}", opens=opens, is_brief=is_brief)


def _days(name: str, label: str, meaning: str, opens: str, *, is_brief: bool = False) -> Column:
    return Column(name, label, "days", f"{meaning}, of the leads where both are dated", opens, is_brief)


COLUMNS: tuple[Column, ...] = (
    _count(
        "leads",
        "Leads",
        "leads that arrived in the period; a recycled one that came back counts once",
        is_brief=True,
    ),
    _count("inquiry", "Inquiry", "reached inquiry: gave contact data or responded"),
    _count("mql", "MQL", "reached MQL or any later milestone", is_brief=True),
    _rate("mql_rate", "MQL rate", "MQL of those who reached inquiry", "mql"),
    _count("sal", "SAL", "reached SAL or any later milestone", is_brief=True),
    _rate("sal_rate", "SAL rate", "SAL of those who reached MQL", "sal"),
    _count("sql", "SQL", "reached SQL or any later milestone", is_brief=True),
    _rate("sql_rate", "SQL rate", "SQL of those who reached SAL", "sql"),
    _count("proposal", "Proposal", "reached proposal or any later milestone", is_brief=True),
    _rate("proposal_rate", "Proposal rate", "proposal of those who reached SQL", "proposal"),
    _count("won", "Won", "won, and the win holds", is_brief=True),
    _rate("won_step_rate", "Won of proposals", "won of those who reached proposal", "won"),
    _rate("won_rate", "Won rate", "won of all leads", "won", is_brief=True),
    _rate("won_low", "95 % low", "lower end of the won rate's 95 % interval (Wilson)", "won", is_brief=True),
    _rate(
        "won_high", "95 % high", "upper end of the won rate's 95 % interval (Wilson)", "won", is_brief=True
    ),
    _days("inquiry_to_mql_days", "Days to MQL", "median days from arrival to MQL", "inquiry_to_mql"),
    _days("mql_to_sal_days", "MQL to SAL", "median days from MQL to SAL", "mql_to_sal"),
    _days("sal_to_sql_days", "SAL to SQL", "median days from SAL to SQL", "sal_to_sql"),
    _days("sql_to_proposal_days", "SQL to proposal", "median days from SQL to proposal", "sql_to_proposal"),
    _days(
        "proposal_to_won_days", "Proposal to won", "median days from proposal to the win", "proposal_to_won"
    ),
    _days(
        "arrival_to_won_days",
        "Days to won",
        "median days from arrival to the win",
        "arrival_to_won",
        is_brief=True,
    ),
    _days(
        "arrival_to_won_days_p75",
        "Days to won, 75 %",
        "days within which 75 % of the wins came",
        "arrival_to_won",
    ),
    _days(
        "arrival_to_won_days_p90",
        "Days to won, 90 %",
        "days within which 90 % of the wins came",
        "arrival_to_won",
    ),
    _count("open", "Open", "neither won nor ended", is_brief=True),
    _count("open_inquiry", "Open at inquiry", "stand open at inquiry"),
    _count("open_mql", "Open at MQL", "stand open at MQL"),
    _count("open_sal", "Open at SAL", "stand open at SAL"),
    _count("open_sql", "Open at SQL", "stand open at SQL or discovery"),
    _count("open_proposal", "Open at proposal", "stand open at proposal or negotiation"),
    _count("rejected", "Rejected", "refused by sales before contact"),
    _count("disqualified", "Disqualified", "ended after contact, with a reason"),
    _count("unreached", "Unreached", "the playbook's attempts used, no conversation"),
    _count("recycled", "Recycled", "not now, and not come back yet"),
    _count("joined", "Joined", "another lead carries the deal, and its win; neither lost nor won"),
    _count("lost", "Lost", "the deal was lost"),
    _count("immature", "Immature", "open and too young to be judged", is_brief=True),
    _count("mature", "Old enough", "arrived long enough ago to be judged"),
    _count("mature_won", "Won, old enough", "won, of those old enough to be judged"),
    _count("truncated", "Truncated", "arrived before wins were recorded, so wins may be missing"),
    _count(
        "judged",
        "Compared",
        "old enough and arrived since wins are recorded: what groups are compared on",
    ),
    _count("judged_won", "Won, compared", "won, of those that groups are compared on"),
    _count("returned", "Returned", "came back after recycling, and count once"),
    _count("undated", "Undated", "reached a milestone on which no date is known"),
    _count("won_before_arrival", "Won before arrival", "the win is dated before the lead: a defect"),
    _count("without_source", "Without source", "nobody knows where the lead came from"),
)


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
    names = [column.name for column in COLUMNS]
    return {name: row[name] for name in [*(row.keys() - set(names)), *names]}


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.funnel_chart import draw

    return draw(answer)


REPORT = Report(
    slug="funnel",
    question="Of the leads that arrived, how many reached each milestone, and where did the rest end?",
    sql=sql_of("funnel"),
    columns=COLUMNS,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
)
