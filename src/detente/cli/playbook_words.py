"""The playbook on a terminal: topics in sentences, differences old beside new, faults by line."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli.mistakes import Mistake
from detente.cli.printing import print_json, print_table

if TYPE_CHECKING:
    from detente.crm.models import Playbook
    from detente.crm.objections import Refused


def said_with_lines(file: Path, refused: Refused) -> Mistake:
    """Say every fault with its line and column on stderr, as editors read them; the mistake ends the command."""
    for one in refused.objections:
        place = f"{file}:{one.values['line']}:{one.values['column']}: " if "line" in one.values else ""
        print(f"{place}{one}", file=sys.stderr)
    count = len(refused.objections)
    things = "1 thing" if count == 1 else f"{count} things"
    return Mistake(
        f"{file} is no playbook yet: {things} to mend, each with its line above. Nothing was changed."
    )


def print_changes(old: Mapping[str, Any], new: Mapping[str, Any], as_json: bool) -> None:
    """The differences as a table, or as JSON."""
    from detente.crm.playbook.differences import differences

    found = differences(old, new)
    if as_json:
        print_json([vars(change) for change in found])
        return
    if not found:
        print("Nothing differs.")
        return
    print_table(("what changes", "old", "new"), [(one.text, one.old, one.new) for one in found])
    for change in found:
        if change.caution:
            print(f"Note: {change.text} {change.caution}")


def in_words(document: Mapping[str, Any], topics: list[str]) -> Iterator[str]:
    """Each topic with what it says: whatever an empty playbook would have to gain to say the same."""
    from detente.crm.playbook.telling import told

    for topic in topics:
        lines = list(told(document, topic))
        if lines:
            yield from ("", topic.upper(), *(f"  {line}" for line in lines))


def proposal_lines(version: Playbook) -> list[str]:
    """Who signed this version, and which proposals wait."""
    from detente.crm.models import Proposal
    from detente.crm.playbook.signing import standing_of

    made = version.proposals.first()
    names = [
        f"{one.by.name} ({one.side}{', deputy' if one.capacity == 'deputy' else ''})"
        for one in (
            made.signatures.filter(edition=made.edition, is_signed=True).order_by("pk") if made else ()
        )
    ]
    found = ["", f"Signed by {', '.join(names)}." if names else "Nobody has signed this version."]
    for waiting in Proposal.objects.filter(state="open").order_by("pk"):
        sides = " and ".join(standing_of(waiting).waits_for()) or "an executive"
        found.append(f"Proposal {waiting.pk} waits for {sides}: {waiting.summary or 'no reason given'}")
    return found
