"""Lead quality in words: its finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Caution, Definition
from detente.analytics.fields import field, group_name
from detente.analytics.language import marked, say, say_many
from detente.analytics.report import Finding
from detente.analytics.reports.differences_told import against, against_the_eye, only_group, scope
from detente.analytics.reports.funnel_truncation import truncation
from detente.analytics.reports.lead_quality_compare import MEASURES, compared, is_origin
from detente.analytics.reports.shared_words import (
    age,
    cohort,
    counted,
    horizon,
    is_cut,
    leads_of,
    won_share,
)
from detente.analytics.stats.comparison import Difference
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import inside, listed

_ORDER = {measure.name: place for place, measure in enumerate(MEASURES)}
_NOBODY = "\0"


def headline(finding: Finding) -> tuple[str, ...]:
    """What stands apart, or that nothing does beyond chance; then the share of all."""
    total, by = finding.total, str(finding.query.by)
    if not total["leads"]:
        return (_no_leads(finding),)
    if total["judged"] < FEWEST:
        return (_too_few(total["won"], total["leads"]),)
    won, leads = total["judged_won"], total["judged"]
    return _sentence(finding, by), f"{won_share(finding, won, leads, *wilson(won, leads))}."


def _no_leads(finding: Finding) -> str:
    if is_cut(finding):
        return say("No leads arrived in this period with these filters, so there is nothing to judge yet.")
    return say("There are no leads, so there is nothing to judge; deals without leads are compared in the report "
               "win_rates.")  # fmt: skip


def _too_few(won: int, leads: int) -> str:
    return say_many(
        "%(n)s of %(leads)s is won so far: fewer than %(few)s are old enough to be judged, too few to compare.",
        "%(n)s of %(leads)s are won so far: fewer than %(few)s are old enough to be judged, too few to compare.",
        won,
        leads=leads_of(leads),
        few=FEWEST,
    )


def _sentence(finding: Finding, by: str) -> str:
    label = inside(field(by).label)
    if not is_origin(by):
        return say("Groups by %(field)s are counted here and not compared: this report judges where leads come from.",
                   field=label)  # fmt: skip
    found = compared(finding.rows, by)
    if not found.comparisons:
        few = say("No %(field)s has leads enough to be compared with the rest.", field=label)
        return only_group(finding.rows, by, label) or few
    if not found.differences:
        return say(
            "No %(field)s differs from the rest beyond chance, in wins, bad data or SQLs (%(scope)s).",
            field=label, scope=scope(found),
        )  # fmt: skip
    return f"{_named(found.differences, label)}."


def _named(found: Sequence[Difference], label: str) -> str:
    """The worst group and the best, each with what it goes with; how many more stand apart."""
    worst = next((one.group for one in found if _is_bad(one)), _NOBODY)
    best = next((one.group for one in found if one.measure.name == "won" and one.is_more), _NOBODY)
    told = [group for group in (worst, best) if group != _NOBODY] or [found[0].group]
    said = [_told(group, found, label, most=1 if nth else 2) for nth, group in enumerate(dict.fromkeys(told))]
    if more := len({one.group for one in found} - set(told)):
        said.append(say_many("%(n)s more stands apart", "%(n)s more stand apart", more))
    return "; ".join(said)


def _is_bad(one: Difference) -> bool:
    return one.is_more is (one.measure.name == "defective")


def _told(group: str | None, found: Sequence[Difference], label: str, *, most: int) -> str:
    """'LeadHarbor goes with fewer wins (2.4 % v 11.3 % of the rest) and more bad data (25.3 % v 2.1 %)'."""
    own = [one for one in found if one.group == group]
    shown = sorted(own, key=lambda one: _ORDER[one.measure.name])[:most]
    what = listed([against(one, is_first=not nth) for nth, one in enumerate(shown)])
    if group:
        return say("%(group)s goes with %(what)s", group=group_name(group), what=what)
    return say("Leads without a %(field)s go with %(what)s", field=label, what=what)


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    total = finding.total
    found = [
        truncation(finding),
        _young(finding),
        _small(finding),
        *against_the_eye(compared(finding.rows, str(finding.query.by))),
        _costs(finding),
        _unrated(finding),
        counted(total["won_without_value"], "won_without_value", say_many(
            "%(n)s lead is won without a deal of known value, so the won value is too low.",
            "%(n)s leads are won without a deal of known value, so the won value is too low.",
            total["won_without_value"])),
        counted(total["won_before_arrival"], "won_before_arrival", say_many(
            "%(n)s lead is dated as won before it arrived: an error; it counts as won, not in the days.",
            "%(n)s leads are dated as won before they arrived: an error; they count as won, not in the days.",
            total["won_before_arrival"])),
        counted(total["returned"], "returned", say_many(
            "%(n)s lead came back after recycling and counts once, with the first source.",
            "%(n)s leads came back after recycling and count once, with the first source.", total["returned"])),
    ]  # fmt: skip
    return [caution for caution in found if caution]


def _young(finding: Finding) -> Caution | None:
    number = finding.total["immature"]
    return counted(number, "immature", say_many(
        "%(n)s lead is still open and younger than %(age)s: their rates can still rise. They are left out of every "
        "comparison; a group of mostly young leads is drawn hollow.",
        "%(n)s leads are still open and younger than %(age)s: their rates can still rise. They are left out of every "
        "comparison; a group of mostly young leads is drawn hollow.", number, age=age(finding)))  # fmt: skip


def _small(finding: Finding) -> Caution | None:
    by = str(finding.query.by)
    few = [group_name(row[by]) for row in finding.rows if row["leads"] and row["judged"] < FEWEST]
    if not few or not is_origin(by):
        return None
    more = [say("%(more)s more", more=str(len(few) - 5))] if len(few) > 5 else []
    return Caution(say("Fewer than %(few)s leads old enough to be judged, so not compared: %(groups)s.",
                       few=FEWEST, groups=listed([*few[:5], *more])))  # fmt: skip


def _costs(finding: Finding) -> Caution | None:
    total = finding.total
    without = total["leads"] - total["costed"]
    if total["cost_minor"] is None or not without:
        return None
    return Caution(say(
        "A cost is recorded for %(costed)s of %(leads)s; cost per lead, accepted, qualified and won speak of those "
        "alone.", costed=total["costed"], leads=leads_of(total["leads"])))  # fmt: skip


def _unrated(finding: Finding) -> Caution | None:
    number = finding.beside["unrated"][0]["costs"]
    return counted(number, None, say_many(
        "%(n)s cost in another currency has no rate and is left out: add the rate of the day.",
        "%(n)s costs in another currency have no rate and are left out: add the rate of the day.", number))  # fmt: skip


def definitions(finding: Finding) -> list[Definition]:
    """Cohort, horizon, and the rule of every number, in plain words."""
    young = say("still open and younger than %(age)s; a group is drawn hollow where fewer than half "
"of its leads are old enough", age=age(finding))  # fmt: skip
    return [
        Definition(marked("cohort"), cohort(finding)),
        Definition(marked("horizon"), horizon(finding)),
        *(Definition(term, say(meaning, few=FEWEST)) for term, meaning in _RULES),
        Definition(marked("immature"), young),
    ]


_RULES = (
    (marked("reached a milestone"), marked("entered a stage of it, or of any later one on the winning path")),
    (
        marked("rates"),
        marked(
            "MQL, SQL, won and bad data of all leads of the cohort, with Wilson's 95 %% interval; "
            "blank on fewer than %(few)s"
        ),
    ),
    (
        marked("acceptance"),
        marked(
            "accepted by sales (reached SAL) of those that sales answered: accepted, or rejected "
            "before contact. Where hand-overs are recorded, a lead that was turned away before it was "
            "one (before MQL) is no answer of sales"
        ),
    ),
    (
        marked("compared"),
        marked(
            "each group with all the others together, on leads old enough to be judged that "
            "arrived since wins are recorded: wins, bad data and SQLs; named only where the "
            "difference holds among all comparisons made (Benjamini-Hochberg, 10 %%) and is 7 %% "
            "of the rest's rate or more; who stands furthest apart leaves the rest before the "
            "others are compared again. A difference goes with a group; it need not be caused by "
            "it"
        ),
    ),
    (
        marked("bad data"),
        marked("a defect found by validation, a rep or an import that was not mended since"),
    ),
    (
        marked("costs"),
        marked(
            "costs dated in the period, each shared in equal parts, to the last cent, among the "
            "leads of its campaign (without one: of its vendor, its source, or both) that arrived "
            "in the month of the cost, else among all such leads of the period; a cost for which "
            "none arrived stands with its own campaign's source and vendor. Parts add up to the "
            "total"
        ),
    ),
    (
        marked("cost per won"),
        marked("cost / won of the leads that a cost is recorded for; blank without a recorded cost, never 0"),
    ),
    (
        marked("won value"),
        marked("won deals of the leads, at the won date's rate; each deal counts with its primary lead"),
    ),
    (
        marked("days to won"),
        marked(
            "the time by which half of all wins came that come at all within the oldest lead's "
            "age; leads that are not won count as waiting up to their age (Kaplan-Meier), so that "
            "young groups do not look fast"
        ),
    ),
)
