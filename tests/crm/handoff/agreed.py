"""Changes of the playbook for a test, and more people to route to."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.utils import timezone

from detente.crm.capture import actions as capture
from detente.crm.models import Handoff, Lead, Playbook, Team, User
from detente.crm.people.actions import add_user
from detente.crm.playbook.actions import adopt_default


def agree(section: str, **changes: Any) -> None:
    """The next version of the playbook, with changes in one section, in effect from now on."""
    last = Playbook.objects.order_by("-version").first() or adopt_default()
    document = deepcopy(last.document)
    document[section] |= changes
    Playbook.objects.create(version=last.version + 1, document=document, effective_at=timezone.now())


def rep(name: str, role: str = "sdr") -> User:
    """Another rep, in the team of their role."""
    kind = "inside_sales" if role == "sdr" else "sales"
    team = Team.objects.filter(kind=kind).first()
    return add_user(email=f"{name.casefold()}@works.example", name=name, role=role, by=None, team=team)


def ready(name: str = "Ida Plain", **more: Any) -> Lead:
    """A lead that arrives as an MQL; `who` are more facts of the person."""
    first = name.split()[0].casefold()
    who = capture.Who(name=name, email=f"{first}@plain.example", **more.pop("who", {}))
    return capture.capture(who, by=None, stage="mql", **more).lead


def handoff_of(lead: Lead) -> Handoff:
    """The latest handoff of a lead."""
    return Handoff.objects.filter(lead=lead.pk).latest("pk")
