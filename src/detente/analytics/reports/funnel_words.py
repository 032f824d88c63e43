"""The funnel in words: its finding, what to know before believing it, how it is counted."""

from __future__ import annotations

from detente.analytics.answer import Caution, Definition, Row
from detente.analytics.fields import field, group_name
from detente.analytics.language import marked, say, say_many
from detente.analytics.report import Finding
from detente.analytics.reports.funnel_truncation import truncation
from detente.analytics.reports.shared_words import (
    age,
    cohort,
    counted,
    days_of,
    horizon,
    is_cut,
    leads_of,
    won_share,
)
from detente.analytics.stats.comparison import difference
from detente.analytics.stats.intervals import FEWEST, wilson
from detente.analytics.stats.multiplicity import discoveries
from detente.analytics.wording import between, inside, listed, percent

_PLACES = {
    "open_inquiry": marked("open at inquiry"),
    "open_mql": marked("open at MQL"),
    "open_sal": marked("open at SAL"),
    "open_sql": marked("open at SQL"),
    "open_proposal": marked("open at proposal"),
    "rejected": marked("rejected"),
    "disqualified": marked("disqualified"),
    "unreached": marked("unreached"),
    "recycled": marked("recycled"),
    "joined": marked("joined to another lead"),
    "lost": marked("lost"),
}


def headline(finding: Finding) -> tuple[str, ...]:
    """The finding in one sentence; no rate on fewer than 10 leads, no difference chance could make."""
    total = finding.total
    if not total["leads"]:
        return (_none(finding),)
    if total["mature"] < FEWEST:
        return (_too_few(total),)
    if finding.query.by is not None and len(finding.rows) > 1:
        won, leads = total["mature_won"], total["mature"]
        return (f"{won_share(finding, won, leads, *wilson(won, leads))}; {_compared(finding)}.",)
    return (f"{_won(finding)}; {_rest(total)}.",)


def _none(finding: Finding) -> str:
    if is_cut(finding):
        return say("No leads arrived in this period with these filters, so there is nothing to count yet.")
    return say("No leads arrived, so there is nothing to count yet.")


def _too_few(total: Row) -> str:
    return say_many(
        "%(n)s of %(leads)s is won so far: fewer than %(few)s are old enough to be judged, too few for a rate.",
        "%(n)s of %(leads)s are won so far: fewer than %(few)s are old enough to be judged, too few for a rate.",
        total["won"],
        leads=leads_of(total["leads"]),
        few=FEWEST,
    )


def _won(finding: Finding) -> str:
    total = finding.total
    won, leads = total["mature_won"], total["mature"]
    young = total["leads"] - leads
    values = {
        "won": won,
        "leads": leads,
        "share": percent(won / leads),
        "interval": between(*wilson(won, leads)),
        "young": young,
        "days": days_of(finding),
    }
    if young and finding.query.horizon_days:
        return say(
            "%(won)s of %(leads)s leads old enough to be judged were won within %(days)s "
            "(%(share)s, 95 %% interval %(interval)s), %(young)s are younger",
            **values,
        )
    if young:
        return say(
            "%(won)s of %(leads)s leads old enough to be judged were won (%(share)s, 95 %% "
            "interval %(interval)s), %(young)s are younger",
            **values,
        )
    if finding.query.horizon_days:
        return say(
            "%(won)s of %(leads)s leads were won within %(days)s (%(share)s, 95 %% interval %(interval)s)",
            **values,
        )
    return say("%(won)s of %(leads)s leads were won (%(share)s, 95 %% interval %(interval)s)", **values)


def _rest(total: Row) -> str:
    left = total["leads"] - total["won"]
    if not left:
        return say("none ended otherwise")
    where = max(_PLACES, key=lambda name: total[name])
    place = say(_PLACES[where])
    if total[where] == left:
        return say_many(
            "the other %(n)s is %(place)s", "the other %(n)s are all %(place)s", left, place=place
        )
    return say(
        "of the other %(left)s the most are %(place)s (%(number)s)",
        left=left,
        place=place,
        number=total[where],
    )


def _compared(finding: Finding) -> str:
    total, by = finding.total, str(finding.query.by)
    pairs = [(row, p) for row in finding.rows if (p := _against_rest(row, total)) is not None]
    believed = discoveries([p for _, p in pairs])
    apart = [row for (row, _), is_apart in zip(pairs, believed, strict=True) if is_apart]
    said = _apart(apart, total, by) or say(
        "no %(field)s differs from the rest beyond chance", field=inside(field(by).label)
    )
    limits = [*_fewer(len(pairs), len(finding.rows)), *_on(total)]
    return f"{said} ({', '.join(limits)})" if limits else said


def _fewer(compared: int, groups: int) -> list[str]:
    return [say("%(some)s of %(all)s compared", some=compared, all=groups)] if compared < groups else []


def _on(total: Row) -> list[str]:
    """Says on which leads the groups are compared, where these are not the ones of the rate before."""
    if total["judged"] == total["mature"]:
        return []
    return [say("on the %(leads)s that arrived since wins are recorded", leads=total["judged"])]


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
        return listed([f"{group_name(row[by])} ({percent(share(row))})" for row in which])

    if not rows:
        return ""
    middle = total["judged_won"] / total["judged"]
    above = sorted((row for row in rows if share(row) > middle), key=share, reverse=True)[:3]
    below = sorted((row for row in rows if share(row) < middle), key=share)[:3]
    parts = []
    if above:
        parts.append(
            say_many(
                "%(groups)s stands above the rest",
                "%(groups)s stand above the rest",
                len(above),
                groups=named(above),
            )
        )
    if below:
        parts.append(say("%(groups)s below", groups=named(below)))
    return ", ".join(parts)


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    total, facts = finding.total, finding.facts
    found = [
        truncation(finding),
        _immature(finding),
        counted(
            total["won_before_arrival"],
            "won_before_arrival",
            say_many(
                "%(n)s lead is dated as won before it arrived: a defect; it counts as won, not in the days.",
                "%(n)s leads are dated as won before they arrived: a defect; they count as won, not in the days.",
                total["won_before_arrival"],
            ),
        ),
        counted(
            total["without_source"],
            "without_source",
            say_many("%(n)s lead has no source.", "%(n)s leads have no source.", total["without_source"]),
        ),
        _undated(total["undated"]),
        _returned(total["returned"]),
        counted(
            total["joined"],
            "joined",
            say_many(
                "%(n)s lead is joined to another lead, which carries the deal and its win.",
                "%(n)s leads are joined to another lead, which carries the deal and its win.",
                total["joined"],
            ),
        ),
        counted(
            facts.targets,
            None,
            say_many(
                "%(n)s lead is a chosen contact without a response (a target) and is not counted here.",
                "%(n)s leads are chosen contacts without a response (targets) and are not counted here.",
                facts.targets,
            ),
        ),
        counted(
            facts.without_arrival,
            None,
            say_many(
                "%(n)s lead has no instant of arrival and is in no period.",
                "%(n)s leads have no instant of arrival and are in no period.",
                facts.without_arrival,
            ),
        ),
    ]
    return [caution for caution in found if caution]


def _undated(number: int) -> Caution | None:
    return counted(
        number,
        "undated",
        say_many(
            "%(n)s lead reached a milestone on which no date is known: it counts as having "
            "reached it, and is left out of the days.",
            "%(n)s leads reached a milestone on which no date is known: they count as having "
            "reached it, and are left out of the days.",
            number,
        ),
    )


def _returned(number: int) -> Caution | None:
    return counted(
        number,
        "returned",
        say_many(
            "%(n)s lead came back after recycling and counts once, with the first source, as far as any attempt came, "
            "where the latest stands.",
            "%(n)s leads came back after recycling and count once, with the first source, as far as any attempt came, "
            "where the latest stands.",
            number,
        ),
    )


def _immature(finding: Finding) -> Caution | None:
    number = finding.total["immature"]
    return counted(
        number,
        "immature",
        say_many(
            "%(n)s lead is immature: still open and younger than %(age)s, so their rates can "
            "still rise; the finding leaves young leads out.",
            "%(n)s leads are immature: still open and younger than %(age)s, so their rates can still rise; the finding "
            "leaves young leads out.",
            number,
            age=age(finding),
        ),
    )


def definitions(finding: Finding) -> list[Definition]:
    """Cohort, horizon, and the rule of every milestone and part, in plain words."""
    return [
        Definition(marked("cohort"), cohort(finding)),
        Definition(marked("horizon"), horizon(finding)),
        *(Definition(term, say(meaning, few=FEWEST)) for term, meaning in _RULES),
        Definition(marked("immature"), say("still open and younger than %(age)s", age=age(finding))),
    ]


_RULES = (
    (
        marked("reached a milestone"),
        marked(
            "entered a stage of it, or of any later one on the winning path; coming back to a "
            "stage counts once; a stage dated afterwards dates its milestone"
        ),
    ),
    (marked("inquiry"), marked("gave contact data or responded: every lead that arrived")),
    (marked("MQL"), marked("met the signed criteria of the playbook")),
    (marked("SAL"), marked("sales looked at it and accepted to work it, before contact")),
    (marked("SQL"), marked("a conversation confirmed a real opportunity and the pass was accepted")),
    (marked("proposal"), marked("an offer was made, or a later stage reached")),
    (marked("won"), marked("the lead stands as won; a win that was undone later is no win")),
    (
        marked("rates"),
        marked(
            "each milestone of those who reached the one before it, in the same cohort; the won "
            "rate of all leads; blank on fewer than %(few)s"
        ),
    ),
    (
        marked("intervals"),
        marked(
            "Wilson's 95 %% interval of a share; groups are called different from the rest only "
            "where leads old enough to be judged differ after allowing for the number compared "
            "(Benjamini-Hochberg, 10 %%)"
        ),
    ),
    (
        marked("days"),
        marked(
            "exact medians and quantiles of elapsed time; only where both milestones are dated and in order"
        ),
    ),
    (marked("parts"), marked("open, each exit and won add up to the leads")),
)
