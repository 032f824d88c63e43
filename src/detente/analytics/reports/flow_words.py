"""The flow in words: its finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from collections import Counter

from detente.analytics.answer import Caution, Definition
from detente.analytics.fields import group_name
from detente.analytics.language import marked, say, say_many
from detente.analytics.report import Finding
from detente.analytics.reports.flow_places import IDLE, OPEN, OUTCOMES
from detente.analytics.reports.shared_words import cohort, horizon, is_cut, leads_of
from detente.analytics.span import LONG_DAYS, USUAL_DAYS
from detente.analytics.wording import inside, percent


def headline(finding: Finding) -> tuple[str, ...]:
    """The open leads that nobody works, then where the others are."""
    ended = _by_outcome(finding)
    leads = sum(ended.values())
    if leads:
        return _open(finding, ended), _others(ended, leads)
    if is_cut(finding):
        return (say("No leads arrived in this period with these filters."),)
    return (say("No leads arrived yet."),)


def _by_outcome(finding: Finding) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in finding.rows:
        found[row["outcome"]] += row["leads"]
    return found


def _open(finding: Finding, ended: Counter[str]) -> str:
    still = sum(ended[name] for name in OPEN)
    idle, lost = ended["unworked"], ended["lost_track"]
    if not still:
        return say("No lead is open.")
    if ended["open"]:
        return say_many(
            "%(n)s lead is open; whether anybody works them is not recorded.",
            "%(n)s leads are open; whether anybody works them is not recorded.", still,
        )  # fmt: skip
    if not idle and not lost:
        return say_many(
            "All %(n)s open lead is being worked.", "All %(n)s open leads are being worked.", still
        )
    return f"{_idle(idle, lost, still)}{_most(finding, idle + lost)}."


def _idle(idle: int, lost: int, still: int) -> str:
    if not lost:
        return say("Nobody is working %(idle)s of %(open)s open leads", idle=idle, open=still)
    if not idle:
        return say_many("%(n)s of %(open)s open leads was lost track of",
                        "%(n)s of %(open)s open leads were lost track of", lost, open=still)  # fmt: skip
    return say_many(
        "Nobody is working %(idle)s of %(open)s open leads and %(n)s more was lost track of",
        "Nobody is working %(idle)s of %(open)s open leads and %(n)s more were lost track of",
        lost, idle=idle, open=still,
    )  # fmt: skip


def _most(finding: Finding, idle: int) -> str:
    """', most of them from paid_search (80)', where one group has more than half."""
    by = str(finding.query.by)
    found: Counter[str | None] = Counter()
    for row in finding.rows:
        if row["outcome"] in IDLE:
            found[row[by]] += row["leads"]
    group, number = found.most_common(1)[0]
    if number * 2 <= idle or len(found) < 2:
        return ""
    return say(", most of them from %(group)s (%(number)s)", group=group_name(group), number=number)


def _others(ended: Counter[str], leads: int) -> str:
    won, gone = ended["won"], leads - ended["won"] - sum(ended[name] for name in OPEN)
    values = {"leads": leads_of(leads), "share": percent(won / leads)}
    if not gone:
        return say_many(
            "Of %(leads)s %(n)s is won (%(share)s).", "Of %(leads)s %(n)s are won (%(share)s).", won, **values
        )
    largest = max(
        (name for name in OUTCOMES if name not in OPEN and name != "won"), key=lambda name: ended[name]
    )
    values |= {"outcome": inside(OUTCOMES[largest].name)}
    return say_many(
        "Of %(leads)s %(n)s is won (%(share)s); %(gone)s ended otherwise, %(most)s of them %(outcome)s.",
        "Of %(leads)s %(n)s are won (%(share)s); %(gone)s ended otherwise, %(most)s of them %(outcome)s.",
        won, **values, gone=gone, most=ended[largest],
    )  # fmt: skip


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know."""
    found = []
    if not finding.span.activities and any(row["outcome"] == "open" for row in finding.rows):
        found.append(say(
            "No attempts are recorded at all, so nobody can tell which open leads are worked: they stand as open."
        ))  # fmt: skip
    if finding.query.horizon_days is not None:
        found.append(say(
            "With a horizon a lead stands where it stood then, and is judged as worked or not as of then."
        ))  # fmt: skip
    found.append(say(
        "Work that nobody wrote down is not seen here: a lead that is worked by word of mouth looks idle."
    ))  # fmt: skip
    return [Caution(text) for text in found]


def definitions(finding: Finding) -> list[Definition]:
    """Cohort, and the rule of every outcome, in plain words."""
    return [
        Definition(marked("cohort"), cohort(finding)),
        Definition(marked("horizon"), horizon(finding)),
        *(Definition(term, say(meaning, usual=USUAL_DAYS, long=LONG_DAYS)) for term, meaning in _RULES),
    ]


_RULES = (
    (marked("reached"), marked("the furthest milestone of any attempt; a lead that never left its first stage reached "
     "inquiry")),
    (marked("agreed time"), marked("what the playbook expects of the milestone where the lead stands: the longest of "
     "its stages' expected days; %(usual)s days where it says nothing")),
    (marked("work"), marked("an attempt of a human to reach the person, or a move to another stage; the arrival counts "
     "as the first sign")),
    (marked("being worked"), marked("open, with work within the agreed time")),
    (marked("nobody is working these"), marked("open, with or without an owner, and no work for longer than the agreed "
     "time")),
    (marked("lost track of"), marked("open, and neither work nor a response of the person for longer than three times "
     "the agreed time and %(long)s days; or no work for longer than the agreed time while its owner may no longer sign "
     "in")),
    (marked("parts"), marked("every lead has one outcome: they add up to the leads")),
)  # fmt: skip
