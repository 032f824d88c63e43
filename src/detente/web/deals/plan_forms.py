"""What a person writes about what comes next on a deal, and about who has which part in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from detente.crm.deals.models import Deal
from detente.crm.people.contacts import read_email
from detente.crm.people.models import Person
from detente.crm.people.permissions import openable
from detente.web.deals.forms import OnDeal, day_field
from detente.web.deals.parts import PARTS

OFFERED = 300


class NextStepForm(OnDeal):
    """A step in words and by when; both empty: it was done."""

    step = forms.CharField(
        label=_("Next step"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Send the offer, call about the contract ...")}),
    )
    on = day_field(_("By"))


class CloseDayForm(OnDeal):
    """When the deal should close now."""

    expected_on = day_field(_("Expected close"))


class PartForm(forms.Form):
    """A person of the account, or anybody known by their address, and their part."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), required=False)
    email = forms.CharField(
        label=_("Or somebody else’s e-mail address"),
        max_length=320,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Part"), choices=list(PARTS.items()))

    def __init__(self, deal: Deal, user: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user = user
        chosen = self.fields["person"]
        # Anybody who may be opened can be taken back into the deal; offered are those of the account.
        chosen.queryset = openable(_living(), user)  # type: ignore[attr-defined]
        offered = [(person.pk, person.label) for person in people_of(deal, user)]
        chosen.choices = [("", _("Choose a person")), *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the person that the address belongs to."""
        cleaned = super().clean() or {}
        address = cleaned.get("email")
        if address:
            cleaned["person"] = self._found(address)
        elif not cleaned.get("person") and "person" not in self.errors:
            self.add_error("person", _("Choose a person, or give an address."))
        return cleaned

    def _found(self, address: str) -> Person | None:
        key = read_email(address).key
        person = openable(_living().filter(email_key=key), self.user).first() if key else None
        if person is None:
            self.add_error("email", _("Nobody you may open has this address. Add the person first."))
        return person


def _living() -> QuerySet[Person]:
    return Person.objects.filter(merged_into=None, is_archived=False, erased_at=None)


def people_of(deal: Deal, user: Any) -> QuerySet[Person]:
    """The people of the deal's account that this user may open, and the deal's own contact."""
    mine = _living()
    of_account = mine.filter(account=deal.account_id) if deal.account_id else mine.none()
    own = mine.filter(pk=deal.person_id) if deal.person_id else mine.none()
    keys = [
        *openable(of_account, user).values_list("pk", flat=True)[:OFFERED],
        *own.values_list("pk", flat=True),
    ]
    return mine.filter(pk__in=keys).order_by("label")
