"""Saved views: who sees them, who changes them, and what becomes of a field that is gone."""

from __future__ import annotations

import pytest

from detente.crm.lists.registry import registry
from detente.crm.lists.views import (
    archive_view,
    change_view,
    make_default,
    opened,
    pin,
    pinned_by,
    save_view,
    seen_by,
)
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import add_user
from detente.crm.people.custom_fields import add_field, archive_field


def save(by, name="Mine", audience="private", **question):
    return save_view(
        "leads", name, by=by, question={"params": question}, columns=["name", "stage"], audience=audience
    )


def names(user):
    return [view.name for view in seen_by(user, "leads")]


def test_a_view_is_seen_by_its_owner_its_team_or_everyone(cast):
    sid = add_user(email="sid@works.example", name="Sid", role="sdr", by=None, team=cast.sven.team)
    save(cast.sven, "Private")
    save(cast.sven, "Team", "team")
    save(cast.sven, "Everyone", "everyone")
    assert names(cast.sven) == ["Everyone", "Private", "Team"]
    assert names(sid) == ["Everyone", "Team"]
    assert names(cast.ava) == ["Everyone"]
    assert names(cast.vera) == []


def test_only_its_owner_changes_it_and_who_keeps_order_everyones(cast):
    private, shared = save(cast.sven, "Private"), save(cast.sven, "Shared", "everyone")
    for view, user in ((private, cast.ava), (private, cast.olga), (shared, cast.ava)):
        with pytest.raises(Refused):
            change_view(view, by=user, name="Taken over")
        with pytest.raises(Refused):
            archive_view(view, by=user)
    assert change_view(shared, by=cast.olga, name="Tidied").owner == cast.sven


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(cast):
    view = save(cast.sven, "Shared", "everyone")
    change_view(view, by=cast.olga, version=1, columns=["name", "owner"])
    with pytest.raises(Stale):
        change_view(view, by=cast.sven, version=1, columns=["name"])


@pytest.mark.parametrize(
    ("who", "name", "audience", "code"),
    [("sven", " ", "private", "name_missing"), ("olga", "All", "team", "no_team"),
     ("vera", "All", "everyone", "audience_unknown"), ("sven", "Mine", "private", "name_taken"),
     ("sven", "New", "nobody", "audience_unknown")],
)  # fmt: skip
def test_a_view_that_cannot_be_is_refused(cast, who, name, audience, code):
    save(cast.sven)
    with pytest.raises(Refused) as refused:
        save(getattr(cast, who), name, audience)
    assert code in [objection.code for objection in refused.value.objections]


def test_pinned_views_stand_in_order_and_a_list_opens_with_one(cast):
    first, second = save(cast.sven, "B"), save(cast.sven, "A", "everyone")
    for view in (first, second):
        pin(view, by=cast.sven, is_pinned=True)
    make_default(second, by=cast.sven, is_default=True)
    make_default(first, by=cast.sven, is_default=True)
    assert [(view.name, view.is_default) for view in pinned_by(cast.sven, "leads")] == [
        ("B", True),
        ("A", False),
    ]
    assert pinned_by(cast.ava, "leads") == []
    archive_view(first, by=cast.sven)
    assert [view.name for view in pinned_by(cast.sven, "leads")] == ["A"]


def test_a_field_that_is_gone_is_left_out_and_said(cast):
    field = add_field("lead", name="Size", kind="number", by=cast.olga)
    size = {"field": "custom.size", "is": "more_than", "value": "3"}
    stage = {"field": "stage", "is": "is", "value": "mql"}
    view = save_view(
        "leads", "Big", by=cast.sven, columns=["name", "custom.size"], sort="custom.size",
        question={"params": {"source": "search"}, "where": {"all": [size, stage]}},
    )  # fmt: skip
    assert opened(view, registry("leads", cast.sven)).lost == ()
    archive_field(field, by=cast.olga)
    found = opened(view, registry("leads", cast.sven))
    assert found.lost == ("custom.size",) and found.where == {"all": [stage]} and found.sort == ""
    assert found.params == {"source": "search"}
