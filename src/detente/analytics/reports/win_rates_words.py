"""Win rates in words: the finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from typing import Any

from detente.analytics.answer import Caution, Definition
from detente.analytics.fields import field, group_name
from detente.analytics.language import marked, say, say_many
from detente.analytics.report import Finding
from detente.analytics.reports.shared_words import is_cut
from detente.analytics.reports.win_rates_compare import PEOPLE, WINS
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import between, inside, listed, percent


def headline(finding: Finding) -> tuple[str, ...]:
    """What stands apart, or that nothing does beyond chance; then the share of all."""
    total, by = finding.total, str(finding.query.by)
    if not total["deals"]:
        return (_none(finding),)
    if total["deals"] < FEWEST:
        closed = say_many("%(n)s closed deal", "%(n)s closed deals", total["deals"])
        return (
            say(
                "%(won)s of %(closed)s won: fewer than %(few)s, too few for a rate.",
                won=total["won"],
                closed=closed,
                few=FEWEST,
            ),
        )
    return _sentence(finding, by), _overall(finding)


def _none(finding: Finding) -> str:
    if is_cut(finding):
        return say("No deals were won or lost in this period with these filters.")
    return say("No deals were won or lost yet.")


def _sentence(finding: Finding, by: str) -> str:
    label = inside(field(by).label)
    if by in PEOPLE and not (by == "rep" and finding.query.reps == "all"):
        return say(
            "Counts by %(field)s are open to all; how single reps compare is shown to the rep and "
            "their manager.",
            field=label,
        )
    apart = [row for row in finding.rows if row["stands"]]
    big = [row for row in finding.rows if row["deals"] >= FEWEST and row[by] is not None]
    if apart:
        return f"{_named(apart, by)}."
    if len(big) < 2:
        return say(
            "There are not two %(field)ss with %(few)s closed deals to compare.", field=label, few=FEWEST
        )
    return say(
        "No %(field)s differs from the rest beyond chance (%(number)s compared).",
        field=label,
        number=len(big),
    )


def _named(apart: list[dict[str, Any]], by: str) -> str:
    parts = []
    for words in (WINS.more, WINS.fewer):
        some = [row for row in apart if row["stands"].startswith(words)]
        some.sort(key=lambda row: row["win_rate"], reverse=words == WINS.more)
        if some:
            parts.append(_go_with(some, by, is_more=words == WINS.more))
    return "; ".join(parts)


def _go_with(some: list[dict[str, Any]], by: str, *, is_more: bool) -> str:
    """'web (30.0 %) and fair (28.1 %) and 2 more go with more wins than the rest'."""
    groups = listed([f"{_group(row, by)} ({percent(row['win_rate'])})" for row in some[:2]])
    if len(some) > 2:
        groups = say("%(some)s and %(more)s more", some=groups, more=str(len(some) - 2))
    number = len(some) if some[0][by] else 2
    if by == "rep" and is_more:
        return say_many(
            "%(groups)s goes with more wins than expected of their mix of deals",
            "%(groups)s go with more wins than expected of their mix of deals",
            number,
            groups=groups,
        )
    if by == "rep":
        return say_many(
            "%(groups)s goes with fewer wins than expected of their mix of deals",
            "%(groups)s go with fewer wins than expected of their mix of deals",
            number,
            groups=groups,
        )
    if is_more:
        return say_many(
            "%(groups)s goes with more wins than the rest",
            "%(groups)s go with more wins than the rest",
            number,
            groups=groups,
        )
    return say_many(
        "%(groups)s goes with fewer wins than the rest",
        "%(groups)s go with fewer wins than the rest",
        number,
        groups=groups,
    )


def _group(row: dict[str, Any], by: str) -> str:
    if row[by]:
        return group_name(row[by])
    return say("Deals without a %(field)s", field=inside(field(by).label))


def _overall(finding: Finding) -> str:
    won, deals = finding.total["won"], finding.total["deals"]
    return say(
        "Of %(deals)s closed deals %(share)s were won (95 %% interval %(interval)s).",
        deals=deals,
        share=percent(won / deals),
        interval=between(*wilson(won, deals)),
    )


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    total, (beside,) = finding.total, finding.beside["open"]
    found = []
    if beside["open"]:
        found.append(
            say_many(
                "%(n)s deal is still open and in no win rate: deals that take long to lose make the "
                "rate of recent months look high.",
                "%(n)s deals are still open and in no win rate: deals that take long to lose make the "
                "rate of recent months look high.",
                beside["open"],
            )
        )
    if beside["undated"]:
        found.append(
            say_many(
                "%(n)s closed deal has no day of closing and is left out.",
                "%(n)s closed deals have no day of closing and are left out.",
                beside["undated"],
            )
        )
    if total["won_without_value"]:
        found.append(
            say_many(
                "%(n)s won deal of unknown value: the won value is too low.",
                "%(n)s won deals of unknown value: the won value is too low.",
                total["won_without_value"],
            )
        )
    if finding.query.by in PEOPLE:
        found.append(
            say(
                "Reps get different deals. They are compared with what deals of the same source, "
                "product and type bring on average; what else differs between their deals is not "
                "known here. For coaching, not for ranking."
            )
        )
    return [Caution(text) for text in found]


def definitions(finding: Finding) -> list[Definition]:
    """What is counted, and by which rule."""
    return [
        Definition(marked("deals"), _counted(finding)),
        *(Definition(term, say(meaning, few=FEWEST)) for term, meaning in _RULES),
    ]


def _counted(finding: Finding) -> str:
    query = finding.query
    if not is_cut(finding):
        return say(
            "deals won or lost at any time, by the day of closing in %(zone)s, with or without a lead",
            zone=query.zone,
        )
    return say(
        "deals won or lost from %(first)s to %(last)s, by the day of closing in %(zone)s, with or without a lead",
        first=query.from_on or say("the first day"),
        last=query.to_on or say("today"),
        zone=query.zone,
    )


_RULES = (
    (
        marked("win rate"),
        marked("won / (won + lost), with Wilson's 95 %% interval; blank on fewer than %(few)s closed deals"),
    ),
    (
        marked("compared"),
        marked(
            "each group with all the others together; named only where the difference holds among "
            "all comparisons made (Benjamini-Hochberg, 10 %%) and is 7 %% or more; who stands "
            "furthest apart leaves the rest before the others are compared again"
        ),
    ),
    (
        marked("source, campaign, vendor ..."),
        marked("those of the deal's primary lead; unknown for a deal without one"),
    ),
    (
        marked("expected wins"),
        marked(
            "for every deal the share won of all closed deals of its source, product and type; "
            "reps are compared with this, not with each other's raw rate"
        ),
    ),
    (marked("won value"), marked("at the won date's rate, frozen")),
)
