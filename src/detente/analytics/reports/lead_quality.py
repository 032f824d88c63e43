"""Whether the leads of a source, campaign, channel or vendor are worth having: how far they come, what they cost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from detente.analytics.answer import Answer, Chart, Column, Row
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.lead_quality_compare import apart
from detente.analytics.reports.lead_quality_words import cautions, definitions, headline
from detente.analytics.stats.intervals import FEWEST, cost_interval, interval, rate, share_of_cost
from detente.analytics.stats.survival import Wait, median_of_happened

RATES = {
    "mql": ("mql", "leads"), "acceptance": ("sal", "answered"), "sql": ("sql", "leads"), "won": ("won", "leads"),
    "defective": ("defective", "leads"), "judged": ("judged_won", "judged"),
}  # fmt: skip
"""Each rate and its interval: part and whole."""

_RARE = f"blank on fewer than {FEWEST}"


def _count(name: str, label: str, meaning: str, *, is_brief: bool = False) -> Column:
    return Column(name, label, "count", meaning, opens=name, is_brief=is_brief)


def _rate(name: str, label: str, meaning: str, opens: str, *, is_brief: bool = False) -> tuple[Column, ...]:
    """A rate and the two ends of its interval."""
    return (
        Column(f"{name}_rate", label, "rate", f"{meaning}; {_RARE}", opens, is_brief),
        Column(
            f"{name}_low", f"{label}, low", "rate", "lower end of its 95 % interval (Wilson)", opens, is_brief
        ),
        Column(
            f"{name}_high",
            f"{label}, high",
            "rate",
            "upper end of its 95 % interval (Wilson)",
            opens,
            is_brief,
        ),
    )


def _money(name: str, label: str, meaning: str, opens: str, *, is_brief: bool = False) -> Column:
    return Column(f"{name}_minor", label, "money", meaning, opens, is_brief)


COLUMNS: tuple[Column, ...] = (
    Column("stands", "Stands apart", "text", "what it goes with more or less often than the rest, beyond chance and by "
           "7 % or more; empty where nothing can be told", is_brief=True),
    _count("leads", "Leads", "leads that arrived in the period; a recycled one that came back counts once",
           is_brief=True),
    _count("mql", "MQL", "reached MQL or any later milestone"),
    *_rate("mql", "MQL rate", "MQL of all leads", "mql"),
    _count("answered", "Answered by sales", "accepted, or rejected before contact"),
    _count("sal", "Accepted", "reached SAL or any later milestone"),
    *_rate("acceptance", "Acceptance", "accepted of those that sales answered", "sal", is_brief=True),
    _count("sql", "SQL", "reached SQL or any later milestone"),
    *_rate("sql", "SQL rate", "SQL of all leads", "sql"),
    _count("won", "Won", "won, and the win holds", is_brief=True),
    *_rate("won", "Won rate", "won of all leads", "won", is_brief=True),
    _money("value", "Won value", "value of the won deals in the organisation's currency, at the rates of their days; "
           "blank where wins carry no value", "won", is_brief=True),
    _money("cost", "Cost", "recorded cost of these leads (see costs); blank where none is recorded, never 0",
           "costed", is_brief=True),
    _money("cost_per_lead", "Cost per lead", "cost for each lead that a cost is recorded for", "costed"),
    _money("cost_per_accepted", "Cost per accepted", "the same leads: cost for each that sales accepted", "costed_sal"),
    _money("cost_per_qualified", "Cost per qualified", "the same leads: cost for each that reached SQL", "costed_sql"),
    _money("cost_per_won", "Cost per won", "the same leads: cost for each that was won", "costed_won",
           is_brief=True),
    _money("cost_per_won_low", "Cost per won, low", "lower end of its 95 % interval: the cost is known, the share "
           "won has Wilson's interval", "costed_won"),
    _money("cost_per_won_high", "Cost per won, high", "upper end of the same", "costed_won"),
    _count("costed", "Leads with cost", "leads that a cost is recorded for"),
    _count("costed_sal", "Accepted with cost", "of them accepted by sales"),
    _count("costed_sql", "SQL with cost", "of them SQL"),
    _count("costed_won", "Won with cost", "of them won"),
    _count("defective", "With bad data", "something is wrong with the data, and was not mended"),
    *_rate("defective", "Bad data", "with bad data, of all leads", "defective", is_brief=True),
    _count("email_invalid", "Invalid e-mail", "the e-mail address cannot exist"),
    _count("phone_invalid", "Invalid phone", "the telephone number cannot exist"),
    _count("bounced", "Bounced", "mail came back"),
    _count("wrong_number", "Wrong number", "somebody else answered"),
    _count("left_company", "Left the company", "the person works elsewhere"),
    _count("duplicate", "Duplicate", "already known"),
    _count("other_defect", "Other defects", "any other kind"),
    Column("won_days", "Days to won", "days", "median days from arrival to the win of those that are won, leads still "
           f"waiting weighed in (Kaplan-Meier); {_RARE} wins", "won", is_brief=True),
    Column("won_days_low", "Days to won, low", "days", "lower end of its 95 % interval", "won"),
    Column("won_days_high", "Days to won, high", "days", "upper end of its 95 % interval", "won"),
    Column("developed", "Developed", "rate", "share of the leads that are old enough to be judged", "mature",
           is_brief=True),
    _count("mature", "Old enough", "arrived long enough ago to be judged"),
    _count("immature", "Immature", "open and too young to be judged"),
    _count("truncated", "Truncated", "arrived before wins were recorded, so wins may be missing"),
    _count("judged", "Compared", "old enough and arrived since wins are recorded: what groups are compared on"),
    _count("judged_sql", "SQL, compared", "SQL, of those that groups are compared on"),
    _count("judged_won", "Won, compared", "won, of those that groups are compared on"),
    *_rate("judged", "Won rate, compared", "won, of those that groups are compared on", "judged_won"),
    _count("judged_defective", "Bad data, compared", "with bad data, of those that groups are compared on"),
    _count("won_without_value", "Won without value", "no won deal with a known value belongs to it"),
    _count("won_before_arrival", "Won before arrival", "the win is dated before the lead: an error"),
    _count("returned", "Returned", "came back after recycling, and count once"),
)  # fmt: skip

_NAMES = tuple(column.name for column in COLUMNS)


_UNKNOWN: Row = {"stands": "", "won_days": None, "won_days_low": None, "won_days_high": None}


def complete(row: Row) -> Row:
    """A counted row with its rates, intervals and unit costs, in the published order of the columns."""
    row = _UNKNOWN | row
    row["stands"] = row["stands"] or ""
    for name, (part, whole) in RATES.items():
        row[f"{name}_rate"] = rate(row[part], row[whole])
        row[f"{name}_low"], row[f"{name}_high"] = interval(row[part], row[whole])
    row["developed"] = row["mature"] / row["leads"] if row["leads"] else None
    row["value_minor"] = _worth(row)
    row |= _unit_costs(row)
    return {name: row[name] for name in [*(row.keys() - set(_NAMES)), *_NAMES]}


def _worth(row: Row) -> int | None:
    """Value of the wins: 0 where nothing is won, blank where wins are worth nobody knows what."""
    value: int | None = row["value_minor"]
    return 0 if value is None and not row["won"] else value


def _unit_costs(row: Row) -> dict[str, Any]:
    """Cost for each lead, accepted, qualified and won, all of the leads that a cost is recorded for."""
    names = {"lead": "costed", "accepted": "costed_sal", "qualified": "costed_sql", "won": "costed_won"}
    cost = row["cost_minor"]
    found = {
        f"cost_per_{name}_minor": None if cost is None else share_of_cost(cost, row[part])
        for name, part in names.items()
    }
    low, high = (None, None) if cost is None else cost_interval(cost, row["costed_won"], row["costed"])
    return found | {"cost_per_won_low_minor": low, "cost_per_won_high_minor": high}


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """Rows with what takes more than their own counts: the time to win, and what stands apart."""
    by = str(query.by)
    waits: dict[Any, list[Wait]] = {}
    for one in beside["waits"]:
        waits.setdefault(one["group_key"], []).append(Wait(one["tenths"] / 10, one["won"], one["number"]))
    return [
        row | _days(waits.get(row[by], ())) | {"stands": told}
        for row, told in zip(rows, apart(rows, by), strict=True)
    ]


def _days(waits: Iterable[Wait]) -> dict[str, float | None]:
    found = median_of_happened(waits)
    if found is None:
        return {}
    return {"won_days": found.days, "won_days_low": found.low, "won_days_high": found.high}


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.lead_quality_chart import draw

    return draw(answer)


REPORT = Report(
    slug="lead_quality",
    question="Are the leads from each source worth having?",
    sql=sql_of("lead_quality"),
    columns=COLUMNS,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    default_by="source",
    beside={"waits": sql_of("beside/waits"), "unrated": sql_of("beside/unrated")},
    finish=finish,
)
