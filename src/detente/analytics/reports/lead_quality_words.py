"""Lead quality in words: its finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Caution, Definition
from detente.analytics.fields import NONE, field
from detente.analytics.report import Finding
from detente.analytics.reports.funnel_truncation import truncation
from detente.analytics.reports.lead_quality_compare import MEASURES, compared, is_origin
from detente.analytics.reports.shared_words import age, cohort, counted, horizon
from detente.analytics.stats.comparison import Compared, Difference
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import between, count, listed, percent, verb

_ORDER = {measure.name: place for place, measure in enumerate(MEASURES)}
_NOBODY = "\0"


def headline(finding: Finding) -> str:
    """The finding in one sentence: what stands apart, or that nothing does beyond chance."""
    total, by = finding.total, str(finding.query.by)
    if not total["leads"]:
        return _no_leads(finding)
    if total["judged"] < FEWEST:
        return (
            f"{total['won']:,} of {count(total['leads'], 'lead')} {verb(total['won'], 'is', 'are')} won so far: fewer "
            f"than {FEWEST} are old enough to be judged, too few to compare."
        )
    return f"{_sentence(finding, by)} {_overall(finding)}"


def _no_leads(finding: Finding) -> str:
    query = finding.query
    if query.where or query.from_on or query.to_on:
        return "No leads arrived in this period with these filters, so there is nothing to judge yet."
    return "There are no leads, so there is nothing to judge; deals without leads are compared in the report win_rates."


def _sentence(finding: Finding, by: str) -> str:
    label = field(by).label.lower()
    if not is_origin(by):
        return (
            f"Groups by {label} are counted here and not compared: this report judges where leads come from."
        )
    found = compared(finding.rows, by)
    if not found.comparisons:
        return f"No {label} has leads enough to be compared with the rest."
    if not found.differences:
        return f"No {label} differs from the rest beyond chance, in wins, bad data or SQLs ({_scope(found)})."
    return f"{_named(found.differences, label)}."


def _named(found: Sequence[Difference], label: str) -> str:
    """The worst group and the best, each with what it goes with; how many more stand apart."""
    worst = next((one.group for one in found if _is_bad(one)), _NOBODY)
    best = next((one.group for one in found if one.measure.name == "won" and one.is_more), _NOBODY)
    told = [group for group in (worst, best) if group != _NOBODY] or [found[0].group]
    said = [_told(group, found, label, most=1 if nth else 2) for nth, group in enumerate(dict.fromkeys(told))]
    more = len({one.group for one in found} - set(told))
    return "; ".join([*said, *([f"{more} more {verb(more, 'stands', 'stand')} apart"] if more else [])])


def _is_bad(one: Difference) -> bool:
    return one.is_more is (one.measure.name == "defective")


def _told(group: str | None, found: Sequence[Difference], label: str, *, most: int) -> str:
    """'LeadHarbor goes with fewer wins (2.4 % v 11.3 % of the rest) and more bad data (25.3 % v 2.1 %)'."""
    own = [one for one in found if one.group == group]
    shown = sorted(own, key=lambda one: _ORDER[one.measure.name])[:most]
    rest = [" of the rest", ""]
    words = [
        f"{one.measure.more if one.is_more else one.measure.fewer} ({percent(one.share)} v {percent(one.rest)}{of})"
        for one, of in zip(shown, rest, strict=False)
    ]
    return f"{group or f'Leads without a {label}'} {'goes' if group else 'go'} with {listed(words)}"


def _scope(found: Compared) -> str:
    return f"{count(found.groups, 'group')}, {count(found.comparisons, 'comparison')}"


def _overall(finding: Finding) -> str:
    total = finding.total
    won, leads = total["judged_won"], total["judged"]
    which = "leads" if leads == total["leads"] else "leads old enough to be judged"
    within = f" within {count(finding.query.horizon_days, 'day')}" if finding.query.horizon_days else ""
    interval = between(*wilson(won, leads))
    return f"{percent(won / leads)} of {leads:,} {which} were won{within} (95 % interval {interval})."


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    total = finding.total
    found = [
        truncation(finding),
        _young(finding),
        _small(finding),
        _costs(finding),
        _unrated(finding),
        counted(total["won_without_value"], "won_without_value", "{n} {is_} won without a deal of known value, so the "
                "won value is too low."),
        counted(total["won_before_arrival"], "won_before_arrival", "{n} {is_} dated as won before {it} arrived: an "
                "error; {it} {counts} as won, not in the days."),
        counted(total["returned"], "returned", "{n} came back after recycling and {counts} once, with the "
                "first source."),
    ]  # fmt: skip
    return [caution for caution in found if caution]


def _young(finding: Finding) -> Caution | None:
    number = finding.total["immature"]
    if not number:
        return None
    return Caution(
        f"{count(number, 'lead')} {verb(number, 'is', 'are')} still open and younger than {age(finding)}: their rates "
        "can still rise. They are left out of every comparison; a group of mostly young leads is drawn hollow.",
        "immature",
    )


def _small(finding: Finding) -> Caution | None:
    by = str(finding.query.by)
    few = [row[by] or NONE for row in finding.rows if row["leads"] and row["judged"] < FEWEST]
    if not few or not is_origin(by):
        return None
    named = listed([*few[:5], *([f"{len(few) - 5} more"] if len(few) > 5 else [])])
    return Caution(f"Fewer than {FEWEST} leads old enough to be judged, so not compared: {named}.")


def _costs(finding: Finding) -> Caution | None:
    total = finding.total
    without = total["leads"] - total["costed"]
    if total["cost_minor"] is None or not without:
        return None
    return Caution(
        f"A cost is recorded for {total['costed']:,} of {count(total['leads'], 'lead')}; cost per lead, accepted, "
        "qualified and won speak of those alone."
    )


def _unrated(finding: Finding) -> Caution | None:
    number = finding.beside["unrated"][0]["costs"]
    if not number:
        return None
    return Caution(
        f"{count(number, 'cost')} in another currency {verb(number, 'has', 'have')} no rate and "
        f"{verb(number, 'is', 'are')} left out: add the rate of the day."
    )


def definitions(finding: Finding) -> list[Definition]:
    """Cohort, horizon, and the rule of every number, in plain words."""
    return [
        Definition("cohort", cohort(finding)),
        Definition("horizon", horizon(finding)),
        *(Definition(term, meaning) for term, meaning in _RULES),
        Definition("immature", f"still open and younger than {age(finding)}; a group is drawn hollow where fewer than "
                   "half of its leads are old enough"),
    ]  # fmt: skip


_RULES = (
    ("reached a milestone", "entered a stage of it, or of any later one on the winning path"),
    ("rates", "MQL, SQL, won and bad data of all leads of the cohort, with Wilson's 95 % interval; blank on fewer "
     f"than {FEWEST}"),
    ("acceptance", "accepted by sales (reached SAL) of those that sales answered: accepted, or rejected before "
     "contact"),
    ("compared", "each group with all the others together, on leads old enough to be judged that arrived since wins "
     "are recorded: wins, bad data and SQLs; named only where the difference holds among all comparisons made "
     "(Benjamini-Hochberg, 10 %) and is 7 % of the rest's rate or more; who stands furthest apart leaves the rest "
     "before the others are compared again. A difference goes with a group; it need not "
     "be caused by it"),
    ("bad data", "a defect found by validation, a rep or an import that was not mended since"),
    ("costs", "costs dated in the period, each shared in equal parts, to the last cent, among the leads of its "
     "campaign (without one: of its vendor, its source, or both) that arrived in the month of the cost, else among "
     "all such leads of the period; a cost for which none arrived stands with its own campaign's source and vendor. "
     "Parts add up to the total"),
    ("cost per won", "cost / won of the leads that a cost is recorded for; blank without a recorded cost, never 0"),
    ("won value", "won deals of the leads, at the won date's rate; each deal counts with its primary lead"),
    ("days to won", "the time by which half of all wins came that come at all within the oldest lead's age; leads "
     "that are not won count as waiting up to their age (Kaplan-Meier), so that young groups do not look fast"),
)  # fmt: skip
