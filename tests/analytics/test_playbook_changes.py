"""Every report says on which day within its period the playbook changed, and whether its figures mean the same."""

from __future__ import annotations

from datetime import date

import pytest

from detente.analytics.query import Query
from detente.analytics.reports import slugs
from detente.analytics.run import answer
from tests.analytics.worlds import company

LEADS = "lead_id | arrived_at | milestone\n1 | 2026-01-01 | mql\n2 | 2026-06-01 | mql"
PLAYBOOKS = """
playbook | effective_at     | changed
1        | 2025-01-01       | -
2        | 2026-02-03 09:00 | milestones, stages
3        | 2026-04-10 23:30 | slas, routing
"""


@pytest.fixture(scope="module")
def changed():
    with company(LEADS, playbooks=PLAYBOOKS) as engine:
        yield engine


def told(engine, slug="funnel", **query):
    return [
        str(one) for one in answer(slug, engine, Query(**query)).cautions if "playbook changed" in str(one)
    ]


@pytest.mark.parametrize("slug", slugs())
def test_a_change_of_definitions_is_said_with_its_day_and_another_as_harmless(changed, slug):
    defining, other = told(changed, slug)
    assert defining.startswith(
        "The playbook changed on 3 February 2026 (version 2): the milestones of stages and stages."
    )
    assert defining.endswith("Figures before and after that day are counted by different definitions.")
    assert (
        "10 April 2026 (version 3): the SLAs and routing. What counts as a milestone stayed the same."
        in other
    )


def test_only_changes_within_the_period_count_by_the_organisations_days(changed):
    assert told(changed, to_on=date(2026, 2, 2)) == []
    assert len(told(changed, from_on=date(2026, 2, 4))) == 1
    # Half past eleven in UTC is the next day in Berlin.
    (other,) = told(changed, from_on=date(2026, 2, 4), zone="Europe/Berlin")
    assert "11 April 2026" in other
    assert told(changed, from_on=date(2026, 5, 1)) == []


def test_the_first_version_is_no_change():
    with company(LEADS, playbooks="playbook | effective_at\n1 | 2026-03-01") as engine:
        assert told(engine) == []


def test_of_many_changes_the_latest_three_are_told_apart():
    rows = "\n".join(f"{n} | 2026-0{n}-05 | scoring" for n in range(1, 7))
    with company(LEADS, playbooks="playbook | effective_at | changed\n" + rows) as engine:
        assert [one.split(" (")[0] for one in told(engine)] == [
            "The playbook changed 2 more times before that.", "The playbook changed on 5 April 2026",
            "The playbook changed on 5 May 2026", "The playbook changed on 5 June 2026",
        ]  # fmt: skip
