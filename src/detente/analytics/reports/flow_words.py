"""The flow in words: its finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from collections import Counter

from detente.analytics.answer import Caution, Definition
from detente.analytics.fields import NONE
from detente.analytics.report import Finding
from detente.analytics.reports.flow_places import IDLE, OPEN, OUTCOMES
from detente.analytics.reports.shared_words import cohort, horizon
from detente.analytics.span import LONG_DAYS, USUAL_DAYS
from detente.analytics.wording import count, percent, verb


def headline(finding: Finding) -> str:
    """The finding in one sentence: the open leads that nobody works, then where the others are."""
    ended = _by_outcome(finding)
    leads = sum(ended.values())
    if not leads:
        return "No leads arrived" + (" in this period with these filters." if _is_cut(finding) else " yet.")
    return f"{_open(finding, ended)} {_others(ended, leads)}"


def _is_cut(finding: Finding) -> bool:
    query = finding.query
    return bool(query.where or query.from_on or query.to_on)


def _by_outcome(finding: Finding) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in finding.rows:
        found[row["outcome"]] += row["leads"]
    return found


def _open(finding: Finding, ended: Counter[str]) -> str:
    still = sum(ended[name] for name in OPEN)
    idle, lost = ended["unworked"], ended["lost_track"]
    if not still:
        return "No lead is open."
    if ended["open"]:
        return f"{count(still, 'lead')} {verb(still, 'is', 'are')} open; whether anybody works them is not recorded."
    if not idle and not lost:
        return f"All {count(still, 'open lead')} {verb(still, 'is', 'are')} being worked."
    parts = [f"nobody is working {idle:,} of {still:,} open leads"] if idle else []
    if lost:
        parts.append(
            f"{lost:,} {'more ' if idle else f'of {still:,} open leads '}{verb(lost, 'was', 'were')} lost track of"
        )
    said = " and ".join(parts) + _most(finding, idle + lost)
    return f"{said[0].upper()}{said[1:]}."


def _most(finding: Finding, idle: int) -> str:
    """', most of them from paid_search (80)', where one group has more than half."""
    by = str(finding.query.by)
    found: Counter[str] = Counter()
    for row in finding.rows:
        if row["outcome"] in IDLE:
            found[row[by] or NONE] += row["leads"]
    group, number = found.most_common(1)[0]
    return f", most of them from {group} ({number:,})" if number * 2 > idle and len(found) > 1 else ""


def _others(ended: Counter[str], leads: int) -> str:
    won, gone = ended["won"], leads - ended["won"] - sum(ended[name] for name in OPEN)
    told = f"Of {count(leads, 'lead')} {won:,} {verb(won, 'is', 'are')} won ({percent(won / leads)})"
    if not gone:
        return f"{told}."
    largest = max(
        (name for name in OUTCOMES if name not in OPEN and name != "won"), key=lambda name: ended[name]
    )
    return f"{told}; {gone:,} ended otherwise, {ended[largest]:,} of them {OUTCOMES[largest].name.lower()}."


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know."""
    found = []
    if not finding.span.activities and any(row["outcome"] == "open" for row in finding.rows):
        found.append(
            "No attempts are recorded at all, so nobody can tell which open leads are worked: they stand as open."
        )
    if finding.query.horizon_days is not None:
        found.append(
            "With a horizon a lead stands where it stood then, and is judged as worked or not as of then."
        )
    found.append(
        "Work that nobody wrote down is not seen here: a lead that is worked by word of mouth looks idle."
    )
    return [Caution(text) for text in found]


def definitions(finding: Finding) -> list[Definition]:
    """Cohort, and the rule of every outcome, in plain words."""
    return [
        Definition("cohort", cohort(finding)),
        Definition("horizon", horizon(finding)),
        Definition("reached", "the furthest milestone of any attempt; a lead that never left its first stage reached "
                   "inquiry"),
        Definition("agreed time", "what the playbook expects of the milestone where the lead stands: the longest of "
                   f"its stages' expected days; {USUAL_DAYS} days where it says nothing"),
        Definition("work", "an attempt of a human to reach the person, or a move to another stage; the arrival counts "
                   "as the first sign"),
        Definition("being worked", "open, with work within the agreed time"),
        Definition("nobody is working these", "open, with or without an owner, and no work for longer than the agreed "
                   "time"),
        Definition("lost track of", "open, and neither work nor a response of the person for longer than three times "
                   f"the agreed time and {LONG_DAYS} days; or no work for longer than the agreed time while its owner "
                   "may no longer sign in"),
        Definition("parts", "every lead has one outcome: they add up to the leads"),
    ]  # fmt: skip
