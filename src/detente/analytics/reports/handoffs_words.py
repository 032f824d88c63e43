"""Handoffs in words: the finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from detente.analytics.answer import Caution, Definition
from detente.analytics.fields import field
from detente.analytics.language import marked, say, say_many
from detente.analytics.report import Finding
from detente.analytics.reports.differences_told import named, only_group, scope
from detente.analytics.reports.handoffs_compare import compared
from detente.analytics.reports.people_seen import kept_back
from detente.analytics.reports.shared_words import counted, is_cut
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.wording import between, inside, percent


def headline(finding: Finding) -> tuple[str, ...]:
    """What stands apart, or that nothing does beyond chance; then the share of all."""
    total = finding.total
    if not total["handoffs"]:
        return (_none(finding),)
    if total["answered"] < FEWEST:
        given = say_many("%(n)s handoff", "%(n)s handoffs", total["handoffs"])
        return (
            say(
                "%(answered)s of %(given)s answered: fewer than %(few)s, too few for a rate.",
                answered=total["answered"], given=given, few=FEWEST,
            ),
        )  # fmt: skip
    return _sentence(finding), _overall(finding)


def _none(finding: Finding) -> str:
    if is_cut(finding):
        return say("No lead was handed over in this period with these filters.")
    return say("No lead was handed over yet.")


def _sentence(finding: Finding) -> str:
    label = inside(field(str(finding.query.by)).label)
    if finding.query.by == "reason":
        return _sides(finding)
    if told := kept_back(finding, label):
        return told
    found = compared(finding.rows, finding.query)
    if not found.comparisons:
        few = say("No %(field)s has handoffs enough to be compared with the rest.", field=label)
        return only_group(finding.rows, str(finding.query.by), label) or few
    if found.differences:
        return named(found.differences, label)
    return say(
        "No %(field)s differs from the rest beyond chance (%(scope)s).", field=label, scope=scope(found)
    )


def _sides(finding: Finding) -> str:
    total = finding.total
    return say(
        "%(back)s came back to marketing: %(quality)s for reasons that speak of the lead, %(sales)s of selling, "
        "%(unknown)s of neither side (as stated by reps).",
        back=say_many("%(n)s lead", "%(n)s leads", total["came_back"]), quality=total["back_for_quality"],
        sales=total["back_for_sales"], unknown=total["back_for_unknown"],
    )  # fmt: skip


def _overall(finding: Finding) -> str:
    accepted, answered = finding.total["accepted"], finding.total["answered"]
    return say(
        "Sales accepted %(share)s of %(answered)s answered (95 %% interval %(interval)s); %(back)s came back to "
        "marketing, %(unanswered)s went unanswered.",
        share=percent(accepted / answered), answered=answered, interval=between(*wilson(accepted, answered)),
        back=finding.total["came_back"], unanswered=finding.total["unanswered"],
    )  # fmt: skip


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    total = finding.total
    found = [
        counted(total["pending"], "pending", say_many(
            "%(n)s handoff is not due yet and in no rate.",
            "%(n)s handoffs are not due yet and in no rate.", total["pending"])),
        counted(total["pooled"], "pooled", say_many(
            "%(n)s waited because everybody was full: that is a delay of capacity, not of who got it in the end.",
            "%(n)s waited because everybody was full: that is a delay of capacity, not of who got them in the end.",
            total["pooled"])),
        counted(total["withdrawn"], "withdrawn", say_many(
            "%(n)s was withdrawn before an answer and is in no rate.",
            "%(n)s were withdrawn before an answer and are in no rate.", total["withdrawn"])),
        _stated(finding),
        _routed(finding),
    ]  # fmt: skip
    return [caution for caution in found if caution]


def _stated(finding: Finding) -> Caution | None:
    if not finding.total["came_back"]:
        return None
    return Caution(
        say("Reasons are as stated by reps; which side a reason speaks for is what the playbook says.")
    )


def _routed(finding: Finding) -> Caution | None:
    if finding.query.by not in ("receiver", "receiver_team", "owner"):
        return None
    drawn = finding.total["randomised"]
    return Caution(say(
        "Reps get different leads: routing is by owner and territory first, and the receiver of %(drawn)s of %(all)s "
        "was drawn by lot. Who has a group when it is answered is counted, after every reassignment. For coaching, "
        "not for ranking.", drawn=drawn, all=finding.total["handoffs"]))  # fmt: skip


def definitions(finding: Finding) -> list[Definition]:
    """What is counted, and by which rule."""
    query = finding.query
    days = say(
        "handoffs by the day on which they were made (days of %(zone)s); a lead that was given several times counts "
        "each time", zone=query.zone,
    )  # fmt: skip
    return [
        Definition(marked("handoffs"), days),
        *(Definition(term, say(meaning, few=FEWEST)) for term, meaning in _RULES),
    ]


_RULES = (
    (marked("handed over; passed"), marked("given by marketing to sales; by inside sales to an account executive")),
    (
        marked("acceptance"),
        marked(
            "accepted of those answered, with Wilson's 95 %% interval, blank on fewer than %(few)s; unanswered ones "
            "stand beside it, pending and withdrawn ones are left out"
        ),
    ),
    (marked("in time"), marked("answered by the due time that the playbook sets in business time; late and unanswered "
                               "ones are not")),
    (
        marked("came back"),
        marked(
            "given by marketing and rejected before contact, or recycled later; of a lead that was given several "
            "times the last time counts as recycled"
        ),
    ),
    (
        marked("compared"),
        marked(
            "each group with all the others together; named only where the difference holds among all comparisons "
            "made (Benjamini-Hochberg, 10 %%) and is 7 %% or more; a difference goes with a group, it need not be "
            "caused by it"
        ),
    ),
)  # fmt: skip
