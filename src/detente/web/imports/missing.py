"""What an entry still lacks before its file can be read, said in the words of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from detente.intake.fields import ON_LEADS
from detente.intake.mapping import FileMapping
from detente.web.imports.words import KIND_NAMES, field_label


def missing_fields(entry: FileMapping) -> list[str]:
    """One sentence for each thing that has to be chosen; empty when the entry is complete."""
    given = set(entry.columns) | set(entry.constants)
    kind = str(KIND_NAMES[entry.kind])
    text = _("%(kind)s need “%(field)s”. Choose the column that holds it.")
    found = [
        text % {"kind": kind, "field": field_label(field)}
        for field in entry.of.fields
        if field.is_required and field.name not in given
    ]
    if entry.kind in ON_LEADS and not given & {"lead", "email", "deal"}:
        whom = _("%(kind)s need the lead's id or the person's e-mail address, to know whom they belong to.")
        found.append(whom % {"kind": kind})
    if entry.kind == "members" and not given & {"lead", "email", "person_id"}:
        found.append(_("Members need the person's e-mail address or id, to know who they are."))
    if not entry.uses:
        found.append(_("No column is used yet. Choose what at least one of them becomes."))
    return found


def cautions(entry: FileMapping) -> list[str]:
    """What may be left out, but is seldom meant: said before the import, because it cannot be seen afterwards."""
    given = set(entry.columns) | set(entry.constants)
    found = []
    if entry.kind == "leads" and "arrived_at" not in given:
        found.append(_("No column says when a lead arrived; all of them will count as arriving today."))
    if entry.kind == "deals" and "stage" not in given and not entry.moves:
        found.append(
            _(
                "Nothing says at which stage a deal stands; all will be open. Are they won? Then set the stage below."
            )
        )
    return found
