"""Teams: which half of the pipeline a group of users works."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.models import Team
from detente.crm.objections import Refused
from detente.crm.people.roles import TEAMS
from detente.crm.people.teams import add_team, change_team
from detente.web import world
from detente.web.access import Request, needs
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import put_on


class TeamForm(forms.Form):
    """A team's name, its half of the pipeline, and its zone."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("Works"), choices=list(TEAMS.items()),
        help_text=gettext_lazy("Decides the colour of what they do and the stages they own."),
    )  # fmt: skip
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = [("", _("As the organisation"))]
        self.fields["zone"].choices = same + world.zones(self.initial.get("zone", ""))  # type: ignore[attr-defined]


@needs("settings")
def team_list(request: Request) -> HttpResponse:
    """All teams; POST adds one."""
    form = TeamForm(request.POST or None)
    if form.is_valid():
        try:
            team = add_team(by=request.user, **form.cleaned_data)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("%(name)s is added.") % {"name": team.name})
            return redirect("teams")
    members = Count("members", filter=Q(members__is_active=True))
    teams = Team.objects.annotate(n=members).order_by("name").values("id", "name", "kind", "zone", "n")
    shown = {"form": form, "teams": teams, "tabs_here": settings_tabs(request)}
    return render(request, "settings/teams.html", shown, status=422 if form.errors else 200)


@needs("settings")
def team_page(request: Request, pk: int) -> HttpResponse:
    """One team; POST changes it."""
    team = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST or None, initial={"name": team.name, "kind": team.kind, "zone": team.zone})
    if form.is_valid():
        try:
            change_team(team, by=request.user, **form.cleaned_data)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("The team is saved."))
            return redirect("teams")
    shown = {
        "form": form,
        "team": team,
        "members": team.members.order_by("name"),
        "tabs_here": settings_tabs(request),
    }
    return render(request, "settings/team.html", shown, status=422 if form.errors else 200)
