"""The mix of sources by name: which ones moved the win rate, and only where the verdict names the mix."""

from __future__ import annotations

from detente.analytics.verdict.drill import Drill, Share, SourceRow
from detente.analytics.verdict.mix_words import shifts

KNOWN = Share(0.2, 0.1, 0.3)


def source(name: str | None, before: float, now: float, win: float | None) -> SourceRow:
    won = Share(win, win, win)
    return SourceRow(name, 0, (100, 100), (before, now), (KNOWN, KNOWN), (KNOWN, KNOWN), (won, won))


def drill(*sources: SourceRow) -> Drill:
    return Drill((), sources, ())


HARBOUR = source("LeadHarbor", 0.2, 0.5, 0.01)
LETTER = source("Newsletter", 0.1, 0.02, 0.15)
# Lost as many leads as the newsletter, but brought wins like all together; unknown rates weigh nothing.
SEARCH, FEW = source("Search", 0.5, 0.42, 0.08), source("Fair", 0.2, 0.06, None)


def test_the_sources_that_moved_the_win_rate_down_most_are_named():
    (told,) = shifts(("mix",), drill(SEARCH, LETTER, HARBOUR, FEW))
    assert told == (
        "LeadHarbor went from 20.0 % to 50.0 % of the leads (1.0 % of them are won) and Newsletter went from 10.0 % to "
        "2.0 % of the leads (15.0 % of them are won)."
    )


def test_nothing_is_said_of_sources_where_the_mix_is_not_named_or_none_pulls_down():
    assert shifts(("selling",), drill(SEARCH, LETTER, HARBOUR)) == ()
    assert shifts(("mix",), drill(source("Fair", 0.1, 0.3, 0.2), source("Search", 0.9, 0.7, 0.05))) == ()
