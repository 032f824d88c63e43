"""What is asked beside a key of the queue: as little as the playbook lets us ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.crm.handoff import receivers, rules
from detente.crm.history.fold import CONVERSATIONS
from detente.crm.people.models import User
from detente.crm.playbook.agreement import Agreement
from detente.web.leads.forms import MomentField, OnLead
from detente.web.leads.handoff_forms import LineField, next_morning


class TriedForm(OnLead):
    """Nobody was reached: one line of note if wanted."""

    words = LineField()


class WrongAddressForm(OnLead):
    """What turned out to be wrong with an address or a number."""

    what = forms.ChoiceField(label=_("What is wrong?"), widget=forms.RadioSelect)
    words = LineField()

    def settle(self, agreement: Agreement) -> None:
        found = [
            (f"{channel.code}:{result.code}", result.name)
            for channel in agreement.channels
            for result in agreement.dispositions_of(channel.code)
            if result.more.get("defect")
        ]
        by_name = {name: code for code, name in reversed(found)}
        self.choice("what").choices = [(code, _(name)) for code, name in found if by_name[name] == code]
        self.fields["what"].initial = found[0][0] if found else None

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        kept["channel"], _sep, kept["disposition"] = kept.get("what", "").partition(":")
        return kept


class _Conversation(OnLead):
    """They were spoken to: by which channel."""

    asks_as = {"channel": "by", "disposition": "by"}
    by = forms.ChoiceField(label=_("By"), widget=forms.RadioSelect)

    def settle(self, agreement: Agreement) -> None:
        self.ways = {
            channel.code: result.code
            for channel in agreement.channels
            for result in reversed(agreement.dispositions_of(channel.code))
            if result.code in CONVERSATIONS
        }
        named = agreement.names["channels"]
        self.choice("by").choices = [(code, _(named[code])) for code in self.ways]
        self.fields["by"].initial = next(iter(self.ways), None)

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        kept["channel"] = kept.get("by", "")
        kept["disposition"] = self.ways.get(kept["channel"], "")
        return kept


class SpokenForm(_Conversation):
    """A conversation without an outcome yet, and perhaps when to be in touch again."""

    words = LineField(_("What was said"))
    at = MomentField(_("Be in touch again"))


class InterestedForm(SpokenForm):
    """They are interested: perhaps an AE takes over."""

    asks_as = _Conversation.asks_as | {"to": "then"}
    then = forms.ChoiceField(label=_("Then"))

    def settle(self, agreement: Agreement) -> None:
        super().settle(agreement)
        aes = receivers.in_turn(rules.PASSED)
        named = [(str(user.pk), _("pass it on to %(name)s") % {"name": user.name}) for user in aes]
        turn = [("turn", _("pass it on to whose turn it is"))] if aes else []
        self.choice("then").choices = [("", _("keep working it")), *turn, *named]
        self.fields["then"].required = False

    def clean(self) -> dict[str, Any]:
        kept = super().clean()
        then = kept.get("then", "")
        kept["passes"] = bool(then)
        kept["to"] = User.objects.filter(pk=int(then)).first() if then.isdigit() else None
        return kept


class LaterForm(_Conversation):
    """Not now: a promise to be in touch, or back to nurture with a reason."""

    how = forms.ChoiceField(label=_("Until when?"), widget=forms.RadioSelect)
    at = MomentField(_("Be in touch again"))
    words = LineField(_("What was said"))

    def settle(self, agreement: Agreement) -> None:
        super().settle(agreement)
        stage = agreement.stages.get("recycled")
        reasons = [(f"recycled:{one.code}", _(one.name)) for one in stage.reasons] if stage else []
        self.choice("how").choices = [("promise", _("Call back")), *reasons]
        self.fields["how"].initial = "promise"
        self.fields["at"].initial = next_morning(self.lead.owner, agreement)

    def clean(self) -> dict[str, Any]:
        kept = super().clean()
        kept["exit"], _sep, kept["reason"] = kept.get("how", "").partition(":")
        if kept["exit"] == "promise" and not kept.get("at"):
            self.add_error("at", _("Say when you will be in touch."))
        return kept


class UnfitForm(_Conversation):
    """A conversation showed that they are no fit: the lead ends, with its reason."""

    asks_as = _Conversation.asks_as | {"exit": "reason"}
    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)
    words = LineField(_("What was said"))

    def settle(self, agreement: Agreement) -> None:
        super().settle(agreement)
        stage = agreement.stages.get("disqualified")
        self.choice("reason").choices = [(one.code, _(one.name)) for one in stage.reasons] if stage else []
