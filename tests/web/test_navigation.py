"""The sidebar: what a role may open, and where the reader is."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from detente.web.navigation import SECTIONS, is_current, places


def labels(user):
    return [str(place.label) for place in places(user)]


def test_each_role_sees_only_what_it_may_open(cast):
    assert "Settings" in labels(cast.ada)
    assert "Settings" not in labels(cast.jonas)
    assert "Leads" in labels(cast.vic)
    assert "Import" not in labels(cast.vic)


@pytest.mark.parametrize(
    ("path", "place"),
    [("/", "Today"), ("/leads/", "Leads"), ("/leads/7/", "Leads"), ("/people/7/", "Accounts"),
     ("/settings/users/", "Settings"), ("/playbook/", "Playbook"), ("/nowhere/", None)],
)  # fmt: skip
def test_one_place_at_most_is_where_the_reader_is(path, place):
    request = RequestFactory().get(path)
    current = [str(p.label) for section in SECTIONS for p in section.places if is_current(request, p)]
    assert current == ([place] if place else [])


def test_no_two_places_share_a_letter():
    letters = [place.letter for section in SECTIONS for place in section.places]
    assert len(letters) == len(set(letters))
