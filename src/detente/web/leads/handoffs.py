"""Acts on a lead's handoff and on what comes next: accept, reject, pass on, promise, drop."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.followup import actions as followup
from detente.web.access import Request
from detente.web.leads.act import Done, act, plain_act
from detente.web.leads.acts import undo
from detente.web.leads.handoff_forms import CallbackForm, PassForm, RejectForm
from detente.web.moments import day
from detente.web.today import working
from detente.web.today.strokes import STROKES


@plain_act()
def accept(request: Request, lead: Lead) -> Done:
    """The reader takes the lead; from the pool it becomes theirs."""
    return working.accept(request.user, lead, STROKES["a"], {})


@act(RejectForm)
def reject(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """The lead is refused before contact, with a reason that marketing reads."""
    return working.reject(request.user, lead, STROKES["r"], kept)


@act(PassForm)
def passing(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """An AE is asked to take over."""
    return working.pass_on(request.user, lead, STROKES["p"], kept)


@act(CallbackForm)
def callback(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """A promise to be in touch."""
    event = followup.promise_callback(
        lead, at=kept["at"], channel=kept["channel"], by=request.user, words=kept["words"]
    )
    when = f"{day(kept['at'])} {kept['at']:%H:%M}"
    return Done(_("Promised for %(when)s.") % {"when": when}, undo("queue_undo", lead, events=event.pk))


@plain_act()
def drop(request: Request, lead: Lead) -> Done:
    """What is planned next no longer holds."""
    followup.drop_next(lead, by=request.user)
    return Done(_("Nothing is planned now."))
