"""Which records the events since the last copy touch, as keys for the extracts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import get_args

from detente.copy.extract import Key
from detente.copy.mark import Mark, beyond
from detente.copy.reading import chosen
from detente.copy.snapshot import Snapshot
from detente.crm.history.intervals import ENTERING

_NEW = """
SELECT e.kind, e.id, e.lead_id, e.deal_id, e.person_id, e.account_id, e.campaign_id, e.reverses_id
FROM crm_event AS e WHERE
"""
_NOTHING_ELSE: tuple[Key, ...] = ()
_ALL: tuple[Key, ...] = ("past", "handed", "person", "account")
_FURTHER: dict[str, tuple[Key, ...]] = {
    **dict.fromkeys(("touched", "attempted", "noted", "moved", "backfilled", "reopened", "origin_changed",
                     "deal_moved", "deal_changed", "deal_items_changed", "lead_changed", "file_attached",
                     "file_removed", "file_restored", "scored", "callback_promised", "callback_dropped",
                     "judged"),
                    _NOTHING_ELSE),
    **dict.fromkeys(("handed_over", "rerouted", "warned", "escalated", "handoff_answered", "reversed"), ("handed",)),
    "assigned": ("past", "handed"),  # what waits for an answer goes to the new owner
    **dict.fromkeys(("ended", "defect_found", "defect_cleared"), ("past",)),
    **dict.fromkeys(("deal_opened", "deal_linked", "deal_joined", "deal_won", "deal_lost", "deal_reopened",
                     "base_filled"), ("account",)),
}  # fmt: skip
"""What a kind of event changes besides its lead, its deal and the rows made of events; an unlisted kind: all."""
_MADE_OF: dict[Key, frozenset[str]] = {
    "touch": frozenset({"touched", "captured"}),
    "attempt": frozenset({"attempted"}),
    "move": ENTERING | {"backfilled"},
    "score": frozenset({"scored"}),
}
"""Rows that are one event each, and the kinds of event that they are."""
_kind = itemgetter(0)
_VISIBILITY = ("archived", "restored")
_THROUGH_LEAD = (*_VISIBILITY, "rehomed")
"""What changes rows that are events, because these are read through their lead."""
_COSTS = (*_VISIBILITY, "cost_added", "cost_reversed", "base_filled", "batch_undone")


@dataclass
class Changes:
    """Keys of records to be read anew; `is_cost` when the costs are among them."""

    keys: dict[Key, set[int]] = field(default_factory=lambda: {key: set() for key in get_args(Key)})
    is_cost: bool = False
    hidden: dict[Key | str, set[int]] = field(default_factory=lambda: {"lead": set(), "campaign": set()})

    def add(self, key: Key, ids: Iterable[int]) -> None:
        """Add ids to those of a key."""
        self.keys[key].update(ids)


def changes(snapshot: Snapshot, since: Mark) -> Changes:
    """What has to be read anew, with all that depends on it."""
    found = Changes()
    condition, parameters = beyond(snapshot.vendor, since.watermark, since.restored)
    for rows in snapshot.batches(f"{_NEW} {condition}", parameters):
        rows.sort(key=_kind)
        for kind, group in groupby(rows, key=_kind):
            _note(found, kind, *zip(*group, strict=True))
    _follow(snapshot, found)
    for ids in found.keys.values():
        ids.discard(None)
    return found


def _note(found: Changes, kind: str, *columns: tuple[int, ...]) -> None:
    _kind_again, event, lead, deal, person, account, campaign, reverses = columns
    found.add("lead", lead)
    found.add("deal", deal)
    ids: dict[Key, tuple[int, ...]] = {"past": lead, "handed": lead, "person": person, "account": account}
    for key in _FURTHER.get(kind, _ALL):
        found.add(key, ids[key])
    for made in _MADE_OF:
        if kind in _MADE_OF[made]:
            found.add(made, event)
        found.add(made, reverses)
    if kind in _COSTS:
        found.is_cost = True
    if kind in _THROUGH_LEAD:
        found.hidden["lead"].update(lead)
    if kind in _VISIBILITY:
        found.hidden["campaign"].update(campaign)


def _follow(snapshot: Snapshot, found: Changes) -> None:
    """Rows that depend on a changed record though no event of their own says so."""

    def ask(sql: str, keys: set[int]) -> set[int]:
        known = {key for key in keys if key is not None}
        return {value for rows in chosen(snapshot, sql, known) for (value,) in rows}

    keys = found.keys
    for made in _MADE_OF:
        found.add(made, ask("SELECT id FROM crm_event WHERE lead_id", found.hidden["lead"]))
    found.add("deal", ask("SELECT deal_id FROM crm_deal_lead WHERE lead_id", found.hidden["lead"]))
    found.add(
        "person", ask("SELECT person_id FROM crm_campaign_member WHERE campaign_id", found.hidden["campaign"])
    )
    found.add("lead", ask("SELECT id FROM crm_lead WHERE account_id", keys["account"]))
    found.add("account", ask("SELECT account_id FROM crm_person WHERE id", keys["person"]))
    found.add("account", ask("SELECT account_id FROM crm_deal WHERE id", keys["deal"]))
    same_person = ask("SELECT id FROM crm_lead WHERE person_id", keys["person"])
    found.add("lead", same_person)
    found.add("past", same_person)
