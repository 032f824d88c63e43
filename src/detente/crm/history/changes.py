"""What changed in a record, field by field: from what to what, when, by whom and by which way.

Read from events alone. A lead's and a deal's state is stepped through by the same fold that keeps it;
for other fields the value before stands in the event's words, and the value after is what the next change
says was before, or what the record says now. Words that were erased leave the change without its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from detente.crm.history import fold
from detente.crm.history.events import COLUMNS

ERASED = object()
"""In place of a value that was erased, or that nobody can tell any more."""

OF_LEAD = ("stage", "exit_reason", "recycle_on", "owner_id", "source", "medium", "campaign_id", "vendor_id", "deal_id",
           "defects", "is_archived")  # fmt: skip
OF_DEAL = (
    "stage",
    "status",
    "type",
    "owner_id",
    "amount",
    "expected_on",
    "next_on",
    "reason",
    "lead_id",
    "is_archived",
)
_BEGIN = ("captured", "deal_opened")
_OF_WORDS = {
    "lead_changed", "deal_changed", "next_step_set", "person_changed", "account_changed", "campaign_changed",
    "absorbed", "merge_undone", "rehomed",
}  # fmt: skip
_IN_STATE = {"next_on"}


@dataclass(frozen=True)
class Change:
    """One field changed; `old` and `new` are plain values, ids, codes or `ERASED`."""

    field: str
    old: Any
    new: Any
    at: datetime
    recorded_at: datetime
    actor_id: int | None
    how: str
    event_id: int


Row = Mapping[str, Any]
READ = ("id", *COLUMNS, "detail__words")
"""What has to be read of each event."""


def changes_of_lead(events: list[Row], present: Mapping[str, Any]) -> list[Change]:
    """Changes of a lead, the newest first; `events` is its whole chain by `seq`, `present` its row by column."""
    found = list(_in_state(events, fold.LeadState(), fold.step_lead, OF_LEAD))
    return _newest_first([*found, *_in_words(events, present)])


def changes_of_deal(events: list[Row], present: Mapping[str, Any]) -> list[Change]:
    """Changes of a deal, the newest first; `events` are all of its own by their ids."""
    found = list(_in_state(events, fold.DealState(), fold.step_deal, OF_DEAL))
    return _newest_first([*found, *_in_words(events, present)])


def changes_of_record(events: list[Row], present: Mapping[str, Any]) -> list[Change]:
    """Changes of a person, account or campaign, the newest first; `events` are all that name it, by their ids."""
    return _newest_first(_in_words(events, present))


def _newest_first(found: Iterable[Change]) -> list[Change]:
    return sorted(found, key=lambda change: (change.event_id, change.field), reverse=True)


def _in_state(events: list[Row], state: Any, step: Any, names: tuple[str, ...]) -> Iterator[Change]:
    """What the fold of each event changed; how a record began is no change."""
    for event in events:
        before = {name: _told(state, name) for name in names}
        step(state, event)
        after = {name: _told(state, name) for name in names}
        if event["kind"] not in _BEGIN or event["seq"] not in (1, None):
            yield from (
                _change(event, name, before[name], after[name])
                for name in names
                if before[name] != after[name]
            )


def _told(state: Any, name: str) -> Any:
    """A field of the state; an amount goes with its currency, as people read it."""
    if name == "amount":
        return None if state.amount_minor is None else (state.amount_minor, state.currency)
    value = getattr(state, name, None)
    return list(value) if isinstance(value, list) else value


def _in_words(events: list[Row], present: Mapping[str, Any]) -> Iterator[Change]:
    """Walks back from what stands now."""
    after: dict[str, Any] = {}
    for event in reversed(events):
        if event["kind"] not in _OF_WORDS:
            continue
        before, said = before_of(event), after_of(event)
        for field, old in before.items():
            new = said.get(field, after.get(field, _present(present, field)))
            after[field] = old
            if old is ERASED or new is ERASED or old != new:
                yield _change(event, field, old, new)


def before_of(event: Row) -> dict[str, Any]:
    """The values before a change by field, `ERASED` where the words are gone."""
    facts, words = event["facts"] or {}, event["detail__words"]
    if event["kind"] == "rehomed":
        return {name: facts[name] for name in ("person_id", "account_id") if name in facts}
    told = (words or {}).get("before") or {}
    told = {_field(name): value for name, value in told.items() if not name.endswith("_key")}
    if words is None and event["digest"]:
        told = {_field(name): ERASED for name in facts.get("fields", ()) if not name.endswith("_key")}
    return {name: value for name, value in told.items() if name not in _IN_STATE}


def after_of(event: Row) -> dict[str, Any]:
    """The values after, where the event itself says them."""
    words = event["detail__words"] or {}
    told = words.get("after") or ({"next_step": words["next_step"]} if "next_step" in words else {})
    return {_field(name): value for name, value in told.items() if not name.endswith("_key")}


def _field(name: str) -> str:
    """One name for what acts have called differently."""
    return {"account": "account_id", "owner": "owner_id"}.get(name, name)


def _present(present: Mapping[str, Any], field: str) -> Any:
    if field.startswith("custom."):
        return (present.get("custom") or {}).get(field.removeprefix("custom."))
    return present.get(field)


def _change(event: Row, field: str, old: Any, new: Any) -> Change:
    facts = event["facts"] or {}
    how = facts.get("how") or ("merge" if event["kind"] in ("absorbed", "merge_undone") else "")
    how = how or ("import" if event["batch_id"] else "bulk_edit" if "bulk_edit" in facts else "")
    return Change(field, old, new, event["at"], event["recorded_at"], event["actor_id"], how, event["id"])
