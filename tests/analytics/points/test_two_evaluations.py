"""A lead's points are the same whether it is reckoned alone or among all: the same rules, evaluated twice."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analytics.points import Column, Leads, Plan, Touches, fading
from detente.crm.playbook.agreement import default_document
from detente.crm.playbook.conditions import holds
from detente.crm.playbook.points import read_readiness, read_scoring
from detente.crm.scoring import rules
from detente.crm.scoring.rules import Touch

NOW = 1_800_000_000
KINDS = ("form", "request", "download", "survey", "visit")
VALUES: dict[str, tuple[Any, ...]] = {
    "person.title": (None, "", "Head of Purchasing", "Intern", "sales manager"),
    "person.has_phone": (True, False),
    "account.employees": (None, 3, 9, 10, 50, 4000),
    "account.is_named": (None, True, False),
    "account.custom.segment": (None, "a", "b"),
}
QUESTIONS = [
    {"field": "person.title", "is": "contains", "value": ["head", "manager"]},
    {"field": "person.title", "is": "unknown"},
    {"field": "person.has_phone", "is": "yes"},
    {"field": "account.employees", "is": "at_least", "value": 10},
    {"field": "account.employees", "is": "below", "value": 10},
    {"field": "account.is_named", "is": "is_not", "value": "yes"},
    {"field": "account.custom.segment", "is": "one_of", "value": ["a"]},
]
conditions = st.recursive(
    st.sampled_from(QUESTIONS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=5,
)
points = st.integers(-40, 60)


@st.composite
def touch_rules(draw: Any, code: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": code, "name": code, "points": draw(points),
        "touches": draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True)),
        "from_nth": draw(st.integers(1, 3)), "at_most": draw(st.sampled_from([None, 1, 2])),
    }  # fmt: skip
    way = draw(st.sampled_from(["half_life_days", "within_days", None]))
    return found | ({way: draw(st.sampled_from([0.5, 7, 30, 45.25]))} if way else {})


@st.composite
def halves(draw: Any, kind: str) -> dict[str, Any]:
    groups = []
    for number in range(draw(st.integers(1, 3))):
        codes = [f"{kind}{number}{letter}" for letter in "abc"[: draw(st.integers(1, 3))]]
        if kind == "fit":
            made = [
                {"code": code, "name": code, "points": draw(points), "when": draw(conditions)}
                for code in codes
            ]
        else:
            made = [draw(touch_rules(code)) for code in codes]
        groups.append(
            {"code": f"{kind}{number}", "name": "", "limit": draw(st.integers(0, 60)), "rules": made}
        )
    return {"limit": draw(st.integers(0, 90)), "groups": groups}


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    least = sorted(draw(st.lists(st.integers(-20, 90), min_size=2, max_size=2, unique=True)))
    bands = [{"code": "A", "name": "", "from": least[1]}, {"code": "B", "name": "", "from": least[0]}]
    if draw(st.booleans()):
        bands.append({"code": "C", "name": ""})
    return {
        "sales_ready": {
            "threshold": draw(st.integers(0, 80)), "fit_bands": draw(st.sampled_from([[], ["A"], ["A", "B"]])),
            "requests": draw(st.sampled_from([[], ["request"]])),
            "exclusions": [{"code": "x", "name": "", "when": draw(conditions)}] if draw(st.booleans()) else [],
        },
        "scoring": {
            "limit": draw(st.integers(1, 120)), "fit": draw(halves("fit")), "engagement": draw(halves("engagement")),
            "bands": bands, "fit_bands": bands,
        },
    }  # fmt: skip


people = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
ages = st.one_of(st.integers(-600, 86_400), st.integers(0, 200 * 86_400))
responses = st.lists(st.tuples(ages, st.sampled_from(KINDS)), max_size=6)
companies = st.lists(st.tuples(people, responses), min_size=1, max_size=6)


def both(document: dict[str, Any], company: list[Any], now: int = NOW) -> tuple[list[tuple[Any, ...]], ...]:
    """Every lead's points by each of the two evaluations."""
    scoring, readiness = read_scoring(document["scoring"]), read_readiness(document["sales_ready"])
    assert scoring and readiness
    told = [sorted((NOW - age, code) for age, code in done) for _facts, done in company]
    alone = []
    for (facts, _done), touched in zip(company, told, strict=True):
        touches = [Touch(at, code) for at, code in touched]
        one = rules.points_of(scoring, facts, touches, now)
        assert sum(part.left for part in one.parts) == one.score * fading.TENTHS, "the lines add up"
        ready = rules.is_ready(readiness, one, facts, touches)
        change = rules.changes_at(scoring, one, touches, now)
        alone.append((one.score, one.fit, one.engagement, one.band.code, one.fit_band.code, ready, change))
    leads = Leads(len(company), {name: Column.of(facts[name] for facts, _done in company) for name in VALUES})
    touches = Touches.of((place, at, code) for place, touched in enumerate(told) for at, code in touched)
    plan = Plan.of(scoring, readiness, leads, touches, holds)
    found = plan.at(now)
    among = [
        (
            int(found.score[n]), int(found.fit[n]), int(found.engagement[n]), scoring.bands[found.band[n]].code,
            scoring.fit_bands[found.fit_band[n]].code, bool(found.is_ready[n]), None if change < 0 else change,
        )
        for n, change in enumerate(plan.changes_at(now, found).tolist())
    ]  # fmt: skip
    at_each = plan.at(np.full(len(company), now))
    assert (at_each.score == found.score).all()
    return alone, among


@settings(max_examples=150, deadline=None)
@given(documents(), companies)
def test_one_lead_alone_and_all_leads_at_once_give_the_same_points(document: Any, company: Any) -> None:
    """Score, fit, engagement, bands, readiness and the next change agree to the whole number and the second."""
    alone, among = both(document, company)
    assert alone == among


@settings(max_examples=40, deadline=None)
@given(companies, st.integers(0, 90))
def test_points_stay_the_same_until_they_are_said_to_change(company: Any, step: int) -> None:
    """Between now and the next change the score is what it was; at the next change it is one less or more."""
    document = default_document()
    for (score, *_more, change), before in zip(both(document, company)[0], range(len(company)), strict=True):
        if change is None:
            continue
        between = NOW + (change - fading.LOOK - NOW) * step // 90
        one = [company[before]]
        assert both(document, one, between)[0][0][0] == score
        if change < NOW + fading.FAR * fading.LOOK:
            assert both(document, one, change)[1][0][0] != score


def test_half_of_the_points_are_left_after_a_half_life() -> None:
    """Counted in tenths, half up; and less and less as time goes by."""
    left = [fading.left_of(250, age, 60 * 86_400) for age in range(0, 400 * 86_400, 3_600)]
    assert [left[day * 24] for day in (0, 60, 120, 180)] == [250, 125, 63, 31]
    assert left == sorted(left, reverse=True)
    exact = [250 * 0.5 ** (hour / (60 * 24)) for hour in range(len(left))]
    assert max(abs(mine - true) for mine, true in zip(left, exact, strict=True)) < 0.55


def test_a_limit_takes_from_both_sides() -> None:
    """A group gives no more than its limit, and no less than its opposite; the score stays between 0 and its own."""
    document = deepcopy(default_document())
    facts = {"person.title": "Intern", "account.employees": 3, "person.has_email": True}
    scoring = read_scoring(document["scoring"])
    assert scoring
    touches = [Touch(NOW, code) for code in ("request", "survey", "reply", "event", "webinar", "form")]
    poor = rules.points_of(scoring, facts, touches[:1], NOW)
    assert (poor.fit, poor.engagement, poor.score) == (-35, 50, 15)
    full = rules.points_of(
        scoring, {"person.title": "CEO and founder", "account.is_named": True}, touches * 2, NOW
    )
    assert (full.fit, full.engagement, full.score) == (50, 70, 100)
    nothing = rules.points_of(scoring, facts, [], NOW)
    assert (nothing.fit, nothing.score) == (-35, 0)
