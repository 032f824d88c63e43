"""The funnel in words: its finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from detente.analytics.answer import Caution, Definition, Row
from detente.analytics.fields import NONE, field
from detente.analytics.report import Finding
from detente.analytics.reports.funnel_truncation import truncation
from detente.analytics.reports.shared_words import age, cohort, counted, horizon
from detente.analytics.stats.comparison import difference
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.stats.multiplicity import discoveries
from detente.analytics.wording import between, count, listed, percent, verb

_PLACES = {
    "open_inquiry": "open at inquiry", "open_mql": "open at MQL", "open_sal": "open at SAL",
    "open_sql": "open at SQL", "open_proposal": "open at proposal", "rejected": "rejected",
    "disqualified": "disqualified", "unreached": "unreached", "recycled": "recycled",
    "joined": "joined to another lead", "lost": "lost",
}  # fmt: skip


def headline(finding: Finding) -> str:
    """The finding in one sentence; no rate on fewer than 10 leads, no difference chance could make."""
    total = finding.total
    if not total["leads"]:
        return "No leads arrived" + _where(finding) + ", so there is nothing to count yet."
    if total["mature"] < FEWEST:
        return _too_few(total)
    if finding.query.by is not None and len(finding.rows) > 1:
        return f"{_won_in_short(finding)}; {_compared(finding)}."
    return f"{_won(finding)}; {_rest(total)}."


def _where(finding: Finding) -> str:
    query = finding.query
    return " in this period with these filters" if query.where or query.from_on or query.to_on else ""


def _too_few(total: Row) -> str:
    won = f"{total['won']:,} of {count(total['leads'], 'lead')} {verb(total['won'], 'is', 'are')} won so far"
    return f"{won}: fewer than {FEWEST} are old enough to be judged, too few for a rate."


def _won(finding: Finding) -> str:
    total = finding.total
    won, leads = total["mature_won"], total["mature"]
    within = f" within {count(finding.query.horizon_days, 'day')}" if finding.query.horizon_days else ""
    share = f"({percent(won / leads)}, 95 % interval {between(*wilson(won, leads))})"
    if young := total["leads"] - leads:
        return f"{won:,} of {leads:,} leads old enough to be judged were won{within} {share}, {young:,} are younger"
    return f"{won:,} of {leads:,} leads were won{within} {share}"


def _won_in_short(finding: Finding) -> str:
    """The rate alone, where the groups are the finding."""
    won, leads = finding.total["mature_won"], finding.total["mature"]
    within = f" within {count(finding.query.horizon_days, 'day')}" if finding.query.horizon_days else ""
    which = "leads" if leads == finding.total["leads"] else "leads old enough to be judged"
    interval = between(*wilson(won, leads))
    return f"{percent(won / leads)} of {leads:,} {which} were won{within} (95 % interval {interval})"


def _rest(total: Row) -> str:
    left = total["leads"] - total["won"]
    if not left:
        return "none ended otherwise"
    where = max(_PLACES, key=lambda name: total[name])
    if total[where] == left:
        return f"the other {left:,} {verb(left, 'is', 'are all')} {_PLACES[where]}"
    return f"of the other {left:,} most are {_PLACES[where]} ({total[where]:,})"


def _compared(finding: Finding) -> str:
    total, by = finding.total, str(finding.query.by)
    pairs = [(row, p) for row in finding.rows if (p := _against_rest(row, total)) is not None]
    believed = discoveries([p for _, p in pairs])
    apart = [row for (row, _), is_apart in zip(pairs, believed, strict=True) if is_apart]
    said = _apart(apart, total, by) or f"no {field(by).label.lower()} differs from the rest beyond chance"
    limits = [*_fewer(len(pairs), len(finding.rows)), *_on(total)]
    return f"{said} ({', '.join(limits)})" if limits else said


def _fewer(compared: int, groups: int) -> list[str]:
    return [f"{compared} of {groups} compared"] if compared < groups else []


def _on(total: Row) -> list[str]:
    """Says on which leads the groups are compared, where these are not the ones of the rate before."""
    if total["judged"] == total["mature"]:
        return []
    return [f"on the {total['judged']:,} that arrived since wins are recorded"]


def _against_rest(row: Row, total: Row) -> float | None:
    if row["judged"] < FEWEST:
        return None
    return difference(
        row["judged_won"],
        row["judged"],
        total["judged_won"] - row["judged_won"],
        total["judged"] - row["judged"],
    )


def _apart(rows: list[Row], total: Row, by: str) -> str:
    def share(row: Row) -> float:
        return float(row["judged_won"] / row["judged"])

    def named(which: list[Row]) -> str:
        return listed([f"{row[by] or NONE} ({percent(share(row))})" for row in which])

    middle = total["judged_won"] / total["judged"]
    above = sorted((row for row in rows if share(row) > middle), key=share, reverse=True)
    below = sorted((row for row in rows if share(row) < middle), key=share)
    parts = []
    if above:
        parts.append(f"{named(above[:3])} {verb(len(above[:3]), 'stands', 'stand')} above the rest")
    if below:
        parts.append(f"{named(below[:3])} below")
    return ", ".join(parts)


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    total = finding.total
    found = [
        truncation(finding),
        _immature(finding),
        counted(total["won_before_arrival"], "won_before_arrival",
                 "{n} {is_} dated as won before {it} arrived: a defect; {it} {counts} as won, not in the days."),
        counted(total["without_source"], "without_source", "{n} {has} no source."),
        counted(total["undated"], "undated", "{n} reached a milestone on which no date is known: {it} {counts} as "
                 "having reached it, and {is_} left out of the days."),
        counted(total["returned"], "returned", "{n} came back after recycling and {counts} once, with the first "
                 "source, as far as any attempt came, where the latest stands."),
        counted(total["joined"], "joined", "{n} {is_} joined to another lead, which carries the deal and its win."),
        counted(finding.facts.targets, None, "{n} {is_} a chosen contact without a response (a target) and {is_} not "
                 "counted here."),
        counted(finding.facts.without_arrival, None, "{n} {has} no instant of arrival and {is_} in no period."),
        _playbooks(finding),
    ]  # fmt: skip
    return [caution for caution in found if caution]


def _immature(finding: Finding) -> Caution | None:
    number = finding.total["immature"]
    if not number:
        return None
    return Caution(
        f"{count(number, 'lead')} {verb(number, 'is', 'are')} immature: still open and younger than "
        f"{age(finding)}, so their rates can still rise; the finding leaves young leads out.",
        "immature",
    )


def _playbooks(finding: Finding) -> Caution | None:
    first, last = finding.facts.first_playbook, finding.facts.last_playbook
    if first is None or first == last:
        return None
    return Caution(
        f"The playbook changed while these leads arrived (version {first} to {last}): what counts as a "
        "milestone may not mean the same at both ends of the period."
    )


def definitions(finding: Finding) -> list[Definition]:
    """Cohort, horizon, and the rule of every milestone and part, in plain words."""
    return [
        Definition("cohort", cohort(finding)),
        Definition("horizon", horizon(finding)),
        *(Definition(term, meaning) for term, meaning in _RULES),
        Definition("immature", f"still open and younger than {age(finding)}"),
    ]


_RULES = (
    ("reached a milestone", "entered a stage of it, or of any later one on the winning path; coming back to a "
     "stage counts once; a stage dated afterwards dates its milestone"),
    ("inquiry", "gave contact data or responded: every lead that arrived"),
    ("MQL", "met the signed criteria of the playbook"),
    ("SAL", "sales looked at it and accepted to work it, before contact"),
    ("SQL", "a conversation confirmed a real opportunity and the pass was accepted"),
    ("proposal", "an offer was made, or a later stage reached"),
    ("won", "the lead stands as won; a win that was undone later is no win"),
    ("rates", f"each milestone of those who reached the one before it, in the same cohort; the won rate of all leads; "
     f"blank on fewer than {FEWEST}"),
    ("intervals", "Wilson's 95 % interval of a share; groups are called different from the rest only where "
     "leads old enough to be judged differ after allowing for the number compared (Benjamini-Hochberg, 10 %)"),
    ("days", "exact medians and quantiles of elapsed time; only where both milestones are dated and in order"),
    ("parts", "open, each exit and won add up to the leads"),
)  # fmt: skip
