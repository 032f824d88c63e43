"""Scores in words: whether bands order wins and acceptance, what speaks against believing it, how it is counted."""

from __future__ import annotations

from detente.analytics.answer import Caution, Definition
from detente.analytics.language import marked, say, say_many
from detente.analytics.report import Finding
from detente.analytics.reports.scores_trend import Ordering, orderings
from detente.analytics.reports.shared_words import age, counted, is_cut
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import listed, percent


def headline(finding: Finding) -> tuple[str, ...]:
    """Of wins, then of acceptance: the bands order them, or that cannot be told."""
    total = finding.total
    if not total["handoffs"]:
        return (_none(finding),)
    if total["without_band"] == total["handoffs"]:
        return (say("These leads were handed over without points: the playbook had none then."),)
    wins, accepted = orderings(finding.beside.get("bands", ()))
    return _of_wins(wins, finding), _of_acceptance(accepted, finding)


def _none(finding: Finding) -> str:
    if is_cut(finding):
        return say("No lead was handed over in this period with these filters.")
    return say("No lead was handed over yet.")


def _of_wins(found: Ordering, finding: Finding) -> str:
    judged, won = finding.total["judged"], finding.total["judged_won"]
    values = {"steps": _steps(found), "won": won, "judged": judged}
    if found.is_sure and found.is_rising and found.is_in_order:
        return say("Leads of higher bands are won more often: %(steps)s.", **values)
    if found.is_sure and found.is_rising:
        return say("Leads of higher bands are won more often, though not at every step: %(steps)s.", **values)
    if found.is_sure:
        return say("Leads of higher bands are won less often: %(steps)s. The points do not do what they are for.",
                   **values)  # fmt: skip
    if found.trend is None:
        return say(
            "Whether leads of higher bands are won more often cannot be told yet: %(won)s of %(judged)s old enough to "
            "be judged are won.", **values,
        )  # fmt: skip
    if found.trend.needed is None:
        return say(
            "The bands do not order wins beyond chance (%(won)s of %(judged)s old enough to be judged are won), and "
            "nothing points that way.", **values,
        )  # fmt: skip
    return say(
        "Whether leads of higher bands are won more often cannot be told (%(won)s of %(judged)s old enough to be "
        "judged are won): a difference like this one would take about %(needed)s such leads to tell.",
        **values, needed=found.trend.needed,
    )  # fmt: skip


def _of_acceptance(found: Ordering, finding: Finding) -> str:
    total = finding.total
    values = {"steps": _steps(found), "accepted": total["accepted"], "answered": total["answered"]}
    if found.is_sure and found.is_rising:
        return say("Sales accepts higher bands more often: %(steps)s.", **values)
    if found.is_sure:
        return say("Sales accepts higher bands less often: %(steps)s.", **values)
    return say(
        "Whether sales accepts higher bands more often cannot be told (%(accepted)s of %(answered)s answered were "
        "accepted).", **values,
    )  # fmt: skip


def _steps(found: Ordering) -> str:
    return listed([f"{band} {percent(share)}" for band, share in found.steps])


def cautions(finding: Finding) -> list[Caution]:
    """What a reader must know, the gravest first."""
    total = finding.total
    versions = {row["of_version"] for row in finding.beside.get("bands", ())}
    found = [
        Caution(say(
            "Reps see the points, and may accept, call sooner and try harder because of them: what goes with a band "
            "need not come from the leads alone."
        )) if total["handoffs"] else None,
        Caution(say(
            "Points of %(versions)s versions of the playbook stand here together; a band need not mean the same in "
            "each. The trend compares within each version. Group or filter by playbook to see them apart.",
            versions=len(versions))) if len(versions) > 1 else None,
        counted(total["immature"], "immature", say_many(
            "%(n)s lead is open and too young to be judged, in no won rate: its hand-over is not past by %(age)s.",
            "%(n)s leads are open and too young to be judged, in no won rate: their hand-over is not past by %(age)s.",
            total["immature"], age=age(finding))),
        counted(total["without_band"], "without_band", say_many(
            "%(n)s lead was handed over without points.",
            "%(n)s leads were handed over without points.", total["without_band"])),
        counted(total["high_rejected"], "high_rejected", say_many(
            "%(n)s lead of the highest band was rejected: read why before changing points.",
            "%(n)s leads of the highest band were rejected: read why before changing points.",
            total["high_rejected"])),
        counted(total["low_won"], "low_won", say_many(
            "%(n)s lead of the lowest band was won.", "%(n)s leads of the lowest band were won.", total["low_won"])),
    ]  # fmt: skip
    return [caution for caution in found if caution]


def definitions(finding: Finding) -> list[Definition]:
    """What is counted, and by which rule."""
    days = say(
        "leads that marketing handed over, by the day of the hand-over (days of %(zone)s); one that was handed over "
        "several times counts once, by the last hand-over that sales accepted", zone=finding.query.zone,
    )  # fmt: skip
    return [
        Definition(marked("leads"), days),
        *(Definition(term, say(meaning, few=FEWEST)) for term, meaning in _RULES),
        Definition(
            marked("old enough"), say("the hand-over is past by %(age)s, or by more", age=age(finding))
        ),
    ]


_RULES = (
    (marked("band"), marked("the band of the points at the hand-over, frozen; in the order of their points")),
    (marked("won rate"), marked("won of those old enough to be judged, with Wilson's 95 %% interval; blank on fewer "
                                "than %(few)s")),
    (marked("acceptance"), marked("accepted of those answered, with Wilson's 95 %% interval; blank on fewer than "
                                  "%(few)s")),
    (
        marked("more often"),
        marked(
            "a trend over the bands (Cochran-Armitage), within each version of the playbook, beyond chance when wins "
            "and acceptance are tested together (5 %%); it cannot be told with fewer than two bands of %(few)s, or "
            "fewer than 5 cases either way"
        ),
    ),
    (marked("high, rejected; low, won"), marked("rejected though in the highest band, won though in the lowest that "
                                                "was handed over")),
)  # fmt: skip
