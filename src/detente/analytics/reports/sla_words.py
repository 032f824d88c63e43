"""The SLA in words: what each team kept, what speaks against believing it, how it is counted."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Caution, Definition
from detente.analytics.language import marked, say, say_many
from detente.analytics.report import Finding
from detente.analytics.reports.shared_words import counted
from detente.analytics.reports.sla_kept import Kept, agreed, is_over, over_all, uncounted
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import listed, percent, within


def headline(finding: Finding) -> tuple[str, ...]:
    """Marketing's promises, then sales', over the periods that are over."""
    if finding.query.vendor is not None:
        return (say("What marketing and sales promised each other is about all leads; no vendor's part is cut out of "
                    "it."),)  # fmt: skip
    if not agreed(finding.beside):
        return (say("The playbook has no promises between the teams yet: propose its SLAs."),)
    if not finding.rows:
        return (say("Nothing that was promised falls into this period."),)
    kept = over_all(finding.rows)
    said = [_team(kept, "marketing", finding), _team(kept, "sales", finding)]
    return tuple(one for one in said if one) or (_too_few(),)


def _too_few() -> str:
    return say(
        "Too few cases are due yet to say whether promises are kept (fewer than %(few)s each).", few=FEWEST
    )


def _team(kept: Sequence[Kept], team: str, finding: Finding) -> str:
    own = [one for one in kept if one.promise.team == team and one.share is not None]
    if not own:
        return ""
    parts = listed([_said(one) for one in own])
    is_done = any(is_over(row) for row in finding.rows if row["team"] == team)
    if team == "marketing" and is_done:
        return say("Of its promises marketing kept %(parts)s.", parts=parts)
    if team == "marketing":
        return say("Of its promises marketing kept so far %(parts)s.", parts=parts)
    if is_done:
        return say("Of its promises sales kept %(parts)s.", parts=parts)
    return say("Of its promises sales kept so far %(parts)s.", parts=parts)


def _said(one: Kept) -> str:
    """'105.7 % (sales-ready leads)'."""
    return f"{percent(one.share or 0)} ({within(one.promise.name)})"


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    rows = finding.rows
    running = [row for row in rows if not is_over(row)]
    pending = sum(row["pending"] for row in rows)
    found = [
        Caution(say(
            "Numbers of leads are promised for all sources together: with this filter a part is compared with the "
            "whole.")) if finding.query.where and any(row["promised"] is not None for row in rows) else None,
        Caution(say(
            "A period is not over: it is compared with what was promised for its days until now, drawn hollow, and "
            "left out of the finding where another is over.")) if running else None,
        counted(pending, None, say_many(
            "%(n)s case is not due yet and in no share.",
            "%(n)s cases are not due yet and in no share.", pending)),
        _changed(finding),
        *(Caution(say("The promise measured by %(measure)s is not counted here.", measure=measure))
          for measure in uncounted(finding.beside)),
    ]  # fmt: skip
    return [caution for caution in found if caution]


def _changed(finding: Finding) -> Caution | None:
    """What was promised changed: numbers by the day, shares by the mean."""
    own = agreed(finding.beside).values()
    if all(len({row["playbook"] for row in rows}) < 2 for rows in own):
        return None
    return Caution(say(
        "What is promised differs between versions of the playbook: each day counts by the version that held on it, "
        "each handoff by the due times that were set when it was given."))  # fmt: skip


def definitions(finding: Finding) -> list[Definition]:
    """What is counted, and by which rule."""
    days = say("by month or week of the organisation's zone, %(zone)s; each promise counts on a day of its own",
               zone=finding.query.zone)  # fmt: skip
    return [
        Definition(marked("periods"), days),
        *(Definition(term, say(meaning, few=FEWEST)) for term, meaning in _RULES),
    ]


_RULES = (
    (marked("sales-ready leads"), marked("leads that reached MQL or a later milestone for the first time, by that day, "
                                         "against the number promised for the days that have come")),
    (
        marked("accepted by sales"),
        marked(
            "of the leads handed over, by that day, those accepted of those answered; without a recorded handoff by "
            "the day of MQL, accepted when it reached SAL and refused when it was rejected"
        ),
    ),
    (marked("answered in time"), marked("by the day of the hand-over: accepted or rejected by the due time, which is "
                                        "counted in business time; a lead's first hand-over counts")),
    (marked("first tried in time"), marked("by the day of the hand-over: a first attempt of a human by its due time")),
    (
        marked("before giving up"),
        marked("by the day on which a lead ended as unreached: with as many attempts and as many channels as the "
               "playbook asks for; who was recycled without a conversation is counted in the report follow_up"),
    ),
    (
        marked("of the promise"),
        marked(
            "what was kept divided by what was promised: 100 %% is all of it, more is possible for marketing; shares "
            "with Wilson's 95 %% interval, blank on fewer than %(few)s; a number of leads is counted, so it has none"
        ),
    ),
)  # fmt: skip
