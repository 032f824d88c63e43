"""Stages in words: the finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from detente.analytics.answer import Caution, Definition, Row
from detente.analytics.fields import field
from detente.analytics.language import marked, say, say_many
from detente.analytics.report import Finding
from detente.analytics.reports.differences_told import named, only_group, scope
from detente.analytics.reports.people_seen import kept_back
from detente.analytics.reports.shared_words import age, cohort, horizon, is_cut, leads_of
from detente.analytics.reports.stages_compare import compared, falls, longest
from detente.analytics.reports.stages_places import name_of
from detente.analytics.reports.stages_rows import together
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import between, decimal, inside, percent


def headline(finding: Finding) -> tuple[str, ...]:
    """Which group or stage stands apart, or that none does beyond chance; then where leads end."""
    if not finding.total["leads"]:
        return (_none(finding),)
    first = _holds(finding) if finding.query.by is None else _groups(finding)
    return first, _ends(finding)


def _none(finding: Finding) -> str:
    if is_cut(finding):
        return say("No leads with dated moves arrived in this period with these filters.")
    return say("No lead has a dated move yet, so nothing is known of time in stages.")


def _groups(finding: Finding) -> str:
    label = inside(field(str(finding.query.by)).label)
    if told := kept_back(finding, label):
        return told
    found = compared(finding.rows, finding.query)
    if not found.comparisons:
        few = say("No %(field)s has leads old enough to be compared with the rest.", field=label)
        return only_group(finding.rows, str(finding.query.by), label) or few
    if found.differences:
        return named(found.differences, label)
    return say("No %(field)s differs from the rest beyond chance in where leads end (%(scope)s).",
               field=label, scope=scope(found))  # fmt: skip


def whole(finding: Finding) -> list[Row]:
    """A row for each stage over all groups, with its times."""
    return together(finding.rows, finding.beside)


def _holds(finding: Finding) -> str:
    stages = whole(finding)
    most, is_sure = longest(stages)
    if most is None:
        return say("In no stage have half of %(few)s leads or more moved on yet.", few=FEWEST)
    values = {"stage": name_of(most), "days": decimal(most["stay_days"]), "interval": _between(most)}
    if not is_sure:
        return say("Which stage holds leads longest cannot be told; in %(stage)s half had left after %(days)s days "
                   "(95 %% interval %(interval)s).", **values)  # fmt: skip
    told = say("%(stage)s holds leads longest: half had left after %(days)s days (95 %% interval %(interval)s)",
               **values)  # fmt: skip
    if most["expected_days"] is None:
        return f"{told}."
    return say("%(told)s; the playbook expects %(expected)s.", told=told,
               expected=decimal(most["expected_days"], 0))  # fmt: skip


def _between(row: Row) -> str:
    low, high = row["stay_days_low"], row["stay_days_high"]
    low_said = decimal(low) if low is not None else "?"
    return f"{low_said}–{decimal(high)}" if high is not None else say("%(low)s or more", low=low_said)


def _ends(finding: Finding) -> str:
    found = falls(finding.rows)
    if found.judged < FEWEST:
        return say("%(leads)s old enough to be judged: fewer than %(few)s, too few for a share that ended.",
                   leads=leads_of(found.judged), few=FEWEST)  # fmt: skip
    return say(
        "Of %(leads)s old enough to be judged %(early)s ended before SQL (95 %% interval %(early_interval)s) and "
        "%(late)s after it (%(late_interval)s).",
        leads=leads_of(found.judged), early=percent(found.early / found.judged),
        early_interval=between(*wilson(found.early, found.judged)), late=percent(found.late / found.judged),
        late_interval=between(*wilson(found.late, found.judged)),
    )  # fmt: skip


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    rows = finding.rows
    young = sum(row["stood_last"] - row["mature_last"] for row in rows)
    sums = {name: sum(row[name] for row in rows) for name in ("untimed", "joined", "recycled", "moved_back")}
    found = [
        young and say_many(
            "%(n)s lead is too young to be judged (age needed: %(age)s): it is in no fall-off, and waits in the times.",
            "%(n)s leads are too young to be judged (age needed: %(age)s): they are in no fall-off, and wait in the "
            "times.", young, age=age(finding)),
        sums["moved_back"] and say_many(
            "A lead went back from a stage %(n)s time; all its days in a stage are added up.",
            "Leads went back from a stage %(n)s times; all their days in a stage are added up.", sums["moved_back"]),
        sums["recycled"] and say_many(
            "%(n)s ended as not now, and may come back: a recycled lead is an end only until then.",
            "%(n)s ended as not now, and may come back: a recycled lead is an end only until then.", sums["recycled"]),
        sums["untimed"] and say_many(
            "%(n)s stay has no known end and is in no time.", "%(n)s stays have no known end and are in no time.",
            sums["untimed"]),
        _differing(finding),
        finding.query.by == "owner" and say(
            "Who owns a lead now is counted, whoever had it in a stage. Reps get different leads. For "
            "coaching, not for "
            "ranking."),
        say("Where a lead ends does not say why: a lead may end late because it was poor, or because it was "
            "sold poorly."),
    ]  # fmt: skip
    return [Caution(text) for text in found if text]


def _differing(finding: Finding) -> str:
    stages = [row for row in whole(finding) if row["due"] and row["expected_days"] is None]
    if not stages:
        return ""
    return say("Versions of the playbook expect different days of some stages; each lead is held to its own.")


def definitions(finding: Finding) -> list[Definition]:
    """What is counted, and by which rule."""
    return [
        Definition(marked("cohort"), cohort(finding)),
        Definition(marked("horizon"), horizon(finding)),
        Definition(marked("old enough"), say("an age of at least %(age)s", age=age(finding))),
        *(Definition(term, say(meaning, few=FEWEST)) for term, meaning in _RULES),
    ]


_RULES = (
    (
        marked("days in stage"),
        marked(
            "all days that a lead stood in a stage, back and forth, over all its attempts; the median and the 90th "
            "percentile weigh in as waiting who stands there still or was joined to another lead "
            "(Kaplan-Meier), by tenths "
            "of a day; intervals by Brookmeyer and Crowley; blank on fewer than %(few)s and where fewer left"
        ),
    ),
    (
        marked("holds longest"),
        marked("said only where the interval of its median lies above those of all other stages"),
    ),
    (
        marked("fall-off"),
        marked(
            "of the leads that entered a stage, the share that ended from it (rejected, disqualified, unreached, "
            "recycled or lost); early before SQL, late from SQL on; a lead ends at the stage where it stood last, and "
            "one that was recycled and came back has not ended"
        ),
    ),
    (marked("joined"), marked("another lead carries the deal and its win: neither an end nor a move on, and "
                              "in no share")),
    (
        marked("compared"),
        marked(
            "each group with all the others together, on ends before SQL of the leads old enough, and on ends after "
            "it of those that got that far or are open; named only where the difference holds among all comparisons "
            "made (Benjamini-Hochberg, 10 %%) and is 7 %% or more"
        ),
    ),
)  # fmt: skip
