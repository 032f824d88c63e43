"""The result as JSON: what is kept, sent on, and compared over time. Names are stable within a version."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from detente.analytics.audit.result.document import (
    FORMAT,
    VERSION,
    Column,
    Document,
    File,
    Flow,
    Item,
    Joined,
    Line,
    Meaning,
    Plain,
    Price,
    Sources,
    Step,
    Table,
)


class NotAnAudit(ValueError):
    """The JSON is no result of an audit, or of a version that this Detente does not read."""


def to_json(document: Document) -> Plain:
    """The result as plain values, ready for `json.dumps`; unknown is null, shares are between 0 and 1."""
    return {"format": FORMAT, "version": VERSION} | _listed(asdict(document))


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(held) for name, held in value.items()}
    return [_listed(held) for held in value] if isinstance(value, tuple | list) else value


def from_json(kept: Plain) -> Document:
    """The result that `to_json` was given. Raises NotAnAudit."""
    if not isinstance(kept, dict) or kept.get("format") != FORMAT:
        raise NotAnAudit("This is not the JSON of an audit: write one with detente audit --format json.")
    if kept.get("version") != VERSION:
        raise NotAnAudit(f"This audit is of version {kept.get('version')}; this Detente reads {VERSION}.")
    try:
        return _document(kept)
    except (KeyError, TypeError, AttributeError) as wrong:
        raise NotAnAudit(f"The JSON of the audit is damaged: {wrong}.") from None


def _document(kept: Plain) -> Document:
    own = {name: held for name, held in kept.items() if name not in ("format", "version")}
    return Document(
        **own
        | {
            "findings": tuple(map(_item, kept["findings"])),
            "in_order": tuple(Line(**line) for line in kept["in_order"]),
            "not_asked": tuple(Line(**line) for line in kept["not_asked"]),
            "flow": _flow(kept["flow"]) if kept["flow"] else None,
            "sources": _sources(kept["sources"]),
            "notes": tuple(kept["notes"]),
        }
    )


def _item(kept: Plain) -> Item:
    return Item(
        **kept
        | {
            "interval": tuple(kept["interval"]) if kept["interval"] else None,
            "cost": Price(**kept["cost"]) if kept["cost"] else None,
            "breakdowns": tuple(map(_table, kept["breakdowns"])),
            "rows": _table(kept["rows"]) if kept["rows"] else None,
        }
    )


def _table(kept: Plain) -> Table:
    columns = tuple(Column(**column) for column in kept["columns"])
    return Table(**kept | {"columns": columns, "rows": tuple(map(tuple, kept["rows"]))})


def _flow(kept: Plain) -> Flow:
    return Flow(
        **kept
        | {
            "steps": tuple(map(_step, kept["steps"])),
            "matured": tuple(map(_step, kept["matured"])),
            "by_source": _table(kept["by_source"]) if kept["by_source"] else None,
            "missing": tuple(kept["missing"]),
            "notes": tuple(kept["notes"]),
        }
    )


def _step(kept: Plain) -> Step:
    return Step(**kept | {"interval": tuple(kept["interval"]) if kept["interval"] else None})


def _sources(kept: Plain) -> Sources:
    return Sources(
        files=tuple(File(**file) for file in kept["files"]),
        joins=tuple(Joined(**join) for join in kept["joins"]),
        unknown=tuple((table, column) for table, column in kept["unknown"]),
        stages=tuple(Meaning(**stage) for stage in kept["stages"]),
        questions=tuple(kept["questions"]),
        passed_over=tuple((name, why) for name, why in kept["passed_over"]),
    )
