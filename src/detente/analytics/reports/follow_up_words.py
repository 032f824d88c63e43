"""Follow-up in words: the finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from detente.analytics.answer import Caution, Definition
from detente.analytics.fields import field
from detente.analytics.language import marked, say, say_many
from detente.analytics.report import Finding
from detente.analytics.reports.differences_told import named, only_group, scope
from detente.analytics.reports.follow_up_compare import compared
from detente.analytics.reports.people_seen import kept_back
from detente.analytics.reports.shared_words import counted, is_cut, leads_of
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import between, duration, inside, percent


def headline(finding: Finding) -> tuple[str, ...]:
    """What stands apart, or that nothing does beyond chance; then how soon and how many of all."""
    total = finding.total
    if not total["leads"]:
        return (_none(finding),)
    if not finding.span.activities:
        return (say("No attempts are recorded, so nothing can be said of follow-up; people may have tried."),)
    if total["leads"] < FEWEST:
        leads = leads_of(total["leads"])
        return (
            say(
                "%(tried)s of %(leads)s tried: fewer than %(few)s, too few to judge.",
                tried=total["tried"],
                leads=leads,
                few=FEWEST,
            ),
        )
    return _sentence(finding), _overall(finding)


def _none(finding: Finding) -> str:
    if is_cut(finding):
        return say("No lead was sales' to work in this period with these filters.")
    return say("No lead is sales' to work yet: none was handed over, sales-ready, assigned or tried.")


def _sentence(finding: Finding) -> str:
    label = inside(field(str(finding.query.by)).label)
    if told := kept_back(finding, label):
        return told
    found = compared(finding.rows, finding.query)
    if not found.comparisons:
        few = say("No %(field)s has leads enough to be compared with the rest.", field=label)
        return only_group(finding.rows, str(finding.query.by), label) or few
    if found.differences:
        return named(found.differences, label)
    return say("No %(field)s differs from the rest beyond chance, in how soon or how many leads are tried (%(scope)s).",
               field=label, scope=scope(found))  # fmt: skip


def _overall(finding: Finding) -> str:
    return " ".join(part for part in (_speed(finding), _sla(finding), _unworked(finding)) if part)


def _speed(finding: Finding) -> str:
    total = finding.total
    if total["speed"] is None:
        return say("Fewer than half of %(leads)s were tried.", leads=leads_of(total["leads"]))
    if total["speed_business"] is None:
        return say("Half of %(leads)s were tried within %(time)s of the buyer's action.",
                   leads=leads_of(total["leads"]), time=duration(total["speed"]))  # fmt: skip
    return say(
        "Half of %(leads)s were tried within %(time)s of the buyer's action (%(business)s of business time).",
        leads=leads_of(total["leads"]), time=duration(total["speed"]), business=duration(total["speed_business"]),
    )  # fmt: skip


def _sla(finding: Finding) -> str:
    total = finding.total
    if total["sla_rate"] is None:
        return ""
    return say(
        "%(share)s within SLA (95 %% interval %(interval)s).",
        share=percent(total["sla_rate"]), interval=between(total["sla_low"], total["sla_high"]),
    )  # fmt: skip


def _unworked(finding: Finding) -> str:
    number = finding.total["unworked"]
    if not number:
        return ""
    return say_many(
        "%(n)s was not tried in a week or more.", "%(n)s were not tried in a week or more.", number
    )


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    total = finding.total
    without = total["leads"] - total["sla"]
    found = [
        Caution(say("Reps may try sooner what looks better to them: that a lead tried soon does better is no effect of "
                    "the speed.")) if total["tried"] else None,
        _business(finding),
        counted(total["waiting"], "waiting", say_many(
            "%(n)s lead is younger than a week and not tried yet: it waits in every time, and is in no share of "
            "unworked ones.",
            "%(n)s leads are younger than a week and not tried yet: they wait in every time, and are in no share of "
            "unworked ones.", total["waiting"])),
        Caution(say("An SLA was agreed for %(sla)s of %(leads)s; the share within SLA speaks of those alone.",
                    sla=total["sla"], leads=leads_of(total["leads"]))) if total["sla"] and without else None,
        counted(total["pooled"], "pooled", say_many(
            "%(n)s lead waited because everybody was full: a delay of capacity, not of a rep.",
            "%(n)s leads waited because everybody was full: a delay of capacity, not of a rep.", total["pooled"])),
        counted(total["left_open"], "left_open", say_many(
            "%(n)s lead is open, without a conversation, and nobody tried for fourteen days: counted as given up.",
            "%(n)s leads are open, without a conversation, and nobody tried for fourteen days: counted as given up.",
            total["left_open"])),
        _of_reps(finding),
    ]  # fmt: skip
    return [caution for caution in found if caution]


def _business(finding: Finding) -> Caution | None:
    total = finding.total
    if total["speed"] is None or total["speed_business"] is not None:
        return None
    return Caution(
        say("No working hours are agreed, so there is no business time: nights and weekends count.")
    )


def _of_reps(finding: Finding) -> Caution | None:
    if finding.query.by not in ("receiver", "owner"):
        return None
    return Caution(say(
        "A lead stands with who tried it first, else with who has it. Reps get different leads at different hours; "
        "for coaching, not for ranking."))  # fmt: skip


def definitions(finding: Finding) -> list[Definition]:
    """What is counted, and by which rule."""
    leads = say(
        "leads that were handed over, sales-ready (MQL or later), assigned to somebody of sales, or tried; by the day "
        "of the buyer's action (days of %(zone)s); a lead that came back counts again", zone=finding.query.zone,
    )  # fmt: skip
    return [
        Definition(marked("leads"), leads),
        *(Definition(term, say(meaning, few=FEWEST)) for term, meaning in _RULES),
    ]


_RULES = (
    (
        marked("buyer's action"),
        marked(
            "what the handoff answers; without a handoff the last response before somebody of sales got the lead, "
            "else its arrival"
        ),
    ),
    (
        marked("speed to lead"),
        marked(
            "the buyer's action to the first attempt of a human since; automated mail is none, and reassignment does "
            "not reset it"
        ),
    ),
    (
        marked("response"),
        marked("from when the rep who tried first got it (else who has it now) to the first attempt"),
    ),
    (
        marked("business time"),
        marked(
            "seconds within the working hours of the rep's team, by the playbook's calendar, its zone and holidays"
        ),
    ),
    (
        marked("medians"),
        marked(
            "the time by which half (nine of ten) were tried, leads that wait still weighed in as waiting "
            "(Kaplan-Meier), by the minute within two hours, coarser beyond, and for ninety days at most; interval "
            "by Brookmeyer and Crowley; "
            "blank on fewer than %(few)s and where fewer were tried"
        ),
    ),
    (
        marked("given up"),
        marked(
            "tried without a conversation, and then ended as unreached or recycled, or open without an attempt for "
            "fourteen days; by how many attempts were made. A lead that was turned away for what it is was not given "
            "up"
        ),
    ),
    (
        marked("kinds of delay"),
        marked(
            "of the system (until the lead was given), of capacity (in the pool, because everybody was full), of "
            "people (what is left); the three add up to speed to lead, as means over leads that were tried and of "
            "which it is known when they were given"
        ),
    ),
    (
        marked("compared"),
        marked(
            "each group with all the others together, on first attempts within an hour of assignment and on leads "
            "tried within the time seen; named only where the difference holds among all comparisons made "
            "(Benjamini-Hochberg, 10 %%) and is 7 %% or more"
        ),
    ),
)
