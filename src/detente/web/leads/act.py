"""How every act on a lead goes: read the form, act or say why not, and stand on the lead's page again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from detente.crm.capture.models import Lead
from detente.crm.objections import Refused
from detente.web.access import Request, View, needs, open_record
from detente.web.leads.forms import OnLead
from detente.web.leads.page import lead_page
from detente.web.onward import onward
from detente.web.toasts import toast
from detente.web.words import put_on, said


@dataclass(frozen=True)
class Done:
    """What to say after an act, and the address that takes it back."""

    text: str
    undo_url: str | None = None
    go_to: str | None = None


Run = Callable[[Request, Lead, dict[str, Any]], Done]


def act(form_class: type[OnLead], *, write: str = "work_leads") -> Callable[[Run], View]:
    """Turn `run(request, lead, kept)` into a view: 303 to the lead when done, the page with the form when refused."""

    def wrap(run: Run) -> View:
        @needs("read", write=write)
        @require_POST
        def view(request: Request, pk: int) -> HttpResponse:
            lead = open_record(Lead.objects.filter(is_archived=False), request.user, pk)
            form = form_class(lead, _sent(request))
            if form.is_valid():
                try:
                    return _stand_again(request, lead, run(request, lead, form.cleaned_data))
                except Refused as refusal:
                    put_on(form, refusal)
                    lead.refresh_from_db()
                    form.read_again()
            return lead_page(request, lead, sent=form)

        return view

    return wrap


def plain_act(*, write: str = "work_leads") -> Callable[[Callable[..., Done]], View]:
    """The same for an act that asks for nothing; a refusal is said in a toast."""

    def wrap(run: Callable[..., Done]) -> View:
        @needs("read", write=write)
        @require_POST
        def view(request: Request, pk: int, **more: Any) -> HttpResponse:
            lead = open_record(Lead.objects.filter(is_archived=False), request.user, pk)
            try:
                return _stand_again(request, lead, run(request, lead, **more))
            except Refused as refusal:
                toast(request, said(refusal), tone="failed")
                return _stand_again(request, lead, None)

        return view

    return wrap


def _sent(request: Request) -> QueryDict:
    """The form; an undo has none and carries its few values in the address."""
    return (
        request.GET
        if request.GET and len(set(request.POST) - {"csrfmiddlewaretoken", "next"}) == 0
        else request.POST
    )


def _stand_again(request: Request, lead: Lead, done: Done | None) -> HttpResponse:
    if done:
        toast(request, done.text, undo_url=done.undo_url)
    return onward(request, (done.go_to if done else None) or reverse("lead", args=[lead.pk]))
