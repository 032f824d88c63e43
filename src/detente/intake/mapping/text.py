"""A mapping as YAML: every value is the text that stands there (`no` is not false), no key twice."""

from __future__ import annotations

from typing import Any

import yaml

from detente.intake.mapping.document import from_document, to_document
from detente.intake.mapping.model import Mapping, MappingError
from detente.intake.problems import gettext_noop

NOT_YAML = gettext_noop("line %(line)s is not YAML: %(why)s")
TWICE = gettext_noop("line %(line)s: `%(key)s` stands there a second time; keep one of them")
TOO_LONG = gettext_noop("the mapping is longer than %(limit)s characters")
LONGEST = 1_000_000


class _Texts(yaml.BaseLoader):
    """Reads scalars as texts, refuses doubled keys and aliases (which could grow without end)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise MappingError(TWICE, line=key.start_mark.line + 1, key=key.value)
            seen.add(key.value)
        return super().construct_mapping(node, deep=True)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise MappingError(NOT_YAML, line=mark.line + 1, why="references (*name) are not used here")
        return super().compose_node(parent, index)


def from_yaml(text: str) -> Mapping:
    """The mapping that a YAML text describes. Raises MappingError with the line or key that is wrong."""
    if len(text) > LONGEST:
        raise MappingError(TOO_LONG, limit=LONGEST)
    try:
        document = yaml.load(text, Loader=_Texts)  # noqa: S506 - builds texts, lists and maps only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "a character that may not stand there"
        raise MappingError(NOT_YAML, line=mark.line + 1 if mark else 1, why=why) from error
    return from_document(document)


def to_yaml(mapping: Mapping) -> str:
    """The YAML text of a mapping; `from_yaml` gives the same mapping back."""
    return yaml.safe_dump(to_document(mapping), sort_keys=False, allow_unicode=True, width=100)
