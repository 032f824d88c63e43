"""Which records the events since the last copy touch, as keys for the extracts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, get_args

from detente.copy.extract import Key
from detente.copy.mark import Mark, beyond
from detente.copy.reading import chosen
from detente.copy.snapshot import Snapshot

Keys = dict[Key, set[int]]
_NEW = """
SELECT e.id, e.kind, e.lead_id, e.deal_id, e.person_id, e.account_id, e.campaign_id, e.reverses_id
FROM crm_event AS e WHERE
"""
_VISIBILITY = ("archived", "restored")


@dataclass
class Changes:
    """Keys of records to be read anew; `is_cost` when the costs are among them."""

    keys: Keys = field(default_factory=lambda: {key: set() for key in get_args(Key)})
    is_cost: bool = False
    shown_or_hidden: set[int] = field(default_factory=set)
    campaigns: set[int] = field(default_factory=set)

    def add(self, key: Key, ids: Iterable[Any]) -> None:
        """Add ids, unknown ones left out."""
        self.keys[key].update(value for value in ids if value is not None)


def changes(snapshot: Snapshot, since: Mark) -> Changes:
    """What has to be read anew, with all that depends on it."""
    found = Changes()
    for rows in snapshot.batches(f"{_NEW} {beyond(snapshot.vendor)}", [int(since.watermark)]):
        for row in rows:
            _note(found, row)
    _follow(snapshot, found)
    return found


def _note(found: Changes, row: tuple[Any, ...]) -> None:
    event, kind, lead, deal, person, account, campaign, reverses = row
    for key, value in (("event", event), ("event", reverses), ("lead", lead), ("deal", deal), ("person", person),
                       ("account", account)):  # fmt: skip
        found.add(key, [value])  # type: ignore[arg-type]
    if kind.startswith("cost_") or kind in _VISIBILITY or kind == "batch_undone":
        found.is_cost = True
    if kind in _VISIBILITY:
        found.shown_or_hidden.update({lead} - {None})
        found.campaigns.update({campaign} - {None})


def _follow(snapshot: Snapshot, found: Changes) -> None:
    """Rows that depend on a changed record though no event of their own says so."""
    keys = found.keys
    found.add("event", _ask(snapshot, "SELECT id FROM crm_event WHERE lead_id", found.shown_or_hidden))
    found.add("person", _ask(snapshot, "SELECT person_id FROM crm_campaign_member WHERE campaign_id", found.campaigns))
    found.add("person", _ask(snapshot, "SELECT person_id FROM crm_lead WHERE id", keys["lead"]))
    found.add("lead", _ask(snapshot, "SELECT id FROM crm_lead WHERE person_id", keys["person"]))
    found.add("lead", _ask(snapshot, "SELECT id FROM crm_lead WHERE account_id", keys["account"]))
    found.add("deal", _ask(snapshot, "SELECT deal_id FROM crm_deal_lead WHERE lead_id", keys["lead"]))
    found.add("account", _ask(snapshot, "SELECT account_id FROM crm_deal WHERE id", keys["deal"]))
    found.add("account", _ask(snapshot, "SELECT account_id FROM crm_lead WHERE id", keys["lead"]))
    found.add("account", _ask(snapshot, "SELECT account_id FROM crm_person WHERE id", keys["person"]))


def _ask(snapshot: Snapshot, sql: str, keys: set[int]) -> list[int]:
    return [value for rows in chosen(snapshot, sql, keys) for (value,) in rows]
