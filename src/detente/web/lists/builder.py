"""The form that makes a question with and / or: rows of field, operator and value, in blocks."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from django.http import QueryDict

from detente.crm.lists.asked import NAMES, WITH_DAYS, WITH_MANY, WITH_TWO, WITHOUT_VALUE
from detente.crm.lists.conditions import MOST_LEAVES
from detente.crm.lists.fields import Field
from detente.crm.lists.registry import Registry

JOINTS = ("all", "any")
MOST_BLOCKS = 6


@dataclass
class Row:
    """One line of the form: what it asks of which field."""

    field: Field
    operator: str
    values: list[str] = default(default_factory=list)

    @property
    def control(self) -> str:
        """Which control takes the value: none, options, several, flag, pair, days, or one by the field's kind."""
        if self.operator in WITHOUT_VALUE:
            return "none"
        if self.operator in WITH_MANY:
            return "several" if self.field.options else "list"
        if self.operator in WITH_DAYS:
            return "days"
        if self.field.options:
            return "options"
        if self.field.kind == "flag":
            return "flag"
        return "pair" if self.operator in WITH_TWO else "one"

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written where something could be: a line that nobody filled asks for nothing."""
        return self.control in ("one", "days", "list", "pair", "several") and not any(
            map(str.strip, self.values)
        )

    @property
    def input_type(self) -> str:
        """The type of its input."""
        if self.operator in WITH_DAYS or self.field.kind in ("number", "money"):
            return "number"
        return "date" if self.field.kind in ("instant", "day") else "text"

    @property
    def operators(self) -> list[tuple[str, Any]]:
        """What can be asked of the field, with names."""
        return [(code, NAMES[code]) for code in self.field.operators]

    def value(self, place: int = 0) -> str:
        """A value as written."""
        return self.values[place] if place < len(self.values) else ""

    def leaf(self) -> dict[str, Any]:
        """The line as a leaf of a document."""
        found: dict[str, Any] = {"field": self.field.key, "is": self.operator}
        if self.control == "none":
            return found
        if self.control in ("several", "pair"):
            value: Any = list(self.values)
        elif self.control == "list":
            value = [text.strip() for text in self.value().split(",") if text.strip()]
        else:
            value = self.value()
        return found | {"value": value}


@dataclass
class Block:
    """Lines that belong together; the first block stands for the whole question."""

    joint: str = "all"
    rows: list[Row] = default(default_factory=list)


def blocks_of(document: dict[str, Any] | None, registry: Registry) -> list[Block]:
    """A document as blocks of the form; what is nested deeper than the form shows is left out."""
    joint, parts = _group(document)
    whole = Block(joint)
    blocks = [whole]
    for part in parts:
        if any(name in part for name in JOINTS):
            inner, leaves = _group(part)
            blocks.append(Block(inner, [row for leaf in leaves if (row := _row(leaf, registry))]))
        elif row := _row(part, registry):
            whole.rows.append(row)
    return blocks


def _group(part: Any) -> tuple[str, list[Any]]:
    for joint in JOINTS:
        if isinstance(part, dict) and isinstance(part.get(joint), list):
            return joint, [one for one in part[joint] if isinstance(one, dict)]
    return "all", [part] if part else []


def _row(leaf: dict[str, Any], registry: Registry) -> Row | None:
    found = registry.get(str(leaf.get("field")))
    if found is None or not found.is_filter:
        return None
    operator, value = str(leaf.get("is", "is")), leaf.get("value")
    values = value if isinstance(value, list) else [] if value is None else [value]
    texts = [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
    row = Row(found, operator if operator in found.operators else found.operators[0], texts)
    if row.control == "list":
        row.values = [", ".join(texts)]
    return row


def blocks_from(form: QueryDict, registry: Registry) -> list[Block]:
    """The blocks as the form sent them; a line whose field changed starts with that field's usual operator."""
    count = min(_number(form.get("blocks", "1"), 1), MOST_BLOCKS)
    blocks = [Block(_joint(form.get(f"j{no}", "all"))) for no in range(max(count, 1))]
    for no in range(min(_number(form.get("rows", "0"), 0), MOST_LEAVES)):
        found = registry.get(form.get(f"f{no}", ""))
        if found is None or found not in registry.filters:
            continue
        operator = form.get(f"o{no}", "")
        if form.get(f"was{no}") != found.key or operator not in found.operators:
            operator = found.operators[0] if operator not in found.operators else operator
        values = form.getlist(f"v{no}") if form.get(f"was{no}") == found.key else []
        block = blocks[min(_number(form.get(f"b{no}", "0"), 0), len(blocks) - 1)]
        block.rows.append(Row(found, operator, values))
    return blocks


def _joint(text: str) -> str:
    return text if text in JOINTS else "all"


def _number(text: str, other: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else other


def acted(blocks: list[Block], act: str, registry: Registry) -> list[Block]:
    """The blocks after a press: `add:1` another line, `drop:3` one less, `block` another block."""
    way, _colon, place = act.partition(":")
    number = _number(place, 0)
    usual = registry.filters[0]
    if way == "add" and number < len(blocks):
        blocks[number].rows.append(Row(usual, usual.operators[0]))
    elif way == "block" and len(blocks) < MOST_BLOCKS:
        blocks.append(Block("any", [Row(usual, usual.operators[0])]))
    elif way == "drop":
        rows = [(block, row) for block in blocks for row in block.rows]
        if number < len(rows):
            block, row = rows[number]
            block.rows = [one for one in block.rows if one is not row]
    return [block for place, block in enumerate(blocks) if block.rows or place == 0]


def document_of(blocks: list[Block]) -> dict[str, Any] | None:
    """The question that the form asks."""
    parts: list[dict[str, Any]] = [row.leaf() for row in blocks[0].rows if not row.is_blank]
    for block in blocks[1:]:
        if leaves := [row.leaf() for row in block.rows if not row.is_blank]:
            parts.append({block.joint: leaves})
    return {blocks[0].joint: parts} if parts else None
