"""Erasing a person on request: asked for twice, because nothing brings them back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from detente.crm.erasure.actions import erase_person
from detente.crm.objections import Refused
from detente.web.access import Request, needs, open_record
from detente.web.accounts.people import PEOPLE
from detente.web.toasts import toast
from detente.web.words import said


@needs("read", write="erase")
@require_POST
def person_erasure(request: Request, pk: int) -> HttpResponse:
    """`/people/<id>/erasure/`: blank everything known of this person; their name is typed to confirm."""
    person = open_record(PEOPLE, request.user, pk)
    try:
        erase_person(person, by=request.user, typed=request.POST.get("typed", ""))
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        toast(request, _("Erased. What happened stays as numbers."))
    response = redirect("person", pk=pk)
    response.status_code = 303
    return response
