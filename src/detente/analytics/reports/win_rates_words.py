"""Win rates in words: the finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from detente.analytics.answer import Caution, Definition
from detente.analytics.fields import field
from detente.analytics.report import Finding
from detente.analytics.reports.win_rates_compare import PEOPLE
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import between, count, listed, percent, verb


def headline(finding: Finding) -> str:
    """The finding in one sentence: what stands apart, or that nothing does beyond chance."""
    total, by = finding.total, str(finding.query.by)
    if not total["deals"]:
        return "No deals were won or lost" + (
            " in this period with these filters." if _is_cut(finding) else " yet."
        )
    if total["deals"] < FEWEST:
        closed = count(total["deals"], "closed deal")
        return f"{total['won']:,} of {closed} won: fewer than {FEWEST}, too few for a rate."
    return f"{_sentence(finding, by)} {_overall(finding)}"


def _is_cut(finding: Finding) -> bool:
    query = finding.query
    return bool(query.where or query.from_on or query.to_on)


def _sentence(finding: Finding, by: str) -> str:
    label = field(by).label.lower()
    if by in PEOPLE and not (by == "rep" and finding.query.reps == "all"):
        return f"Counts by {label} are open to all; how single reps compare is shown to the rep and their manager."
    apart = [row for row in finding.rows if row["stands"]]
    big = [row for row in finding.rows if row["deals"] >= FEWEST and row[by] is not None]
    if apart:
        return f"{_named(apart, by)}."
    if len(big) < 2:
        return f"There are not two {label}s with {FEWEST} closed deals to compare."
    return f"No {label} differs from the rest beyond chance ({len(big)} compared)."


def _named(apart: list[dict[str, object]], by: str) -> str:
    parts = []
    for words in ("more wins", "fewer wins"):
        some = [row for row in apart if str(row["stands"]).startswith(words)]
        some.sort(key=lambda row: float(str(row["win_rate"])), reverse=words == "more wins")
        if some:
            names = listed(
                [f"{_group(row, by)} ({percent(float(str(row['win_rate'])))})" for row in some[:2]]
            )
            more = f" and {len(some) - 2} more" if len(some) > 2 else ""
            than = "expected of their mix of deals" if by == "rep" else "the rest"
            parts.append(
                f"{names}{more} {verb(len(some) if some[0][by] else 2, 'goes', 'go')} with {words} than {than}"
            )
    return "; ".join(parts)


def _group(row: dict[str, object], by: str) -> str:
    return str(row[by] or f"Deals without a {field(by).label.lower()}")


def _overall(finding: Finding) -> str:
    won, deals = finding.total["won"], finding.total["deals"]
    interval = between(*wilson(won, deals))
    return f"Of {deals:,} closed deals {percent(won / deals)} were won (95 % interval {interval})."


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    total, (beside,) = finding.total, finding.beside["open"]
    found = []
    if beside["open"]:
        found.append(
            f"{count(beside['open'], 'deal')} {verb(beside['open'], 'is', 'are')} still open and in no win rate: deals "
            "that take long to lose make the rate of recent months look high."
        )
    if beside["undated"]:
        found.append(
            f"{count(beside['undated'], 'closed deal')} {verb(beside['undated'], 'has', 'have')} no day of closing and "
            f"{verb(beside['undated'], 'is', 'are')} left out."
        )
    if total["won_without_value"]:
        found.append(
            f"{count(total['won_without_value'], 'won deal')} of unknown value: the won value is too low."
        )
    if finding.query.by in PEOPLE:
        found.append(
            "Reps get different deals. They are compared with what deals of the same source, product and type bring on "
            "average; what else differs between their deals is not known here. For coaching, not for ranking."
        )
    return [Caution(text) for text in found]


def definitions(finding: Finding) -> list[Definition]:
    """What is counted, and by which rule."""
    query = finding.query
    when = (
        f"from {query.from_on or 'the first day'} to {query.to_on or 'today'}"
        if _is_cut(finding)
        else "at any time"
    )
    return [
        Definition(
            "deals",
            f"deals won or lost {when}, by the day of closing in {query.zone}, with or without a lead",
        ),
        *(Definition(term, meaning) for term, meaning in _RULES),
    ]


_RULES = (
    ("win rate", f"won / (won + lost), with Wilson's 95 % interval; blank on fewer than {FEWEST} closed deals"),
    ("compared", "each group with all the others together; named only where the difference holds among all comparisons "
     "made (Benjamini-Hochberg, 10 %) and is 7 % or more; who stands furthest apart leaves the rest before the others "
     "are compared again"),
    ("source, campaign, vendor ...", "those of the deal's primary lead; unknown for a deal without one"),
    ("expected wins", "for every deal the share won of all closed deals of its source, product and type; reps are "
     "compared with this, not with each other's raw rate"),
    ("won value", "at the won date's rate, frozen"),
)  # fmt: skip
