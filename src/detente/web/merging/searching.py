"""The search for likely duplicates, begun from the page: a short one at once, a long one in a program of its own."""

from __future__ import annotations

import os

from django.core.cache import cache
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from detente.crm.capture import duplicates
from detente.web import programs
from detente.web.access import Request, needs
from detente.web.merging.kinds import KINDS, Kind
from detente.web.onward import see_other
from detente.web.toasts import toast

AT_ONCE = 50_000
"""Up to so many records are looked through within the request: some seconds."""
_AGAIN_AFTER = 300


@needs("edit_people")
@require_POST
def search(request: Request) -> HttpResponse:
    """`/duplicates/search/`: look through all persons or accounts; new pairs are added, decisions stay."""
    kind = KINDS.get(request.POST.get("object", ""), KINDS["person"])
    if kind.living.order_by()[: AT_ONCE + 1].count() > AT_ONCE:
        _begin(request, kind)
    else:
        found = duplicates.find(kind.code)
        text = ngettext("%(num)s new likely pair.", "%(num)s new likely pairs.", found.new) % {
            "num": found.new
        }
        toast(request, text if found.new else _("Nothing new: every likely pair is on the list already."))
    return see_other(f"{reverse('duplicates')}?object={kind.code}")


def _begin(request: Request, kind: Kind) -> None:
    if not cache.add(f"duplicates-{kind.code}", os.getpid(), _AGAIN_AFTER):
        toast(request, _("The search is at work already. Load this page again in a minute."), tone="note")
        return
    programs.begin("detente", "duplicates", "find", "--people" if kind.code == "person" else "--accounts")
    toast(
        request,
        _("The search has begun; it takes a minute or two. Load this page again to see what it found."),
    )
