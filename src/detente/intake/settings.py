"""What the organisation and the mapping say together about reading cells."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from detente.crm.people.models import CustomField


@dataclass(frozen=True)
class Settings:
    """Defaults for cells that do not say themselves; `codes` is list -> folded name or code -> code."""

    zone: ZoneInfo
    currency: str
    now: datetime
    region: str | None = None
    blank: frozenset[str] = frozenset()
    codes: MappingOf[str, MappingOf[str, str]] = field(default_factory=dict)
    custom: MappingOf[str, MappingOf[str, CustomField]] = field(default_factory=dict)

    def zone_of(self, name: str | None) -> ZoneInfo:
        """The zone of a column that names one, else the file's."""
        return ZoneInfo(name) if name else self.zone
