"""Who signs: a signatory and a deputy for each side."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from detente.crm.models import User
from detente.crm.objections import Refused
from detente.crm.playbook.rules import SIDES, SIGNING_ROLES
from detente.crm.playbook.signatories import name_signatory, objections_to_naming, signatories
from detente.web.access import Request, needs
from detente.web.playbook import topics
from detente.web.playbook.signed import SIDE_NAMES
from detente.web.toasts import toast
from detente.web.words import said, why

PLACES = [(side, is_deputy) for side in SIDES for is_deputy in (False, True)]


@needs("see_changes", write="settings")
def signatories_page(request: Request) -> HttpResponse:
    """Who signs for marketing and for sales; operations and administrators name them."""
    if request.method == "POST":
        return _name(request)
    users = User.objects.filter(is_active=True, role__in=SIGNING_ROLES).order_by("name")
    places = signatories()
    sides = [
        (side, SIDE_NAMES[side], [(deputy, places.get((side, deputy))) for deputy in (False, True)])
        for side in SIDES
    ]
    shown = {
        "sides": sides, "users": users, "contents": topics.contents(), "is_empty": not places,
        "refusal": why(objections_to_naming(request.user)), "names": dict(users.values_list("pk", "name")),
    }  # fmt: skip
    return render(request, "playbook/signatories.html", shown)


def _name(request: Request) -> HttpResponse:
    """One place is named at a time, so that what is refused leaves the others as they are."""
    side, is_deputy = request.POST.get("side", ""), request.POST.get("deputy") == "1"
    given = request.POST.get("user", "")
    user = User.objects.filter(pk=int(given)).first() if given.isdecimal() and len(given) < 10 else None
    if (side, is_deputy) not in PLACES or (given and user is None):
        toast(request, _("Choose somebody of the list."), tone="failed")
        return redirect("playbook_signatories")
    try:
        name_signatory(side, user=user, is_deputy=is_deputy, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        name = user.name if user else _("Nobody")
        toast(
            request,
            _("%(name)s signs from now on.") % {"name": name}
            if user
            else _("Nobody signs there from now on."),
        )
    return redirect("playbook_signatories")
