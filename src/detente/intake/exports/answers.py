"""Answers of a CRM's interface as files: their records, one on a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LARGEST = 50_000_000
KEYS = ("records", "results", "data", "items")


def answer_of(path: Path, workdir: Path) -> Path | None:
    """A file of JSON lines with the records of an answer like `{"records": [...]}`; None for another file."""
    if path.stat().st_size > LARGEST:
        return None
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    records = next((found[key] for key in KEYS if isinstance(found.get(key), list)), None)
    target = workdir / f"answer-{sum(1 for _ in workdir.iterdir())}.jsonl"
    rows = [found] if records is None else [_plain(one) for one in records if isinstance(one, dict)]
    target.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return target


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what an interface wraps around it."""
    properties = record.get("properties")
    rest = {key: value for key, value in record.items() if key not in ("attributes", "properties")}
    return rest | properties if isinstance(properties, dict) else rest
