"""What people do about what comes next on a deal: plan a step, finish it, move the day it should close."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from detente.crm.deals import actions, contacts, plans
from detente.crm.deals.models import Deal, DealContact
from detente.crm.objections import Refused
from detente.crm.people.models import Person
from detente.web.access import Request, needs, open_record
from detente.web.deals.acts import Said, act, stand_again, undo_of
from detente.web.deals.fields import ROWS
from detente.web.deals.parts import PARTS
from detente.web.moments import day as day_in_words
from detente.web.toasts import toast
from detente.web.words import said


@act("next_step")
def next_step(user: Any, deal: Deal, kept: dict[str, Any]) -> Said:
    """Plan the next step; without words the one there was is done."""
    before = {"step": deal.next_step, "on": deal.next_on or ""}
    if kept["step"]:
        deal = plans.plan_next_step(deal, kept["step"], on=kept["on"], by=user, version=kept["version"])
        return _("Next: %(step)s") % {"step": deal.next_step}, undo_of("deal_next_step", deal, **before)
    deal = plans.finish_next_step(deal, by=user, version=kept["version"])
    return _("Done: %(step)s") % {"step": before["step"]}, undo_of("deal_next_step", deal, **before)


@act("close_day")
def close_day(user: Any, deal: Deal, kept: dict[str, Any]) -> Said:
    """The day on which the deal should close, when it moved."""
    before = deal.expected_on
    deal = actions.change_deal(deal, by=user, version=kept["version"], expected_on=kept["expected_on"])
    text = _("Expected to close on %(day)s.") if deal.expected_on else _("Expected to close: no day.")
    values = {"expected_on": before.isoformat() if before else ""}
    return text % {"day": day_in_words(deal.expected_on)}, undo_of("deal_close_day", deal, **values)


@act("part")
def parts(user: Any, deal: Deal, kept: dict[str, Any]) -> Said:
    """A person has a part in the deal."""
    contacts.give_part(deal, kept["person"], role=kept["role"], by=user)
    words = {"name": kept["person"].label, "part": PARTS[kept["role"]]}
    return _("%(name)s: %(part)s.") % words, None


@needs("read", write="work_deals")
@require_POST
def part_end(request: Request, pk: int, person_id: int) -> HttpResponse:
    """A person has no part in the deal any more."""
    deal = open_record(ROWS, request.user, pk)
    person = open_record(Person.objects.all(), request.user, person_id)
    before = DealContact.objects.filter(deal=deal, person=person).values_list("role", flat=True).first()
    try:
        contacts.end_part(deal, person, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
        return stand_again(request, deal, "", None)
    undo = undo_of("deal_parts", deal, person=person.pk, role=before)
    return stand_again(
        request, deal, _("%(name)s has no part in it any more.") % {"name": person.label}, undo
    )
