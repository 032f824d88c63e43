"""Whether the leads of a source, campaign, channel or vendor are worth having: how far they come, what they cost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from detente.analytics.answer import Answer, Chart, Column, Row
from detente.analytics.language import marked, say
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.columns import count_column, rate_column, stands_column
from detente.analytics.reports.lead_quality_compare import apart
from detente.analytics.reports.lead_quality_words import cautions, definitions, headline
from detente.analytics.stats.intervals import FEWEST, cost_interval, interval, rate, share_of_cost
from detente.analytics.stats.survival import Wait, median_of_happened

RATES = {
    "mql": ("mql", "leads"), "acceptance": ("sal", "answered"), "sql": ("sql", "leads"), "won": ("won", "leads"),
    "defective": ("defective", "leads"), "judged": ("judged_won", "judged"),
}  # fmt: skip
"""Each rate and its interval: part and whole."""


def _rate(name: str, label: str, meaning: str, opens: str, *, is_brief: bool = False) -> tuple[Column, ...]:
    """A rate and the two ends of its interval."""
    low, high = (
        say("lower end of its 95 %% interval (Wilson)"),
        say("upper end of its 95 %% interval (Wilson)"),
    )
    return (
        rate_column(f"{name}_rate", label, meaning, opens, is_brief=is_brief),
        Column(f"{name}_low", say("%(label)s, low", label=label), "rate", low, opens, is_brief),
        Column(f"{name}_high", say("%(label)s, high", label=label), "rate", high, opens, is_brief),
    )


def _money(name: str, label: str, meaning: str, opens: str, *, is_brief: bool = False) -> Column:
    return Column(f"{name}_minor", label, "money", meaning, opens, is_brief)


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (
        stands_column(),
        count_column(
            "leads",
            say("Leads"),
            say("leads that arrived in the period; a recycled one that came back counts once"),
            is_brief=True,
        ),
        count_column("mql", say("MQL"), say("reached MQL or any later milestone")),
        *_rate("mql", say("MQL rate"), say("MQL of all leads"), "mql"),
        count_column("answered", say("Answered by sales"), say("accepted, or rejected before contact")),
        count_column("sal", say("Accepted"), say("reached SAL or any later milestone")),
        *_rate(
            "acceptance",
            say("Acceptance"),
            say("accepted of those that sales answered"),
            "sal",
            is_brief=True,
        ),
        count_column("sql", say("SQL"), say("reached SQL or any later milestone")),
        *_rate("sql", say("SQL rate"), say("SQL of all leads"), "sql"),
        count_column("won", say("Won"), say("won, and the win holds"), is_brief=True),
        *_rate("won", say("Won rate"), say("won of all leads"), "won", is_brief=True),
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
        count_column(
            "defective", say("With bad data"), say("something is wrong with the data, and was not mended")
        ),
        *_rate("defective", say("Bad data"), say("with bad data, of all leads"), "defective", is_brief=True),
        count_column("email_invalid", say("Invalid e-mail"), say("the e-mail address cannot exist")),
        count_column("phone_invalid", say("Invalid phone"), say("the telephone number cannot exist")),
        count_column("bounced", say("Bounced"), say("mail came back")),
        count_column("wrong_number", say("Wrong number"), say("somebody else answered")),
        count_column("left_company", say("Left the company"), say("the person works elsewhere")),
        count_column("duplicate", say("Duplicate"), say("already known")),
        count_column("other_defect", say("Other defects"), say("any other kind")),
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
            is_brief=True,
        ),
        count_column("mature", say("Old enough"), say("arrived long enough ago to be judged")),
        count_column("immature", say("Immature"), say("open and too young to be judged")),
        count_column(
            "truncated", say("Truncated"), say("arrived before wins were recorded, so wins may be missing")
        ),
        count_column(
            "judged",
            say("Compared"),
            say("old enough and arrived since wins are recorded: what groups are compared on"),
        ),
        count_column("judged_sql", say("SQL, compared"), say("SQL, of those that groups are compared on")),
        count_column("judged_won", say("Won, compared"), say("won, of those that groups are compared on")),
        *_rate(
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


_NAMES = tuple(column.name for column in columns())


_UNKNOWN: Row = {"stands": "", "won_days": None, "won_days_low": None, "won_days_high": None}


def complete(row: Row) -> Row:
    """A counted row with its rates, intervals and unit costs, in the published order of the columns."""
    row = _UNKNOWN | {name: value for name, value in row.items() if name != "tenths"}
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
    for one in beside.get("waits", ()):
        if one["tenths"] is not None:
            wait = Wait(one["tenths"] / 10, one["won"] > 0, one["leads"])
            waits.setdefault(one["group_key"], []).append(wait)
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
    name=marked("Lead quality"),
    asks=marked("Are the leads from each source worth having?"),
    sql=sql_of("lead_quality"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    default_by="source",
    beside={"unrated": sql_of("beside/unrated")},
    finish=finish,
)
