"""The keys of the queue: each logs one thing that the rep did, or answers a handoff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from detente.web.leads.handoff_forms import PassForm, RejectForm
from detente.web.today import pads, working
from detente.web.today.stroke import Stroke as Stroke

LOG = (
    Stroke("c", _("Called"), "call", working.spoken, pads.SpokenForm, "call", "connected"),
    Stroke("v", _("Voicemail"), "call", working.tried, pads.TriedForm, "call", "voicemail"),
    Stroke("n", _("No answer"), "call", working.tried, pads.TriedForm, "call", "no_answer"),
    Stroke("m", _("Mailed"), "mail", working.tried, pads.TriedForm, "mail", "sent"),
    Stroke("t", _("Text"), "message", working.tried, pads.TriedForm, "text", "sent"),
    Stroke("b", _("Bad data"), "defect", working.wrong_address, pads.WrongAddressForm),
    Stroke("i", _("Interested"), "check", working.spoken, pads.InterestedForm, outcome="interested"),
    Stroke("l", _("Later"), "clock", working.later, pads.LaterForm, outcome="later"),
    Stroke(
        "x",
        _("Not a fit"),
        "x",
        working.unfit,
        pads.UnfitForm,
        outcome="not_interested",
        act=_("End the lead"),
    ),
)
ANSWERS = (
    Stroke("a", _("Accept"), "check", working.accept),
    Stroke("r", _("Reject"), "x", working.reject, RejectForm, act=_("Reject")),
)
ONWARD = (Stroke("p", _("Pass on"), "handover", working.pass_on, PassForm, act=_("Pass on")),)
STROKES = {stroke.key: stroke for stroke in (*LOG, *ANSWERS, *ONWARD)}
