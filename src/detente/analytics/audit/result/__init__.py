"""The result of an audit: built once, then shown as a page, a PDF, JSON or text, with the same numbers in each."""

from __future__ import annotations

from detente.analytics.audit.result.building import build
from detente.analytics.audit.result.comparing import Comparison, Moved, compare
from detente.analytics.audit.result.document import Document
from detente.analytics.audit.result.kept import NotAnAudit, from_json, to_json
from detente.analytics.audit.result.rows import write_rows
from detente.analytics.audit.result.text import to_summary, to_text

__all__ = [
    "Comparison", "Document", "Moved", "NotAnAudit", "build", "compare", "from_json", "to_json", "to_summary",
    "to_text", "write_rows",
]  # fmt: skip
