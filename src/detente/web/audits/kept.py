"""What is kept of an audit: everything but who the people in its rows are; rows are opened in lists."""

from __future__ import annotations

from dataclasses import replace

from detente.analytics.audit.result import Document, NotAnAudit, from_json
from detente.analytics.audit.result.document import Item, Table
from detente.crm.audits.models import Audit


def without_people(document: Document) -> Document:
    """The document without rows, and without columns that name a person."""
    return replace(document, findings=tuple(map(_plain, document.findings)))


def _plain(item: Item) -> Item:
    return replace(item, rows=None, breakdowns=tuple(map(_bare, item.breakdowns)))


def _bare(table: Table) -> Table:
    kept = [place for place, column in enumerate(table.columns) if not column.is_personal]
    columns = tuple(table.columns[place] for place in kept)
    return replace(
        table, columns=columns, rows=tuple(tuple(row[place] for place in kept) for row in table.rows)
    )


def document_of(audit: Audit) -> Document:
    """What an audit said."""
    return from_json(audit.result["document"])


def readable(audit: Audit) -> Document | None:
    """What an audit said; None when an earlier version of Detente wrote it down in another form."""
    try:
        return document_of(audit)
    except NotAnAudit:
        return None


def before(audit: Audit) -> Audit | None:
    """The audit of the same records that was done before this one."""
    if audit.subject != "own":
        return None
    done = Audit.objects.filter(subject="own", state="done", started_at__lt=audit.started_at)
    return done.order_by("-started_at", "-pk").first()
