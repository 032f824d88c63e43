"""A playbook written as a YAML file, its words in the order of the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from detente.crm.playbook.reading import Path
from detente.crm.playbook.schema import schema_at

HEAD = "# The agreement of marketing and sales. `detente playbook schema` says what each word means.\n"


def write(document: Mapping[str, Any]) -> str:
    """The document as YAML that `read` gives back the same."""
    return HEAD + yaml.safe_dump(
        in_order(document), sort_keys=False, allow_unicode=True, width=110, default_flow_style=None
    )


def in_order(part: Any, path: Path = ()) -> Any:
    """The same with words in the order of the schema: a database may keep them in another."""
    if isinstance(part, list):
        return [in_order(row, (*path, number)) for number, row in enumerate(part)]
    if not isinstance(part, Mapping):
        return part
    known = (schema_at(path) or {}).get("properties", {})
    words = [*(word for word in known if word in part), *(word for word in part if word not in known)]
    return {word: in_order(part[word], (*path, word)) for word in words}
