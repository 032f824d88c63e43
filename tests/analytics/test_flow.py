"""The flow: where every lead is or ended, with those that nobody works and those that were lost track of."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
import vl_convert

from detente.analytics.query import Query
from detente.analytics.reports.sankey import Band, Node, lay_out
from detente.analytics.run import answer, behind
from detente.analytics.tables import EXITS
from tests.analytics.worlds import company

STAGES = "playbook | stage | milestone | expected_days\n1 | mql | mql | 3\n1 | sal | sal | 10\n1 | sql | sql | 14\n" \
         "1 | discovery | sql | 21"  # fmt: skip
REPS = "rep_id | name | is_active\n1 | Maya | true\n2 | Noor | false"
# As of 1 July 2026.
LEADS = """
lead_id | first_lead_id | arrived_at | source | owner_id | playbook | stage     | milestone | exit     | exit_from | closed_at
1       | 1             | 2026-06-20 | web    | 1        | 1        | sal       | sal       | -        | -         | -
2       | 2             | 2026-06-01 | web    | 1        | 1        | sal       | sal       | -        | -         | -
3       | 3             | 2026-01-01 | web    | -        | 1        | sal       | sal       | -        | -         | -
4       | 4             | 2026-05-01 | fair   | 2        | 1        | sal       | sal       | -        | -         | -
5       | 5             | 2026-01-01 | fair   | 1        | 1        | sal       | sal       | -        | -         | -
6       | 6             | 2026-06-12 | fair   | 1        | 1        | discovery | sql       | -        | -         | -
7       | 7             | 2026-01-01 | fair   | 1        | 1        | won       | won       | -        | -         | 2026-02-01
8       | 8             | 2026-01-01 | web    | 1        | 1        | rejected  | exit      | rejected | mql       | 2026-02-01
9       | 9             | 2026-06-05 | list   | 1        | 9        | qualified | mql       | -        | -         | -
10      | 10            | 2026-06-29 | list   | 2        | 1        | mql       | mql       | -        | -         | -
11      | 11            | 2026-01-01 | list   | 1        | 1        | recycled  | exit      | recycled | sal       | 2026-02-01
12      | 11            | 2026-06-28 | web    | 1        | 1        | mql       | mql       | -        | -         | -
"""  # noqa: E501
ACTIVITIES = """
activity_id | lead_id | is_attempt | at
1           | 2       | true       | 2026-06-28
2           | 5       | true       | 2026-02-01
3           | 4       | false      | 2026-06-30
"""
TOUCHES = "touch_id | lead_id | at\n1 | 5 | 2026-06-25"


@pytest.fixture(scope="module")
def market():
    with company(LEADS, stages=STAGES, reps=REPS, activities=ACTIVITIES, touches=TOUCHES) as engine:
        yield engine


def flow(engine: Any, **query: Any) -> Any:
    return answer("flow", engine, Query(**query))


def leads_at(engine: Any, **query: Any) -> dict[str, tuple[int, ...]]:
    """The leads behind each outcome."""
    names = {row["outcome"] for row in flow(engine, **query).rows}
    return {
        name: behind(
            "flow", engine, Query(**query), column="leads", of_all=True, splits={"outcome": name}
        ).ids
        for name in names
    }


def test_every_open_lead_is_worked_or_idle_or_forgotten(market):
    assert leads_at(market) == {
        "worked": (2, 6, 9, 10, 11),  # 9: 26 days where nothing is agreed; 10: its owner left two days ago
        "unworked": (1, 5),  # 5: forgotten by sales, but the person wrote last week
        "lost_track": (3, 4),  # 4: its owner has left, and an automated mail is no work
        "won": (7,),
        "rejected": (8,),
    }


def test_the_parts_add_up_to_all_leads_whatever_the_question(market):
    for query in ({}, {"by": "owner"}, {"horizon_days": 30}, {"where": (("source", "web"),)}):
        found = flow(market, **query)
        assert sum(row["leads"] for row in found.rows) == found.total["leads"]
        assert sum(row["share"] for row in found.rows) == pytest.approx(1)
    assert flow(market).total["leads"] == 11
    allowed = {"won", "worked", "unworked", "lost_track", "open", *EXITS}
    assert {row["outcome"] for row in flow(market).rows} <= allowed


def test_with_a_horizon_a_lead_is_judged_as_of_then(market):
    then = leads_at(market, horizon_days=5)
    assert 3 in then["worked"] and 4 in then["worked"]


def test_the_finding_names_what_nobody_works(market):
    assert flow(market).headline == (
        "Nobody is working 2 of 9 open leads and 2 more were lost track of. "
        "Of 11 leads 1 is won (9.1 %); 1 ended otherwise, 1 of them rejected."
    )


def test_without_any_recorded_work_it_does_not_accuse():
    with company(LEADS, stages=STAGES) as engine:
        found = flow(engine)
    assert {row["outcome"] for row in found.rows} == {"open", "won", "rejected"}
    assert "whether anybody works them is not recorded" in found.headline
    assert any("No attempts are recorded at all" in str(one) for one in found.cautions)


def test_every_row_opens_into_its_leads(market):
    for row in flow(market).rows:
        splits = {"reached": row["reached"], "outcome": row["outcome"]}
        opened = behind("flow", market, Query(), column="leads", group=row["source"], splits=splits)
        assert opened.count == row["leads"]


def test_the_picture_carries_every_lead_through_every_layer(market):
    layers, bands = drawn(flow(market).chart)
    starts = {name: node for name, node in layers.items() if node["side"] == "start" and node["x"] == 0}
    assert sum(count_of(node) for node in starts.values()) == 11
    assert sum(count_of(node) for node in layers.values() if node["side"] == "end") == 11
    assert sum(count_of(band) for band in bands) == 22  # source to milestone, milestone to outcome
    assert all(band["href"].startswith("rows/?by=source&column=leads&") for band in bands)


def test_on_a_phone_the_sources_are_left_out(market):
    chart = flow(market).chart
    _, bands = drawn(chart["usermeta"]["narrow"])
    assert sum(count_of(band) for band in bands) == 11 and chart["usermeta"]["below"] == 560
    for one in (chart, chart["usermeta"]["narrow"]):
        assert vl_convert.vegalite_to_svg(one | {"width": 600}).startswith("<svg")


def test_small_groups_are_drawn_together():
    rows = [f"{n} | 2026-06-01 | s{n % 14} | mql" for n in range(1, 200)]
    with company("lead_id | arrived_at | source | milestone\n" + "\n".join(rows)) as engine:
        layers, bands = drawn(flow(engine).chart)
    assert [name for name in layers if "others" in name] == ["6 others 84"]
    assert [band["href"] for band in bands if band["tip"].startswith("6 others")] == [None]


def drawn(chart: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    bands = chart["layer"][0]["transform"][0]["from"]["data"]["values"]
    return {node["label"]: node for node in chart["layer"][1]["data"]["values"]}, bands


def count_of(shown: dict[str, Any]) -> int:
    return int(shown["leads"].split(" · ")[0].replace(",", ""))


def test_the_layout_keeps_order_scale_and_room_for_names():
    left = [Node("a", "A", 300, "x"), Node("b", "B", 1, "x"), Node("c", "C", 1, "x")]
    right = [Node("won", "Won", 100, "x"), Node("lost", "Lost", 202, "x")]
    flows = [("a", "won", 99), ("a", "lost", 201), ("b", "won", 1), ("c", "lost", 1)]
    laid = lay_out([left, right], [Band(0, *one) for one in flows], height=400, apart=18)
    for layer in laid.layers:
        middles = [(one.top + one.bottom) / 2 for one in layer]
        assert all(later - before >= 18 - 1e-9 for before, later in pairwise(middles))
        assert layer[-1].bottom <= 400 + 1e-6
    sizes = {one.node.key: one.bottom - one.top for layer in laid.layers for one in layer}
    assert sizes["a"] / sizes["won"] == pytest.approx(3)
    ends: Counter[str] = Counter()
    for ribbon in laid.ribbons:
        (_, top, bottom) = ribbon.corners[-1]
        ends[ribbon.band.end] += bottom - top
        node = next(one for one in laid.layers[1] if one.node.key == ribbon.band.end)
        assert node.top - 1e-6 <= top and bottom <= node.bottom + 1.5
    assert ends["won"] == pytest.approx(sizes["won"], abs=1.5)
