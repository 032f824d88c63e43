"""The preview says exactly what a user may open: counted here by looking at each record's page as that user."""

from __future__ import annotations

import re

import pytest

from detente.crm.deals.actions import open_deal
from detente.crm.models import Lead, User
from tests.fixtures.worlds import world


@world
def leads(cast, arrives):
    """Three leads of Jonas's, two of Lea's, one that the vendor brought and nobody works."""
    from detente.crm.capture.campaigns import add_campaign

    lists = add_campaign("Lists", by=cast.mona, vendor_id=cast.leadgen.pk, source="list")
    made = [arrives(f"Person {n}", owner=cast.jonas, stage="mql") for n in range(3)]
    made += [arrives(f"Other {n}", owner=cast.lea, stage="mql") for n in range(2)]
    made.append(arrives("Vera Bought", campaign=lists))
    open_deal(by=cast.priya, lead=made[0], amount_minor=100_00)
    return made


def preview(client, user, **wanted):
    address = f"/settings/users/{user.pk}/sees/"
    return (client.post(address, wanted) if wanted else client.get(address)).content.decode()


def told(page: str, label: str) -> tuple[int, int]:
    """How many of these can be opened, and how many not, as the page says."""
    words = re.search(rf"<h2>{label}</h2>.*?<p>(.*?)</p>", page, re.DOTALL)[1]
    numbers = [int(one) for one in re.findall(r"\d+", words)]
    return numbers[0] if numbers else 0, numbers[1] if len(numbers) > 1 else 0


def openings(as_, user) -> int:
    client = as_(user)
    return sum(
        client.get(f"/leads/{pk}/").status_code == 200 for pk in Lead.objects.values_list("pk", flat=True)
    )


@pytest.mark.parametrize("scope", ["own", "team", "all"])
def test_the_counts_are_those_of_the_pages(as_, cast, leads, scope):
    User.objects.filter(pk=cast.jonas.pk).update(scope=scope)
    page = preview(as_(cast.ada), cast.jonas)
    opened = openings(as_, cast.jonas)
    assert told(page, "Leads") == (opened, len(leads) - opened)


def test_a_vendors_user_sees_the_vendors(as_, cast, leads):
    page = preview(as_(cast.ada), cast.vic)
    assert told(page, "Leads") == (1, 5) and "Vera Bought" in page


def test_a_change_that_is_not_saved_yet_is_shown_and_stays_unsaved(as_, cast, leads):
    wanted = {"name": "Jonas Weber", "role": "sdr", "team": cast.jonas.team_id, "vendor": "", "scope": "own"}
    page = preview(as_(cast.ada), cast.jonas, **wanted)
    assert told(page, "Leads") == (3, 3) and "nothing of this is saved" in page
    assert User.objects.get(pk=cast.jonas.pk).scope is None
    executive = preview(as_(cast.ada), cast.jonas, **wanted | {"role": "executive"})
    assert told(executive, "Leads") == (6, 0)


def test_pages_and_abilities_follow_the_role(as_, cast, leads):
    sdr, admin = preview(as_(cast.ada), cast.jonas), preview(as_(cast.ada), cast.ada)
    pages = [re.search(r"<h2>Pages</h2>.*?</ul>", page, re.DOTALL)[0] for page in (sdr, admin)]
    assert (
        "<li>Leads</li>" in pages[0] and "<li>Import</li>" not in pages[0] and "<li>Import</li>" in pages[1]
    )
    lacking = [
        re.findall(r'<li class="row muted">.*?</svg>(.*?)</li>', page, re.DOTALL) for page in (sdr, admin)
    ]
    assert [one.strip() for one in lacking[0]][-1] == "Add and change users" and lacking[1] == []
