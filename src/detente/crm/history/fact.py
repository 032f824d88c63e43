"""What every kind of event is made of: a dataclass whose name in small letters is the kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, dataclass_transform


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What an event says beyond whom it concerns and when; `kind` names it in the table."""

    kind: ClassVar[str]
    kind_version: ClassVar[int] = 1

    def columns(self) -> dict[str, Any]:
        """The event columns that this fact fills."""
        return dict(vars(self))


KINDS: dict[str, type[Fact]] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True)
def kind(cls: type[Fact]) -> type[Fact]:
    """Make a class a kind of event, named by its own name in small letters."""
    name = "".join("_" + letter.lower() if letter.isupper() else letter for letter in cls.__name__).lstrip(
        "_"
    )
    cls.kind = name
    KINDS[name] = cls
    return dataclass(frozen=True, kw_only=True)(cls)
