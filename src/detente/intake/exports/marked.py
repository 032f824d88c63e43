"""YAML with the line on which each value stands, so that a mistake can be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from detente.intake.problems import IntakeError, gettext_noop

BROKEN = gettext_noop("%(file)s, line %(line)s: this is not YAML (%(why)s)")
DEEPEST = 12
TOO_DEEP = gettext_noop("%(file)s, line %(line)s: is nested too deep")
TWICE = gettext_noop("%(file)s, line %(line)s: `%(key)s` stands here for the second time")


@dataclass(frozen=True)
class Marked:
    """A value and its line: a text, number, truth or None, a list of marked values, or a dict of them by name."""

    value: Any
    line: int


def load_marked(text: str, file: str) -> Marked:
    """The document in a text. Raises IntakeError with the line that is no YAML; aliases are not followed."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        return Marked({}, 1) if node is None else _marked(node, file, 0)
    except yaml.YAMLError as wrong:
        line = getattr(getattr(wrong, "problem_mark", None), "line", 0) + 1
        raise IntakeError(
            BROKEN, file=file, line=line, why=getattr(wrong, "problem", "") or "unreadable"
        ) from wrong


def _marked(node: yaml.Node, file: str, depth: int) -> Marked:
    line = node.start_mark.line + 1
    if depth > DEEPEST:
        raise IntakeError(TOO_DEEP, file=file, line=line)
    if isinstance(node, yaml.SequenceNode):
        return Marked([_marked(one, file, depth + 1) for one in node.value], line)
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Marked] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                raise IntakeError(TWICE, file=file, line=key.start_mark.line + 1, key=name)
            found[name] = _marked(value, file, depth + 1)
        return Marked(found, line)
    return Marked(yaml.SafeLoader("").construct_object(node), line)
