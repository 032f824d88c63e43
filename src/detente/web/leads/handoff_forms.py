"""What is asked to reject a handoff, to pass a lead on, and to promise a call-back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from detente.analytics.business_time import NeverOpen
from detente.crm.handoff import receivers, rules
from detente.crm.handoff.hours import hours_for
from detente.crm.people.models import User
from detente.crm.playbook.agreement import Agreement
from detente.web.leads.forms import NOTE, MomentField, OnLead, WordsField


class LineField(forms.CharField):
    """One line of words, kept beside the event and read by both teams."""

    def __init__(self, label: Any = NOTE, **more: Any) -> None:
        super().__init__(label=label, required=False, max_length=2_000, **more)


class RejectForm(OnLead):
    """Why sales does not take a lead, in the playbook's reasons and the rep's own words."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)
    words = LineField(_("In your words"), help_text=_("Marketing reads this on the campaign."))

    def settle(self, agreement: Agreement) -> None:
        names = rules.reasons_to_reject(agreement)
        self.choice("reason").choices = [(code, _(name)) for code, name in names.items()]


class PassForm(OnLead):
    """To whom a lead is passed on, with what they should know."""

    to = forms.ModelChoiceField(
        label=_("To"), queryset=User.objects.none(), required=False, empty_label=_("Whose turn it is")
    )
    words = WordsField(_("What they should know"))

    def settle(self, agreement: Agreement) -> None:
        aes = [user.pk for user in receivers.in_turn(rules.PASSED)]
        self.record("to").queryset = User.objects.filter(pk__in=aes).order_by("name")


class CallbackForm(OnLead):
    """When we will be in touch again, and how."""

    at = MomentField(_("When"), required=True)
    channel = forms.ChoiceField(label=_("How"))
    words = LineField()

    def settle(self, agreement: Agreement) -> None:
        self.choice("channel").choices = [(one.code, _(one.name)) for one in agreement.channels]
        self.fields["at"].initial = next_morning(self.lead.owner, agreement)


def next_morning(user: Any, agreement: Agreement) -> datetime:
    """When work begins on somebody's next working day, to the minute: the usual time to promise."""
    now = timezone.now()
    try:
        found = hours_for(user, agreement).day_after(now, 1)
    except NeverOpen:
        found = now
    return timezone.localtime(found).replace(second=0, microsecond=0)
