"""A version takes effect at its time: what the new agreement changes for leads is done then, by a worker."""

from __future__ import annotations

from collections.abc import Callable

from detente.crm.jobs.actions import at, does
from detente.crm.jobs.models import DueJob
from detente.crm.playbook.models import Playbook

KIND = "playbook_takes_effect"
Consequence = Callable[[int], None]
_consequences: list[Consequence] = []


def when_a_version_takes_effect(consequence: Consequence) -> Consequence:
    """Register what a later step does then; it is given the version."""
    if consequence not in _consequences:
        _consequences.append(consequence)
    return consequence


def plan_effect(version: Playbook) -> None:
    """Plan it, in the transaction that made the version."""
    at(KIND, version.version, version.effective_at, version=version.version)


@does(KIND)
def take_effect(job: DueJob) -> None:
    """The version holds from now on."""
    for consequence in _consequences:
        consequence(job.facts["version"])
