"""The two signature lines: who signed for each side, in which capacity, or what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.models import Playbook, Proposal, Signature, User
from detente.crm.playbook.rules import BOTH, EXECUTIVE, SIDES
from detente.crm.playbook.signatories import signatories

SIDE_NAMES = {"marketing": gettext_lazy("For marketing"), "sales": gettext_lazy("For sales")}


@dataclass(frozen=True)
class Line:
    """One side's line: who signs, and what they answered (None: nothing yet)."""

    side: str
    name: str
    signatory: str
    is_signed: bool | None = None
    note: str = ""
    reason: str = ""
    at: datetime | None = None


Lines = list[Line]


def lines_of_version(version: Playbook) -> Lines:
    """Who signed a version; empty for one that nobody signed."""
    proposal = next(iter(version.proposals.all()), None)
    if proposal is None:
        return []
    return lines_of(proposal, [one for one in proposal.signatures.all() if one.edition == proposal.edition])


def lines_of(proposal: Proposal, signatures: Iterable[Signature]) -> Lines:
    """A line for each side, and one for an executive who decided."""
    given = {signature.side: signature for signature in signatures}
    found = [_line(side, given.get(side) or given.get(BOTH), proposal) for side in SIDES]
    if EXECUTIVE in given:
        found.append(_line(EXECUTIVE, given[EXECUTIVE], proposal))
    return found


def _line(side: str, signature: Signature | None, proposal: Proposal) -> Line:
    name = str(SIDE_NAMES.get(side, _("An executive decided")))
    if signature is None:
        named = _names(side) if proposal.state in ("open", "draft") else ""
        return Line(side, name, named)
    return Line(
        side, name, signature.by.name, signature.is_signed, _note(signature), signature.reason, signature.at
    )


def _note(signature: Signature) -> str:
    match signature.capacity:
        case "deputy":
            return _("in the signatory's place")
        case "both":
            return _("one person for both teams, signed once")
    return ""


def _names(side: str) -> str:
    """Who may sign for a side now."""
    places = signatories()
    keys = [places[place] for place in ((side, False), (side, True)) if place in places]
    names = dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
    return _(" or ").join(names[key] for key in keys)
