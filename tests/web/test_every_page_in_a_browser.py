"""Every page of a worked company, in Chromium: axe finds nothing, the policy is kept, nothing leaves the machine,
and nothing sticks out on a phone. (The `page` fixture fails on console errors, violations and other hosts.)"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from itertools import cycle, islice
from typing import Any

import pytest
from django.urls import reverse

from detente import copy, demo
from detente.crm.deals.actions import open_deal
from detente.crm.deals.items import set_items
from detente.crm.deals.lines import Line
from detente.crm.deals.products import add_product
from detente.crm.files.actions import attach
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field
from tests.web.axe import violations
from tests.web.conftest import enter
from tests.web.every_address import MATRIX, ONES_OWN, addresses
from tests.web.looks import DESK, PHONE, each_look

PARTS = ("notices_panel", "notices_count", "custom_people", "search_commands")
"""Parts that a page fetches; seen with the page that shows them."""
FILES = ("_export", "_csv", "_json", "rejects", "playbook_file", "playbook_schema", "reminder")


@pytest.fixture
def larkfield(transactional_db: Any) -> Any:
    """The demo's company, small; Omar runs its operations and may open every page."""
    from detente.crm.models import User

    demo.build(leads=120)
    _of_their_own()
    copy.rebuild()
    return User.objects.get(email="omar@larkfield.example")


def _of_their_own() -> None:
    """A field of each kind with a value, products on a deal, and files: what no demo brings."""
    from detente.crm import models

    deal = models.Deal.objects.filter(status="open", lead__isnull=False).first()
    # Whether a deal of the demo is open depends on the day.
    deal = deal or open_deal(by=None, lead=models.Lead.objects.filter(closed_at=None, deal=None).first())
    for kind in models.CustomField.KINDS:
        choices = ["Gold", "Silver"] if kind == "choice" else ()
        add_field("deal", name=f"A {kind} of theirs", kind=kind, by=None, choices=choices)
    values = {"a_text_of_theirs": "Words", "a_money_of_theirs": "12.50 EUR", "a_choice_of_theirs": "gold"}
    change_custom(deal, values, by=None)
    pump = add_product("Pump", by=None, price_minor=19999, currency="EUR")
    deal = set_items(deal, [Line(pump.pk, 19999)], by=None)
    attach(deal, BytesIO(b"words"), name="words.txt", size=5, by=None)


def _keys(name: str) -> dict[str, Any]:
    from detente.crm import models

    subject = {
        "lead": models.Lead.objects.exclude(deal=None), "deal": models.Deal.objects.filter(status="open"),
        "account": models.Account.objects.filter(deals__status="won"), "campaign": models.Campaign.objects.all(),
        "person": models.Person.objects.all(), "user": models.User.objects.filter(role="sdr"),
        "team": models.Team.objects.all(), "vendor": models.Vendor.objects.all(),
        "capacity": models.User.objects.filter(role="sdr"),
        "field": models.CustomField.objects.filter(kind="choice"), "product": models.Product.objects.all(),
    }  # fmt: skip
    found = subject.get(name.split("_")[0])
    proposal = models.Proposal.objects.filter(state="open").first() if name.startswith("playbook") else None
    return {
        "pk": found.first().pk if found is not None else None, "slug": "funnel", "topic": "points", "number": 1,
        "uuid": proposal.uuid if proposal else None,
    }  # fmt: skip


def _pages() -> Iterator[str]:
    """Addresses of all pages that read; files, and pages that only a started import has, are tested with it."""
    for name, keys in addresses():
        has_a_page = name in MATRIX and MATRIX[name][0] and name not in (*ONES_OWN, *PARTS)
        if has_a_page and not any(part in name for part in FILES):
            given = _keys(name)
            if all(given.get(key) is not None for key in keys):
                yield reverse(name, kwargs={key: given[key] for key in keys})
    yield reverse("report", args=["funnel"]) + "?by=source"
    yield from (
        reverse("report", args=[slug]) for slug in ("lead_quality", "win_rates", "flow", "handoffs", "sla")
    )
    yield reverse("report", args=["lead_quality"]) + "?by=campaign&columns=all"
    yield reverse("search") + "?q=a"


def _drawn(page: Any) -> None:
    for figure in page.locator("[data-chart]").all():
        figure.wait_for(state="visible")
        page.wait_for_function("node => node.dataset.drawn !== undefined", arg=figure.element_handle())


def _sticking_out(page: Any, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} px stick out at {width}"] if wide > 0 else []


def _look(page: Any, address: str, width: int) -> list[str]:
    """What is wrong with a page at this width; whether it fits is seen at the other one, too."""
    page.goto(address)
    _drawn(page)
    wrong = [*violations(page), *_sticking_out(page, width), *_sticking_out(page, DESK + PHONE - width)]
    page.set_viewport_size({"width": width, "height": 900})
    return [f"{address}: {said}" for said in wrong]


@pytest.fixture
def look(
    larkfield: Any, live_server: Any, context_of: Callable[..., Any]
) -> Callable[[str, int, str], list[str]]:
    """Omar looks at an address; one browser for each width and colour scheme."""

    @cache
    def page_in(width: int, scheme: str) -> Any:
        context = context_of(
            width=width, base_url=str(live_server), color_scheme=scheme, reduced_motion="reduce"
        )
        enter(context, live_server, larkfield)
        return context.new_page()

    return lambda address, width, scheme: _look(page_in(width, scheme), address, width)


@pytest.mark.parametrize("turn", [0, 1])
def test_every_page_is_sound(look: Callable[[str, int, str], list[str]], turn: int) -> None:
    """Each page in one of the four looks in turn, so that all four are met; in each of them with `--deep`."""
    turns = zip(_pages(), cycle(((DESK, "light"), (PHONE, "dark"), (DESK, "dark"), (PHONE, "light"))))
    wrong = [
        line
        for address, (width, scheme) in islice(turns, turn, None, 2)
        for line in look(address, width, scheme)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.deep
@each_look
def test_every_page_is_sound_in_every_look(
    look: Callable[[str, int, str], list[str]], width: int, scheme: str
) -> None:
    wrong = [line for address in _pages() for line in look(address, width, scheme)]
    assert not wrong, "\n".join(wrong)
