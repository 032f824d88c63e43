"""What is asked when somebody writes a lead in by hand."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.actions import Who
from detente.crm.capture.models import Campaign, Vendor
from detente.crm.capture.origin import Origin
from detente.crm.people.models import Person
from detente.crm.people.permissions import openable
from detente.crm.playbook import actions as playbook
from detente.web import world
from detente.web.access import Request
from detente.web.leads.forms import MomentField, WordsField, reps
from detente.web.query import whole
from detente.web.records.custom_forms import WithCustom


class ArrivalForm(WithCustom, forms.Form):
    """Who it is, where they came from, what they asked for."""

    asks_as: ClassVar[dict[str, str]] = {}
    name = forms.CharField(label=_("Name"), max_length=300, required=False)
    email = forms.CharField(
        label=_("E-mail address"), max_length=320, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone"), max_length=60, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    company = forms.CharField(label=_("Company"), max_length=300, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    code = forms.ChoiceField(label=_("How they responded"))
    source = forms.CharField(
        label=_("Source"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "known-sources"}),
    )
    medium = forms.CharField(label=_("Medium"), max_length=120, required=False)
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False, empty_label="—"
    )
    vendor = forms.ModelChoiceField(
        label=_("Vendor"), queryset=Vendor.objects.none(), required=False, empty_label="—"
    )
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=reps().none(), required=False, empty_label=_("Nobody yet")
    )
    words = WordsField(_("What they asked for or said"))
    at = MomentField(_("When they responded"), help_text=_("Empty means now."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        touches = playbook.current().touches
        cast(forms.ChoiceField, self.fields["code"]).choices = [(one.code, _(one.name)) for one in touches]
        offered = {
            "campaign": Campaign.objects.filter(is_archived=False).order_by("-created_at"),
            "vendor": Vendor.objects.order_by("name"),
            "owner": reps(),
        }
        cast(forms.ChoiceField, self.fields["country"]).choices = [("", _("Not known")), *world.countries()]
        for name, records in offered.items():
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = records
        self.add_custom("lead")

    def clean(self) -> dict[str, Any]:
        """The added fields are judged with the rest."""
        self.check_custom()
        return self.cleaned_data

    @staticmethod
    def defaults(request: Request) -> dict[str, Any]:
        """A rep's new lead is their own; marketing's is nobody's yet."""
        kind = request.user.team.kind if request.user.team else ""
        own = {"owner": request.user.pk if kind in ("inside_sales", "sales") else None, "code": "request"}
        return own | _known(request)

    def clean_country(self) -> str | None:
        return self.cleaned_data["country"] or None

    def capture(self) -> dict[str, Any]:
        """The arguments of the capture."""
        kept = self.cleaned_data
        who = Who(name=kept["name"], email=kept["email"] or None, phone=kept["phone"] or None,
                  title=kept["title"] or None, country=kept["country"], company=kept["company"])  # fmt: skip
        origin = Origin(source=kept["source"] or None, medium=kept["medium"] or None, campaign=kept["campaign"],
                        vendor=kept["vendor"])  # fmt: skip
        return {"who": who, "origin": origin, "code": kept["code"], "owner": kept["owner"], "words": kept["words"],
                "at": kept["at"]}  # fmt: skip


def _known(request: Request) -> dict[str, Any]:
    """What is known of the `person` whose page this was asked from, where the reader may open it."""
    key = whole(request.GET.get("person", ""))
    if key is None:
        return {}
    people = Person.objects.filter(pk=key, merged_into=None, is_archived=False, erased_at=None)
    person = openable(people, request.user).select_related("account").first()
    if person is None:
        return {}
    return {
        "name": person.name, "email": person.email, "phone": person.phone, "title": person.title,
        "country": person.country, "company": person.account.name if person.account else "",
    }  # fmt: skip
