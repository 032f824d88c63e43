"""The finding says what the numbers bear, and the cautions what they do not."""

from __future__ import annotations

from datetime import date

import pytest

from detente.analytics.reports.funnel_truncation import cohorts
from tests.analytics.worlds import company, funnel


def crowd(*groups: tuple[str, int, int], day: str = "2026-01-05", closed: str = "2026-02-04") -> str:
    """Leads by source: how many, how many of them won."""
    lines, lead_id = ["lead_id | arrived_at | source | milestone | closed_at"], 0
    for source, leads, won in groups:
        for nth in range(leads):
            lead_id += 1
            state = f"won | {closed}" if nth < won else "mql | -"
            lines.append(f"{lead_id} | {day} | {source} | {state}")
    return "\n".join(lines)


def headline(leads: str, moves: str = "", **query) -> str:
    with company(leads, moves) as engine:
        return funnel(engine, **query).headline


def cautions(leads: str, **query) -> str:
    with company(leads) as engine:
        return "\n".join(str(one) for one in funnel(engine, **query).cautions)


def test_the_finding_names_the_share_its_interval_and_where_the_rest_is():
    assert headline(crowd(("web", 40, 10))) == (
        "10 of 40 leads were won (25.0 %, 95 % interval 14.2–40.2 %); the other 30 are all open at MQL."
    )


def test_too_few_leads_get_no_rate():
    said = headline(crowd(("web", 9, 3)))
    assert (
        said == "3 of 9 leads are won so far: fewer than 10 are old enough to be judged, too few for a rate."
    )
    assert "%" not in said


def test_groups_apart_are_named():
    said = headline(crowd(("web", 200, 60), ("fair", 200, 20), ("list", 10, 2)), by="source")
    assert "web (30.0 %) stands above the rest, fair (10.0 %) below" in said
    assert "list" not in said


def test_what_chance_could_do_is_not_named():
    said = headline(crowd(("web", 100, 22), ("fair", 100, 18), ("list", 100, 20)), by="source")
    assert "no source differs from the rest beyond chance" in said


def test_many_groups_without_a_difference_name_none_though_one_looks_apart():
    # 20 sources of 50 leads; the last has 9 wins where 5 are usual: p = 0.05 alone, nothing among twenty
    said = headline(crowd(*[(f"s{n:02}", 50, 5) for n in range(19)], ("s19", 50, 9)), by="source")
    assert said.endswith("no source differs from the rest beyond chance.")


def test_a_group_too_small_to_compare_is_not_compared():
    assert "(2 of 3 compared)" in headline(
        crowd(("web", 100, 50), ("fair", 100, 20), ("x", 4, 4)), by="source"
    )


def test_young_leads_are_left_out_of_the_finding_and_told():
    young = "\n".join(f"{n} | 2026-06-30 | web | mql | -" for n in range(900, 920))
    leads = crowd(("web", 40, 10)) + "\n" + young
    assert headline(leads).startswith("10 of 40 leads old enough to be judged were won (25.0 %")
    assert "20 are younger" in headline(leads)
    assert (
        "20 leads are immature: still open and younger than 30 days, within which 9 of 10 wins came"
        in cautions(leads)
    )
    assert "of 40 leads old enough to be judged" in headline(
        leads.replace("900 | 2026-06-30 | web", "900 | 2026-06-30 | fair"), by="source"
    )


def test_a_horizon_is_named_in_the_finding_and_the_definitions():
    with company(crowd(("web", 40, 10))) as engine:
        answer = funnel(engine, horizon_days=45)
        assert "were won within 45 days" in answer.headline
        assert (
            "within 45 days (of 24 hours)" in {one.term: one.meaning for one in answer.definitions}["horizon"]
        )


def test_cohorts_from_before_wins_were_recorded_are_told_and_not_compared():
    before = crowd(("web", 100, 0), day="2026-01-05")
    after = crowd(("web", 60, 20), ("fair", 60, 20), day="2026-04-01", closed="2026-04-11")
    later = crowd(("web", 40, 20), ("fair", 40, 5), day="2026-04-15", closed="2026-04-25")
    leads = "\n".join([before, *(f"900{line}" for line in after.splitlines()[1:]),
                       *(f"800{line}" for line in later.splitlines()[1:])])  # fmt: skip
    said = cautions(leads)
    assert "Wins are recorded only from 11 April 2026 on, though leads arrive from 5 January 2026" in said
    assert "the 2026 cohorts (January 2026 to April 2026) are truncated. 220 leads" in said
    compared = headline(leads, by="source")
    assert "web (50.0 %) stands above the rest, fair (12.5 %) below" in compared
    assert "on the 80 that arrived since wins are recorded" in compared
    assert "truncated" not in cautions(crowd(("web", 100, 20)))


def test_few_leads_before_the_first_win_are_no_truncation():
    early = "9001 | 2025-06-01 | web | mql | -\n9002 | 2025-07-01 | web | mql | -"
    assert "truncated" not in cautions(crowd(("web", 60, 20)) + "\n" + early)


@pytest.mark.parametrize(("first", "recorded", "last", "named"), [
    (date(2017, 6, 14), date(2017, 12, 5), date(2018, 5, 31), "the 2017 cohorts (June 2017 to December 2017)"),
    (date(2016, 3, 1), date(2017, 12, 5), date(2018, 5, 31), "the 2016 and 2017 cohorts (March 2016 to December 2017)"),
    (date(2017, 6, 14), date(2017, 9, 5), date(2018, 5, 31), "the cohorts of June 2017 to September 2017"),
    (date(2017, 6, 14), date(2017, 9, 5), date(2017, 12, 31), "the cohorts of June 2017 to September 2017"),
    (date(2017, 6, 1), date(2017, 6, 20), date(2018, 1, 1), "the cohorts of June 2017"),
])  # fmt: skip
def test_truncated_cohorts_by_name(first, recorded, last, named):
    assert cohorts(first, recorded, last) == named


def test_every_definition_that_a_rate_needs_is_there():
    with company(crowd(("web", 40, 10))) as engine:
        terms = {one.term for one in funnel(engine).definitions}
    assert terms >= {
        "cohort",
        "horizon",
        "inquiry",
        "MQL",
        "SAL",
        "SQL",
        "proposal",
        "won",
        "rates",
        "days",
        "parts",
    }
