"""Making event rows: pure dictionaries with every column, used by `record` and by the set-based writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from detente.crm.history import chain
from detente.crm.history.facts import Fact
from detente.crm.history.ways import with_way

BLANK: dict[str, Any] = dict.fromkeys(
    (
        "lead_id", "seq", "person_id", "account_id", "deal_id", "campaign_id", "vendor_id", "user_id", "batch_id",
        "kind", "kind_version", "at", "recorded_at", "actor_id", "playbook", "from_stage", "to_stage", "code",
        "channel", "disposition", "outcome", "reason", "source", "medium", "owner_id", "amount_minor", "currency",
        "base_minor", "day", "seconds", "facts", "reverses_id", "digest", "previous", "hash",
    )
)  # fmt: skip
COLUMNS = tuple(BLANK)


@dataclass(frozen=True)
class Written:
    """One event row ready to insert, and the words that stand beside it, if any."""

    row: dict[str, Any]
    words: dict[str, Any] | None = None
    salt: str | None = None


def write(
    fact: Fact,
    *,
    at: datetime,
    recorded_at: datetime,
    actor_id: int | None,
    playbook: int | None,
    subject: Mapping[str, Any],
    seq: int | None = None,
    previous: str | None = None,
    words: dict[str, Any] | None = None,
) -> Written:
    """An event row for `fact` about `subject` (ids by column name), hashed onto `previous`."""
    row = BLANK | dict(subject) | fact.columns()
    row.update(
        kind=fact.kind, kind_version=fact.kind_version, at=at, recorded_at=recorded_at, actor_id=actor_id,
        playbook=playbook, seq=seq, previous=previous,
    )  # fmt: skip
    salt = None
    row["facts"] = with_way(fact.kind, row["facts"])
    if row["facts"]:
        row["facts"] = chain.as_stored(row["facts"])
    words = chain.as_stored(words) if words else None
    if words:
        salt = chain.new_salt()
        row["digest"] = chain.digest_of(words, salt)
    row["hash"] = chain.hash_of(row)
    return Written(row, words, salt)
