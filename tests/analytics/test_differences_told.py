"""Who stands apart, in words: nothing that the picture seems to deny, and no rest where there is none."""

from __future__ import annotations

from detente.analytics.reports.differences_told import against_the_eye, only_group
from detente.analytics.stats.comparison import Measure, compare

WINS = Measure("won", "won", "leads", "more wins", "fewer wins")


def market(**won_of: tuple[int, int]):
    return [{"source": name, "won": won, "leads": leads} for name, (won, leads) in won_of.items()]


def test_who_is_named_as_worse_though_above_all_together_is_explained():
    # The lists pull all together down to 8.8 %: search is above that, and below the fairs and webinars.
    rows = market(lists=(5, 1500), fairs=(150, 1000), webinars=(150, 1000), search=(90, 1000))
    found = compare(rows, "source", (WINS,))
    assert {one.group: one.is_more for one in found.differences} == {"lists": False, "search": False}
    assert [caution.text for caution in against_the_eye(found)] == [
        "search: fewer wins (9.0 % v 15.0 % of the rest), although all together have 8.8 %. Groups that stand further "
        "apart are no part of the rest that it is compared with."
    ]


def test_one_group_alone_is_not_said_to_be_too_small():
    told = only_group(market(lists=(5, 1500)), "source", "source")
    assert told == "lists is the only source here: there is nothing to compare it with."
    assert only_group(market(lists=(5, 1500), fairs=(1, 9)), "source", "source") == ""
