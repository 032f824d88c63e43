"""A playbook as a YAML file, read with the place of everything in it; `writing` makes one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from detente.crm.objections import N_, Objection, Refused

Path = tuple[str | int, ...]
Place = tuple[int, int]
"""Line and column, both from 1."""
LONGEST = 200_000
"""Letters; many times the longest agreement that people would read."""
LONGEST_NUMBER = 30


@dataclass(frozen=True)
class Written:
    """A document as somebody wrote it, and where each of its parts stands."""

    document: dict[str, Any]
    places: Mapping[Path, Place]

    def where(self, path: Path) -> Place:
        """Where this part stands, or what it would stand in."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, (1, 1))


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain words: no, off and 2026-01-31 are text, only true and false are flags."""

    yaml_implicit_resolvers: dict[Any, Any] = {}

    def compose_node(self, parent: Any, index: Any) -> Node | None:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark
            raise _refused(N_("References (*name) are not read here: write it out."), mark)
        node: Node | None = super().compose_node(parent, index)
        return node


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"), ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"), ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)$", "-+.0123456789"),
):  # fmt: skip
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def read(text: str) -> Written:
    """The document of a YAML text; raises `Refused`, whose objection names line and column, where it is none."""
    if len(text) > LONGEST:
        says = N_("This is longer than a playbook: {most} letters at most.")
        raise Refused(Objection("document_long", says, None, {"most": LONGEST}))
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as wrong:
        says = N_("This is not YAML: {problem}. Mend the indentation, brackets or quotes here.")
        raise _refused(says, wrong.problem_mark, problem=wrong.problem or wrong.context or "") from None
    except (yaml.YAMLError, RecursionError):
        says = N_("This is not YAML that can be read: letters that no text has, or nested too deep.")
        raise _refused(says, None) from None
    if not isinstance(node, MappingNode):
        raise _refused(N_("A playbook begins with sections, like `stages:`."), node and node.start_mark)
    places: dict[Path, Place] = {}
    document = _value(node, (), places)
    return Written(document, places)


def _refused(text: str, mark: Any, **values: Any) -> Refused:
    place = {"line": mark.line + 1, "column": mark.column + 1} if mark else {"line": 1, "column": 1}
    return Refused(Objection("yaml", text, "", {**values, **place}))


def _value(node: Node, path: Path, places: dict[Path, Place]) -> Any:
    places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, MappingNode):
        return _mapping(node, path, places)
    if isinstance(node, SequenceNode):
        return [_value(part, (*path, number), places) for number, part in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: MappingNode, path: Path, places: dict[Path, Place]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, part in node.value:
        if not isinstance(key, ScalarNode):
            raise _refused(N_("A word stands before each colon here, not a list."), key.start_mark)
        if key.value in found:
            text = N_("{word} is given twice here: keep one of them.")
            raise _refused(text, key.start_mark, word=key.value)
        places[*path, key.value] = (key.start_mark.line + 1, key.start_mark.column + 1)
        found[key.value] = _value(part, (*path, key.value), places)
    return found


def _scalar(node: Node) -> Any:
    match node.tag.rpartition(":")[2]:
        case "bool":
            return node.value == "true"
        case "null":
            return None
        case "int" | "float" if len(node.value) > LONGEST_NUMBER:
            raise _refused(N_("This number has more digits than any here needs."), node.start_mark)
        case "int":
            return int(node.value)
        case "float":
            return float(node.value)
    return str(node.value)
