"""Where a lead came from, and what is wrong with its data."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from detente.crm.capture import actions as capture
from detente.crm.capture.models import Lead
from detente.crm.capture.origin import Origin
from detente.web.access import Request
from detente.web.leads import forms
from detente.web.leads.act import Done, act, plain_act


@act(forms.DefectForm)
def defects(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """Bad data, found by a rep: it counts against the source, and the lead is not lost."""
    capture.find_defect(lead, kept["code"], by=request.user, words=kept["words"])
    return Done(
        _("Reported; its source's report counts it."), reverse("lead_defect", args=[lead.pk, kept["code"]])
    )


@plain_act()
def defect(request: Request, lead: Lead, *, code: str) -> Done:
    """The defect was mended."""
    capture.clear_defect(lead, code, by=request.user)
    return Done(_("Mended."))


@act(forms.OriginForm)
def origin(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """Source, medium, campaign or vendor were wrong."""
    corrected = Origin(
        source=kept["source"] or None,
        medium=kept["medium"] or None,
        campaign=kept["campaign"],
        vendor=kept["vendor"],
    )
    capture.correct_origin(lead, corrected, by=request.user, version=kept["version"])
    return Done(_("Origin corrected; what stood there before is in the history."))
