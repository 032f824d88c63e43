"""The playbook as it stands, for everybody to read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from detente.crm.playbook import actions as playbook
from detente.crm.playbook.models import Playbook
from detente.web.access import Request, needs


@require_safe
@needs("read")
def playbook_page(request: Request) -> HttpResponse:
    """Stages with their owners, exits with their reasons, and the words both teams use."""
    agreement = playbook.current()
    since = Playbook.objects.filter(version=agreement.version).values_list("effective_at", flat=True).first()
    return render(request, "settings/playbook.html", {"agreement": agreement, "since": since})
