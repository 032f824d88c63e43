"""What the playbook versions say of each stage, its milestone and how long it should take, as rows for the extracts."""

from __future__ import annotations

import json
from typing import Any

from detente.copy.snapshot import Snapshot
from detente.crm.playbook.agreement import Agreement

Row = tuple[int, str, str, int | None]


def agreed(snapshot: Snapshot) -> list[Row]:
    """(playbook, stage, milestone, expected days) for every version.

    A lead may be moved under a newer version than it arrived under: a stage that its own version
    has not takes the milestone of the newest version that has it.
    """
    versions = [
        Agreement(version, _document(document))
        for version, document in snapshot.rows("SELECT version, document FROM crm_playbook ORDER BY version")
    ]
    newest = {code: stage for version in versions for code, stage in version.stages.items()}
    told = [
        (version.version, code, version.stages.get(code, stage))
        for version in versions
        for code, stage in newest.items()
    ]
    return [(version, code, stage.milestone, stage.expected_days) for version, code, stage in told]


def _document(raw: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(raw) if isinstance(raw, str) else raw
    return document
