"""The deals that pages are about."""

from __future__ import annotations

from detente.crm.lists.of_deals import living

ROWS = living()
