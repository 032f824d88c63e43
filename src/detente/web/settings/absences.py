"""Absences: one's own days away, and for managers everybody's."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from detente.crm.handoff import capacity
from detente.crm.models import Absence, User
from detente.crm.objections import Refused
from detente.crm.people.days import today
from detente.web.access import Request, needs
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import put_on, said


class AbsenceForm(forms.Form):
    """Days on which somebody is away."""

    asks_as: ClassVar[dict[str, str]] = {"first": "first_on", "last": "last_on"}
    user = forms.ModelChoiceField(label=gettext_lazy("Who"), queryset=User.objects.none(), empty_label=None)
    first_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, by: User, **more: Any) -> None:
        more.setdefault("initial", {"user": by.pk, "first_on": today(), "last_on": today()})
        super().__init__(*args, **more)
        if by.may("capacity"):
            found = User.objects.filter(is_active=True).exclude(role="vendor").order_by("name")
            self.fields["user"].queryset = found  # type: ignore[attr-defined]
        else:
            del self.fields["user"]


def absences_to_come(user: User | None = None) -> QuerySet[Absence]:
    """Absences that are not over, the next first; everybody's, or one person's."""
    found = Absence.objects.filter(last_on__gte=today(), is_withdrawn=False)
    found = found.filter(user=user.pk) if user else found
    return found.select_related("user__team").order_by("first_on", "pk")


@needs("work_leads")
@require_http_methods(["GET", "HEAD", "POST"])
def absence_list(request: Request) -> HttpResponse:
    """`/settings/absences/`: one's own days away; POST notes one's own, or for managers anybody's."""
    form = AbsenceForm(request.POST or None, by=request.user)
    if form.is_valid():
        kept = form.cleaned_data
        user = kept.get("user") or User.objects.get(pk=request.user.pk)
        try:
            capacity.note_absence(
                user, first=kept["first_on"], last=kept["last_on"], by=request.user, note=kept["note"]
            )
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("Noted. What waits for %(name)s then goes to others.") % {"name": user.name})
            return HttpResponseRedirect(_back(request), status=303)
    shown = {"form": form, "absences": absences_to_come(request.user), "tabs_here": settings_tabs(request)}
    return render(request, "settings/absences.html", shown, status=422 if form.errors else 200)


@needs("work_leads")
@require_POST
def absence_withdrawal(request: Request, pk: int) -> HttpResponse:
    """Somebody is not away after all."""
    absence = get_object_or_404(Absence, pk=pk)
    try:
        capacity.withdraw_absence(absence, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        toast(request, _("Taken back. What went to others stays there."))
    return HttpResponseRedirect(_back(request), status=303)


def _back(request: Request) -> str:
    """Managers note from the company's page, everybody else from their own."""
    return reverse("capacity" if request.POST.get("from") == "capacity" else "absences")
