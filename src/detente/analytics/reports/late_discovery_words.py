"""Late discovery in words: the finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from detente.analytics.answer import Caution, Definition
from detente.analytics.fields import field, group_name
from detente.analytics.language import marked, say, say_many
from detente.analytics.report import Finding
from detente.analytics.reports.differences_told import against_the_eye, named, only_group, scope
from detente.analytics.reports.late_discovery_compare import compared, ranked, vague
from detente.analytics.reports.late_discovery_rates import told_rates, unpaid
from detente.analytics.reports.people_seen import kept_back
from detente.analytics.reports.shared_words import age, cohort, counted, horizon, leads_of
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import amount, between, count, duration, inside, listed, percent


def headline(finding: Finding) -> tuple[str, ...]:
    """Which fact (or group) stands apart, or that none does; then how many were late and what it took."""
    total = finding.total
    if not total["leads"]:
        return (say("No lead ended for a reason that speaks of the lead, so nothing was found out late."),)
    if not total["late"]:
        return (
            say(
                "None of the %(leads)s found lacking had come as far as SQL.", leads=leads_of(total["leads"])
            ),
        )
    return _sentence(finding), _overall(finding)


def _sentence(finding: Finding) -> str:
    if finding.query.by == "fact":
        return _facts(finding)
    label = inside(field(str(finding.query.by)).label)
    if told := kept_back(finding, label):
        return told
    found = compared(finding.rows, finding.query, finding.beside)
    if not found.comparisons:
        few = say("No %(field)s has SQLs enough to be compared with the rest.", field=label)
        return only_group(finding.rows, str(finding.query.by), label) or few
    if found.differences:
        return named(found.differences, label)
    return say("No %(field)s differs from the rest beyond chance in how many SQLs are found lacking (%(scope)s).",
               field=label, scope=scope(found))  # fmt: skip


def _facts(finding: Finding) -> str:
    order = ranked(finding.rows)
    if order is None:
        return _untold(finding)
    first = order.rows[0]
    if order.is_sure:
        fact = group_name(first["fact"])
        return say(
            "%(fact)s is what should have been known earlier: it decided %(late)s of %(all)s late ones "
            "whose reason names a "
            "fact (95 %% interval %(interval)s), more than any other.",
            fact=fact[:1].upper() + fact[1:], late=first["late"], all=order.late,
            interval=between(*wilson(first["late"], order.late)),
        )  # fmt: skip
    among = [group_name(row["fact"]) for row in (first, *order.level) if row["late"]][:4]
    return say(
        "Which fact should have been known earlier cannot be told from chance: among the first are %(facts)s.",
        facts=listed(among),
    )


def _untold(finding: Finding) -> str:
    """Why no fact can be named, and what would settle it."""
    blank, late = vague(finding.rows), finding.total["late"]
    if blank < FEWEST:
        return say("Fewer than %(few)s were found lacking after SQL by a known fact: too few to say which should have "
                   "been known earlier.", few=FEWEST)  # fmt: skip
    return say(
        "Which fact should have been known earlier cannot be told: the reasons of %(blank)s of %(late)s late ones name "
        "none. Reasons that do would settle it.", blank=blank, late=late,
    )  # fmt: skip


def _overall(finding: Finding) -> str:
    total = finding.total
    reached = sum(row["sql"] for row in finding.beside["base"])
    late, spent = total["late"], duration(total["seconds"] or 0)
    if reached < FEWEST or late > reached:
        told = say("%(late)s were found lacking after SQL, as stated by reps", late=leads_of(late))
    else:
        told = say(
            "%(late)s of %(reached)s that reached SQL were found lacking after it, as stated by reps (%(share)s, 95 %% "
            "interval %(interval)s)", late=count(late), reached=leads_of(reached), share=percent(late / reached),
            interval=between(*wilson(late, reached)),
        )  # fmt: skip
    if not total["seconds"]:
        return say("%(told)s; no work on them is recorded after that could be known.", told=told)
    if total["cost_minor"] is None:
        return say(
            "%(told)s; reps spent %(spent)s on them after that could be known.", told=told, spent=spent
        )
    cost = amount(total["cost_minor"], finding.currency)
    return say("%(told)s; reps spent %(spent)s on them after that could be known, %(cost)s of their teams' cost.",
               told=told, spent=spent, cost=cost)  # fmt: skip


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    total = finding.total
    young = total["leads"] - total["mature"]
    unstated = sum(row["unstated"] for row in finding.beside["base"])
    found = [
        Caution(say("Reasons are as stated by reps. Who sold poorly may say that the lead was poor: this is "
                    "no verdict on "
                    "either team.")),
        Caution(say_many(
            "%(n)s lead ended after SQL without a stated reason; it may belong here.",
            "%(n)s leads ended after SQL without a stated reason; they may belong here.",
            unstated)) if unstated else None,
        *against_the_eye(compared(finding.rows, finding.query, finding.beside)),
        _estimated(finding),
        counted(total["missing"] + total["recorded"], None, say(
            "Of a field it is known that it is filled in by now, not since when: on record does not mean "
            "known at arrival. "
            "A blank one was never captured.")),
        counted(young, None, say_many(
            "%(n)s was found lacking but is too young to be judged: early ends come first, so it is in no share.",
            "%(n)s were found lacking but are too young to be judged: early ends come first, so they are in no share.",
            young)),
        counted(total["unknowable"], "unknowable", say_many(
            "Of %(n)s late one no conversation and no SQL is dated: it is in no time, cost or days.",
            "Of %(n)s late ones no conversation and no SQL is dated: they are in no time, cost or days.",
            total["unknowable"])),
        unpaid(finding),
    ]  # fmt: skip
    return [caution for caution in found if caution]


def _estimated(finding: Finding) -> Caution | None:
    share = finding.total["estimated_share"]
    if not share:
        return None
    return Caution(
        say("%(share)s of the time is an estimate: its length was not logged.", share=percent(share)),
        "estimated",
    )


def definitions(finding: Finding) -> list[Definition]:
    """What is counted, and by which rule."""
    return [
        Definition(marked("cohort"), cohort(finding)),
        Definition(marked("horizon"), horizon(finding)),
        Definition(marked("old enough"), say("an age of at least %(age)s", age=age(finding))),
        *(Definition(term, say(meaning, few=FEWEST)) for term, meaning in _SPENT),
        *_paid(finding),
        *(Definition(term, say(meaning, few=FEWEST)) for term, meaning in _RULES),
    ]


def _paid(finding: Finding) -> list[Definition]:
    """Which costs of an hour the money stands on."""
    rates = told_rates(finding)
    return [Definition(marked("an hour costs"), rates)] if rates else []


_SPENT = (
    (
        marked("found lacking"),
        marked(
            "rejected, disqualified, unreached or lost for a reason whose side is quality in the playbook "
            "under which the "
            "lead arrived; where no playbook says a side, for a reason that names a fact below"
        ),
    ),
    (marked("late"), marked("it had reached SQL, wherever it stood when it ended")),
    (
        marked("deciding fact"),
        marked(
            "what the stated reason is about: company size, job title, industry, country, contact data, who is known "
            "already, budget, say in the decision or need; the fit as a whole, and blank for any other reason, are no "
            "single fact"
        ),
    ),
    (
        marked("point of knowing"),
        marked(
            "the arrival, for what a form or a record can tell (company size, job title, industry, country, "
            "contact data, "
            "who is known already); for all else the first conversation, or SQL where that came first"
        ),
    ),
    (
        marked("time spent"),
        marked(
            "activities of reps after the point of knowing and until the end, by their logged length; where none was "
            "logged, 45 minutes for a meeting, 5 for a call or mail, 3 for anything else; automated mail is none"
        ),
    ),
    (
        marked("cost"),
        marked(
            "the time spent at what an hour of the rep's team cost on that day; where only the cost of the team in the "
            "month is known, the part of it that this work is of all work of the team in that month"
        ),
    ),
)  # fmt: skip

_RULES = (
    (
        marked("what should have been known earlier"),
        marked(
            "facts by the late leads that they decided; one is named first only where it is ahead of every "
            "other beyond "
            "chance (exact binomial test, Benjamini-Hochberg, 5 %%), from %(few)s late ones on"
        ),
    ),
    (
        marked("compared"),
        marked(
            "each fact with all the others together on the share found out late of those found lacking; any "
            "other group on "
            "the share of its SQLs found lacking; only of leads old enough; named only where the difference "
            "holds among all "
            "comparisons made (Benjamini-Hochberg, 10 %%) and is 7 %% or more"
        ),
    ),
)  # fmt: skip
