"""What the pages of campaigns are about."""

from __future__ import annotations

from detente.crm.lists.of_campaigns import CAMPAIGNS, of_reader, sources, types

__all__ = ["CAMPAIGNS", "of_reader", "sources", "types"]
