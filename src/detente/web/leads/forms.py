"""What is asked for each act on a lead. Choices come from the playbook; what is refused is grey and says why."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.models import Campaign, Lead, Vendor
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.agreement import Agreement, Choice

NOTHING = ("", "—")
NOTE, WHEN = _("Note"), _("When")
_WORDS = {"rows": 3}


def _named(choices: tuple[Choice, ...]) -> list[tuple[str, Any]]:
    return [(choice.code, _(choice.name)) for choice in choices]


class WordsField(forms.CharField):
    """Free words, kept beside the event and read by both teams."""

    def __init__(self, label: Any = NOTE, *, required: bool = False) -> None:
        super().__init__(
            label=label, required=required, max_length=20_000, widget=forms.Textarea(attrs=_WORDS)
        )


class MomentField(forms.DateTimeField):
    """When it happened, in the reader's zone; empty means now."""

    def __init__(self, label: Any = WHEN, *, required: bool = False, help_text: Any = "") -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(label=label, required=required, widget=widget, help_text=help_text)


class OnLead(forms.Form):
    """A form about a lead: it carries the version that it was read at."""

    asks_as: ClassVar[dict[str, str]] = {}
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, lead: Lead, sent: Any = None, *, agreement: Agreement | None = None) -> None:
        self.lead, self.agreement = lead, agreement or playbook.current()
        super().__init__(sent, initial={"version": lead.last_seq}, prefix=None)
        self.auto_id = f"{type(self).__name__.lower()}_%s"
        self.settle(self.agreement)

    def settle(self, agreement: Agreement) -> None:
        """Fill the choices."""

    def choice(self, name: str) -> forms.ChoiceField:
        """A field that takes one of the playbook's codes."""
        return cast(forms.ChoiceField, self.fields[name])

    def record(self, name: str) -> forms.ModelChoiceField[Any]:
        """A field that takes one of our records."""
        return cast("forms.ModelChoiceField[Any]", self.fields[name])

    def read_again(self) -> None:
        """After a refusal: carry the version that is shown now, so that sending once more is the person's choice."""
        self.data = (
            {**self.data.dict(), "version": str(self.lead.last_seq)}
            if isinstance(self.data, QueryDict)
            else {}
        )


class AttemptForm(OnLead):
    """One try to reach the person: a channel, and one of the results that it can have."""

    asks_as: ClassVar[dict[str, str]] = {"disposition": "channel"}

    channel = forms.ChoiceField(label=_("Channel"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=_("They are"), required=False)
    words = WordsField(_("What was said"))
    at = MomentField(help_text=_("Empty means now."))

    def settle(self, agreement: Agreement) -> None:
        self.fields["words"].widget.attrs["placeholder"] = _("What was said, for both teams")
        self.choice("channel").choices = _named(agreement.channels)
        self.choice("outcome").choices = [NOTHING, *_named(agreement.outcomes)]
        for channel in agreement.channels:
            self.fields[f"result_{channel.code}"] = forms.ChoiceField(
                label=_("Result"), required=False, choices=_named(agreement.dispositions_of(channel.code))
            )

    def results(self) -> list[tuple[str, Any]]:
        """Each channel with the field of its results."""
        return [(channel.code, self[f"result_{channel.code}"]) for channel in self.agreement.channels]

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        kept["disposition"] = kept.get(f"result_{kept.get('channel')}", "")
        if kept.get("channel") and not kept["disposition"]:
            self.add_error("channel", _("Choose what came of it."))
        return kept


class NoteForm(OnLead):
    """Words that both teams read."""

    words = WordsField(_("Note"), required=True)


class MoveForm(OnLead):
    """Another stage of the path."""

    to = forms.ChoiceField(label=_("Stage"))
    reason = forms.ChoiceField(label=_("Why, if it goes back"), required=False)
    at = MomentField(help_text=_("Empty means now. What it passed earlier is dated under “Date a stage”."))

    def settle(self, agreement: Agreement) -> None:
        path = agreement.path
        here = next((place for place, stage in enumerate(path) if stage.code == self.lead.stage), -1)
        self.choice("to").choices = [(stage.code, _(stage.name)) for stage in path]
        self.fields["to"].initial = next((s.code for s in path[here + 1 :] if not s.is_deal), None)
        self.choice("reason").choices = [NOTHING, *_named(agreement.back_reasons)]


class BackfillForm(OnLead):
    """A stage that was passed earlier, and when."""

    to = forms.ChoiceField(label=_("Stage"))
    at = MomentField(_("Entered"), required=True)

    def settle(self, agreement: Agreement) -> None:
        self.choice("to").choices = [(s.code, _(s.name)) for s in agreement.path if s.milestone != "won"]


class ExitForm(OnLead):
    """How and why a lead ended: one choice of "exit:reason"."""

    asks_as: ClassVar[dict[str, str]] = {"exit": "how", "reason": "how"}

    how = forms.CharField(label=_("How did it end?"), widget=forms.Select)
    day = forms.DateField(
        label=_("Come back on"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for recycled leads; empty takes the playbook's time for the reason."),
    )  # fmt: skip
    words = WordsField()

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        kept["exit"], _sep, kept["reason"] = (kept.get("how") or "").partition(":")
        return kept


class ReopeningForm(OnLead):
    """Why an ended lead is worked again."""

    reason = forms.ChoiceField(label=_("Reason"))

    def settle(self, agreement: Agreement) -> None:
        self.choice("reason").choices = _named(agreement.reopen_reasons)


class OwnerForm(OnLead):
    """Who works it."""

    to = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False)

    def settle(self, agreement: Agreement) -> None:
        field = self.record("to")
        field.queryset = reps()
        field.empty_label = str(_("Nobody"))
        field.initial = self.lead.owner_id


class DefectForm(OnLead):
    """What is wrong with the data."""

    code = forms.ChoiceField(label=_("What is wrong?"))
    words = WordsField()

    def settle(self, agreement: Agreement) -> None:
        standing = set(self.lead.defects)
        self.choice("code").choices = [
            (c.code, _(c.name)) for c in agreement.defects if c.code not in standing
        ]


class OriginForm(OnLead):
    """Where the lead came from."""

    source = forms.CharField(label=_("Source"), max_length=120, required=False)
    medium = forms.CharField(label=_("Medium"), max_length=120, required=False)
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False, empty_label="—"
    )
    vendor = forms.ModelChoiceField(
        label=_("Vendor"), queryset=Vendor.objects.none(), required=False, empty_label="—"
    )

    def settle(self, agreement: Agreement) -> None:
        self.record("campaign").queryset = Campaign.objects.filter(is_archived=False).order_by("-created_at")
        self.record("vendor").queryset = Vendor.objects.order_by("name")
        for name in ("source", "medium", "campaign", "vendor"):
            self.fields[name].initial = getattr(self.lead, name)


def reps() -> Any:
    """Everybody who may be given a lead."""
    return User.objects.filter(is_active=True).exclude(role__in=("vendor", "executive")).order_by("name")
