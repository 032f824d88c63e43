"""What the pages of accounts and people are about."""

from __future__ import annotations

from detente.crm.lists.of_accounts import living
from detente.crm.lists.of_people import matching as people_with
from detente.crm.lists.options import ACCOUNT_TYPES as TYPES

ACCOUNTS = living()

__all__ = ["ACCOUNTS", "TYPES", "people_with"]
