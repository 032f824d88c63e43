"""A result without what says who a person is: names, addresses, numbers, free words; owners are numbered."""

from __future__ import annotations

from detente.analytics.audit.result.redaction.documents import redacted
from detente.analytics.audit.result.redaction.rows import hidden_rows

__all__ = ["hidden_rows", "redacted"]
