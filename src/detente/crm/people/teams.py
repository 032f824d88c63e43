"""Teams: named groups of users, each working one half of the pipeline."""

from __future__ import annotations

from django.db import transaction

from detente.crm.history.facts import SettingsChanged
from detente.crm.history.record import kept_once, locked, record_loose
from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.models import Team, User
from detente.crm.people.naming import tidy
from detente.crm.people.roles import TEAMS
from detente.crm.people.security import note


@transaction.atomic
def add_team(name: str, *, kind: str, by: User | None, zone: str = "") -> Team:
    """A new team; its zone is the one its working hours are counted in, else the organisation's."""
    with kept_once(lambda: _refuse_bad_team(name, kind, None)):
        team = Team.objects.create(name=tidy(name)[:120], kind=kind, zone=zone)
    record_loose(
        SettingsChanged(facts={"team": team.pk, "fields": ["kind", "name", "zone"]}), by=by, subject={}
    )
    note("team_changed", by=by, team=team.pk, fields=["kind", "name", "zone"])
    return team


@transaction.atomic
def change_team(team: Team, *, by: User | None, name: str, kind: str, zone: str = "") -> Team:
    """Change a team's name, kind or zone."""
    team = locked(team)
    wanted = {"name": tidy(name)[:120], "kind": kind, "zone": zone}
    changed = sorted(field for field, value in wanted.items() if getattr(team, field) != value)
    for field in changed:
        setattr(team, field, wanted[field])
    with kept_once(lambda: _refuse_bad_team(name, kind, team.pk)):
        if changed:
            team.save()
            record_loose(SettingsChanged(facts={"team": team.pk, "fields": changed}), by=by, subject={})
            note("team_changed", by=by, team=team.pk, fields=changed)
    return team


def _refuse_bad_team(name: str, kind: str, own: int | None) -> None:
    found = []
    if not tidy(name):
        found.append(Objection("name_missing", N_("Give the team a name."), "name"))
    if Team.objects.filter(name=tidy(name)[:120]).exclude(pk=own or 0).exists():
        found.append(
            Objection("name_taken", N_("A team called {name} exists already."), "name", {"name": tidy(name)})
        )
    if kind not in TEAMS:
        found.append(Objection("kind_unknown", N_("A team is marketing, inside sales or sales."), "kind"))
    if found:
        raise Refused(*found)
