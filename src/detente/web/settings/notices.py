"""What one is told of in the app: every kind of notice can be muted."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.models import User
from detente.crm.people.notices import KINDS, mute
from detente.web.access import Request, needs
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast


class NoticesForm(forms.Form):
    """The kinds that the reader wants to hear of."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Tell me in the app when"), choices=list(KINDS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


@needs("read")
def own_notices(request: Request) -> HttpResponse:
    """`/settings/notices/`: a tick for each kind."""
    user = User.objects.get(pk=request.user.pk)
    wanted = [kind for kind in KINDS if kind not in user.muted]
    form = NoticesForm(initial={"kinds": wanted})
    if request.method == "POST":
        form = NoticesForm(request.POST)
        if form.is_valid():
            mute(user, set(KINDS) - set(form.cleaned_data["kinds"]))
            toast(request, _("Your choice of notices is saved."))
            return redirect("own_notices")
    shown = {"form": form, "tabs_here": settings_tabs(request)}
    return render(request, "settings/notices.html", shown, status=422 if form.errors else 200)
