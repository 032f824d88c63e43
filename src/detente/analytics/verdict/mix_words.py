"""Which sources the mix of sources is about, in a sentence: those whose share moved the win rate down most."""

from __future__ import annotations

from detente.analytics.fields import group_name
from detente.analytics.language import say
from detente.analytics.verdict.drill import Drill, SourceRow
from detente.analytics.wording import listed, percent

MOST = 2


def shifts(names: tuple[str, ...], drill: Drill) -> tuple[str, ...]:
    """'LeadHarbor lists went from 17.9 % to 40.2 % of leads, and 0.4 % of them were won; …'; nothing where the mix
    of sources is not named.

    A source weighs as much as its share moved, times how far its win rate lies from that of all in the benchmark.
    """
    if "mix" not in names:
        return ()
    known = [row for row in drill.sources if row.win[0].share is not None]
    middle = sum(row.of_all[0] * (row.win[0].share or 0) for row in known)
    weighed = sorted((_weight(row, middle), nth) for nth, row in enumerate(known))
    told = [_told(known[nth]) for weight, nth in weighed[:MOST] if weight < 0]
    return (say("%(sources)s.", sources=listed(told)),) if told else ()


def _weight(row: SourceRow, middle: float) -> float:
    return (row.of_all[1] - row.of_all[0]) * ((row.win[0].share or 0) - middle)


def _told(row: SourceRow) -> str:
    name = say("rare sources together") if row.name is None else group_name(row.name or None)
    return say(
        "%(source)s went from %(before)s to %(now)s of the leads (%(won)s of them are won)",
        source=name, before=percent(row.of_all[0]), now=percent(row.of_all[1]), won=percent(row.win[0].share or 0),
    )  # fmt: skip
