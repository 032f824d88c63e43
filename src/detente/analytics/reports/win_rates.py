"""Which deals are won, by the day of closing: by source, product, rep, type of deal and of account."""

from __future__ import annotations

from math import sqrt
from typing import Any

from detente.analytics.answer import Answer, Chart, Column, Row
from detente.analytics.fields import DEAL_FIELDS
from detente.analytics.language import marked, say
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.columns import count_column, rare, stands_column
from detente.analytics.reports.win_rates_compare import apart, may_see
from detente.analytics.reports.win_rates_words import cautions, definitions, headline
from detente.analytics.stats.intervals import FEWEST, Z95, interval, rate, share_of_cost


def _wins() -> tuple[Column, ...]:
    """What was won, and how often."""
    return (
        stands_column(),
        count_column("deals", say("Closed"), say("deals that were won or lost in the period"), is_brief=True),
        count_column("won", say("Won"), say("won"), is_brief=True),
        count_column("lost", say("Lost"), say("lost"), is_brief=True),
        Column(
            "win_rate",
            say("Win rate"),
            "rate",
            rare(say("won / (won + lost), by the day of closing")),
            "won",
            is_brief=True,
        ),
        Column(
            "win_low",
            say("Win rate, low"),
            "rate",
            say("lower end of its 95 %% interval (Wilson)"),
            "won",
            is_brief=True,
        ),
        Column(
            "win_high",
            say("Win rate, high"),
            "rate",
            say("upper end of its 95 %% interval (Wilson)"),
            "won",
            is_brief=True,
        ),
    )


def _worth() -> tuple[Column, ...]:
    """What wins are worth and how long they take."""
    return (
        Column(
            "value_minor",
            say("Won value"),
            "money",
            say(
                "value of the won deals in the organisation's currency, at the rates of their days; "
                "blank where none is known"
            ),
            "won",
            is_brief=True,
        ),
        Column("mean_minor", say("Value per won"), "money", say("won value / won deals"), "won"),
        Column(
            "cycle_days",
            say("Days to win"),
            "days",
            say("median days from a won deal's creation to its win"),
            "won",
            is_brief=True,
        ),
    )


def _of_mix() -> tuple[Column, ...]:
    """What was to be expected of the mix."""
    return (
        Column(
            "expected_won",
            say("Expected wins"),
            "days",
            say("wins that deals of the same source, product and type bring on average"),
        ),
        Column(
            "vs_expected",
            say("Won / expected"),
            "ratio",
            rare(say("wins over those expected of the mix")),
            "won",
        ),
        Column(
            "vs_expected_low",
            say("Won / expected, low"),
            "ratio",
            say("lower end of its 95 %% interval"),
            "won",
        ),
        Column(
            "vs_expected_high",
            say("Won / expected, high"),
            "ratio",
            say("upper end of its 95 %% interval"),
            "won",
        ),
        count_column(
            "won_without_value", say("Won without value"), say("won, and nobody knows what it is worth")
        ),
    )


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (*_wins(), *_worth(), *_of_mix())


_NAMES = tuple(column.name for column in columns())
_HIDDEN = ("rep_id", "expected_variance")
_COMPARISON = ("win_rate", "win_low", "win_high", "mean_minor", "cycle_days", "expected_won", "vs_expected",
               "vs_expected_low", "vs_expected_high")  # fmt: skip


_UNKNOWN: Row = {"stands": "", "rep_id": None, "expected_variance": None}


def complete(row: Row) -> Row:
    """A counted row with its win rate, interval and what was to be expected of its mix."""
    row = _UNKNOWN | row
    row["stands"] = row["stands"] or ""
    row["win_rate"] = rate(row["won"], row["deals"])
    row["win_low"], row["win_high"] = interval(row["won"], row["deals"])
    value, won = row["value_minor"], row["won"]
    row["value_minor"] = 0 if value is None and not won else value
    row["mean_minor"] = share_of_cost(value, won) if value is not None else None
    row |= _against_mix(row)
    return {name: row[name] for name in [*(row.keys() - set(_NAMES)), *_NAMES]}


def _against_mix(row: Row) -> dict[str, Any]:
    """Won / expected with its interval; the spread is that of a sum of independent deals."""
    expected, variance = row["expected_won"], row["expected_variance"]
    if not expected or variance is None or row["deals"] < FEWEST:
        return dict.fromkeys(("vs_expected", "vs_expected_low", "vs_expected_high"))
    ratio, spread = row["won"] / expected, Z95 * sqrt(variance) / expected
    return {
        "vs_expected": ratio,
        "vs_expected_low": max(0.0, ratio - spread),
        "vs_expected_high": ratio + spread,
    }


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """Rows with what stands apart; of single reps only what the reader may see is told beside the counts."""
    told = apart(rows, query)
    shown = [
        row | {"stands": words} if may_see(row, query) else row | dict.fromkeys(_COMPARISON) | {"stands": ""}
        for row, words in zip(rows, told, strict=True)
    ]
    return [{name: value for name, value in row.items() if name not in _HIDDEN} for row in shown]


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.win_rates_chart import draw

    return draw(answer)


REPORT = Report(
    slug="win_rates",
    name=marked("Win rates"),
    asks=marked("Which deals are won?"),
    sql=sql_of("win_rates"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    of="deals",
    base="closings",
    fields=DEAL_FIELDS,
    dated=marked("Closed"),
    default_by="source",
    beside={"open": sql_of("beside/open_deals")},
    finish=finish,
)
