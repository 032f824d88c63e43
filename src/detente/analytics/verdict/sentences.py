"""The verdict in words: one sentence an executive can repeat, then what it rests on."""

from __future__ import annotations

from typing import Any

from detente.analytics.answer import Caution, Definition
from detente.analytics.language import marked, say
from detente.analytics.verdict.estimates import Estimate
from detente.analytics.verdict.naming import MATERIAL
from detente.analytics.verdict.periods import Against
from detente.analytics.verdict.verdict import Verdict
from detente.analytics.wording import count, listed, percent, roughly

PARTS = {
    "mix": marked("mix of sources"),
    "follow_up": marked("follow-up"),
    "quality_early": marked("lead quality, found early"),
    "quality_late": marked("lead quality, found late"),
    "selling": marked("selling"),
    "market": marked("a late-stage fall shared by all reps: market, price, product or the whole team"),
}

WHY = {
    "too_few_leads": marked("there are too few leads in one of the periods"),
    "too_few_wins": marked(
        "too few leads were won to compare: 25 in the benchmark and 10 expected now are needed"
    ),
    "few_wins": marked("with fewer than 50 won leads in the benchmark only follow-up can be told"),
    "stages_undated": marked("it is not recorded when leads entered their stages"),
    "no_losses_recorded": marked("neither attempts nor losses are recorded"),
    "twins_disagree": marked("the estimates with and without the stated reasons disagree"),
    "attempts_unknown": marked(
        "attempts are not recorded, and leads that nobody tried look like bad leads: log calls and mails"
    ),
    "late_on_reasons_alone": marked(
        "it rests on the reasons that reps stated; a blind second look at leads of both periods would settle it"
    ),
    "late_stage_cannot_tell_which": marked(
        "leads fall off late, and nothing tells for sure whether some reps lose them, or all alike, or bad leads do"
    ),
    "may_be_chance": marked(
        "chance alone lets the win rate fall as far now and then, and no part of it fell for sure"
    ),
    "no_target": marked("no target for won deals holds in the period"),
    "too_few_sources": marked("there are fewer than four sources with enough leads"),
    "against_target": marked("a target says how far it is to it, not why; ask against the year before"),
    "against_best_quartile": marked(
        "the best sources say how far it is to them, not why; ask against the year before"
    ),
    "definitions_changed": marked(
        "the playbook's milestones changed within the periods, so they do not compare"
    ),
}


def part_name(name: str) -> str:
    """A part in the reader's language."""
    return say(PARTS[name])


def finding(found: Verdict, money: dict[str, Any]) -> tuple[str, ...]:
    """The headline, and what it rests on."""
    if not found.total or found.rate is None or found.base_rate is None:
        return (say("We cannot tell: %(why)s.", why=_why(found)), _rests(found))
    fall = say(
        "%(rate)s of leads are won or will be, against %(base)s in the benchmark.",
        rate=percent(found.rate), base=percent(found.base_rate),
    )  # fmt: skip
    if not found.names:
        return (_nothing(found.total), fall, _rests(found))
    if "cannot_tell" in found.names:
        return (say("We cannot tell why: %(why)s.", why=_why(found)), fall, _rests(found))
    named = listed([part_name(name) for name in found.names])
    if found.total.high >= 0:
        return (say("What fell for sure is %(named)s; whether fewer are won in all cannot be told yet.", named=named),
                fall, _rests(found))  # fmt: skip
    return (say("The shortfall goes with %(named)s.", named=named), fall, *_missing(money), _rests(found))


def _nothing(total: Estimate) -> str:
    """No fall that is sure and large; whether a large one can be ruled out is another matter."""
    if total.low > -MATERIAL:
        return say("Nothing fell short by 7 %% or more.")
    if total.high < 0:
        return say(
            "Fewer are won, by between %(low)s and %(high)s: too little is sure to name a cause.",
            low=percent(-total.high), high=percent(-total.low),
        )  # fmt: skip
    return say(
        "No shortfall can be told from chance: the win rate changed by between %(low)s and %(high)s.",
        low=percent(total.low), high=percent(total.high),
    )  # fmt: skip


def _missing(money: dict[str, Any]) -> tuple[str, ...]:
    if (money.get("won") or 0) >= 0:
        return ()
    deals = count(round(-money["won"]))
    if money["value_minor"] is None:
        return (say("About %(deals)s won deals are missing.", deals=deals),)
    value = roughly(-money["value_minor"], money["currency"])
    return (say("About %(deals)s won deals are missing, worth about %(value)s.", deals=deals, value=value),)


def _why(found: Verdict) -> str:
    return listed([say(WHY[why]) for why in found.named.why] or [say(WHY["twins_disagree"])])


def _rests(found: Verdict) -> str:
    leads, wins = found.counted.leads, found.counted.wins
    return say(
        "It rests on %(now)s leads with %(now_won)s won so far, against %(base)s with %(base_won)s.",
        now=leads[1], now_won=wins[1], base=leads[0], base_won=wins[0],
    )  # fmt: skip


def cautions(found: Verdict) -> list[Caution]:
    """What a reader must know before believing it."""
    checks, told = found.checks, []
    if checks.get("missing_reasons", 0) >= 0.1:
        told.append(
            say(
                "%(share)s of ended leads have no reason that says more.",
                share=percent(checks["missing_reasons"]),
            )
        )
    if checks.get("open_now", 0) >= 0.1:
        told.append(say("%(share)s of the period's leads are still open; they count with the chances of earlier "
                        "ones at their age.", share=percent(checks["open_now"])))  # fmt: skip
    if found.total and not found.counted.has_contacts:
        told.append(
            say("Attempts are not recorded, so nothing is said of follow-up; it stands within quality.")
        )
    if found.total and found.counted.rests["recycled"]:
        told.append(say("A lead that was recycled counts as it ended then, in both periods: the period's leads have "
                        "had less time to come back."))  # fmt: skip
    if version := checks.get("replayed_under"):
        told.append(say("The playbook's milestones changed within the periods; both are counted by those of "
                        "version %(version)s.", version=version))  # fmt: skip
    told += _audit(checks.get("blind_audit"))
    flags = checks.get("flags", ())
    told += [say(text) for flag, text in _FLAGS.items() if flag in flags]
    return [Caution(text) for text in told]


def _audit(audit: dict[str, Any] | None) -> list[str]:
    """What a blind audit says, and whether it corrects the reasons."""
    if not audit or not audit["leads"]:
        return []
    told = [say("%(leads)s leads were judged blindly by two people, who agreed on %(share)s of them.",
                leads=audit["leads"], share=percent(audit["agreement"]["estimate"]))]  # fmt: skip
    for key, text in _JUDGED.items():
        if audit[key]["n"]:
            told.append(say(text, share=percent(audit[key]["estimate"]), low=percent(audit[key]["low"]),
                            high=percent(audit[key]["high"]), n=audit[key]["n"]))  # fmt: skip
    reason = audit["why_not"]
    told.append(say(_FED[reason]))
    return told


_JUDGED = {
    "quality_judged_good": marked(
        "Of %(n)s leads said to be bad, both judges call %(share)s good (%(low)s to %(high)s)."
    ),
    "sales_judged_poor": marked(
        "Of %(n)s leads said to be lost in selling, both judges call %(share)s bad (%(low)s to %(high)s)."
    ),
}

_FED = {
    None: marked("The stated reasons of late losses are corrected by that."),
    "too_few": marked(
        "The stated reasons are not corrected by that: 40 late-lost leads of each period on which both judges "
        "agree are needed."
    ),
    "judges_disagree": marked(
        "The stated reasons are not corrected by that: the judges agree too little beyond chance."
    ),
}

_FLAGS = {
    "reasons_conflict": marked(
        "Losses said to be bad leads sit with certain reps, so the stated reasons are not believed."
    ),
    "follow_up_contested": marked(
        "Follow-up fell most where leads got worse: reps may be reacting to worse leads. That part is not "
        "blamed on sales."
    ),
    "follow_up_made_up_for": marked(
        "Follow-up fell while each attempt seemed to bring more: reps may have left the worse leads lying, or fewer "
        "attempts were written down. That part is not blamed on sales."
    ),
    "harder_to_sell": marked(
        "All reps lost more after the SQL, too, but by less than fell with the leads. Worse leads are harder to sell, "
        "so that is not laid on the market or on sales."
    ),
    "reasons_unknown": marked(
        "Most late losses have no stated reason, so nothing tells bad leads from lost selling after the SQL."
    ),
    "late_on_reasons_alone": marked(
        "Quality found late rests on the reps' stated reasons alone. That is a question, not a verdict."
    ),
}


_BENCHMARKS = {
    "before": marked("the leads that arrived in the year before the period"),
    "last_year": marked("the leads that arrived on the same days of the year before"),
    "target": marked("the won deals that the playbook's target asks for in the days of the period, per lead"),
    "best_quartile": marked(
        "what the best quarter of sources brought, of the leads of the year before the period"
    ),
    "halves": marked("the first half of the leads of the year before the period"),
}


def definitions(found: Verdict, against: Against) -> list[Definition]:
    """How the words are meant."""
    return [
        Definition(
            "shortfall", say("how much fewer of the period's leads are won than at the benchmark's rate, per lead")
        ),
        Definition("benchmark", say(_BENCHMARKS[against])),
        Definition("interval", say("90 %%, the union of two estimates: with the stated reasons, and without them")),
        Definition("found early", say("up to the SQL; found late is after it")),
    ]  # fmt: skip
