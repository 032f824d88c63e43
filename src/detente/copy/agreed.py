"""What the playbook versions say each stage's milestone is, as rows for the extracts."""

from __future__ import annotations

import json
from typing import Any

from detente.copy.snapshot import Snapshot
from detente.crm.playbook.agreement import Agreement

Row = tuple[int, str, str]


def agreed(snapshot: Snapshot) -> list[Row]:
    """(playbook, stage, milestone) for every version.

    A lead may be moved under a newer version than it arrived under: a stage that its own version
    has not takes the milestone of the newest version that has it.
    """
    versions = [
        Agreement(version, _document(document))
        for version, document in snapshot.rows("SELECT version, document FROM crm_playbook ORDER BY version")
    ]
    newest = {code: stage.milestone for version in versions for code, stage in version.stages.items()}
    return [
        (version.version, code, version.stages[code].milestone if code in version.stages else milestone)
        for version in versions
        for code, milestone in newest.items()
    ]


def _document(raw: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(raw) if isinstance(raw, str) else raw
    return document
