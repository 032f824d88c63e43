"""From an audit and its evidence to the result that every format shows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from detente.analytics.audit.finding import Audit, Breakdown, Cost, Found, NotRun, Passed
from detente.analytics.audit.result import wording
from detente.analytics.audit.result.document import Column, Document, Item, Line, Price, Table
from detente.analytics.audit.result.flow import flow_of
from detente.analytics.audit.result.kinds import cleaned, kind_of, plain
from detente.analytics.audit.result.rows import first_rows
from detente.analytics.audit.result.sources import sources_of
from detente.analytics.audit.tables import RECORDS
from detente.analytics.language import say

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence
    from detente.analytics.audit.funnel import Funnel
    from detente.analytics.audit.picture import Picture

ROWS = 10


def build(
    audit: Audit,
    evidence: Evidence,
    *,
    picture: Picture | None = None,
    funnel: Funnel | None = None,
    rows: int = ROWS,
    redact: bool = False,
) -> Document:
    """The result, with the first `rows` rows of each finding; `redact` leaves out all that says who a person is."""
    records = {table.name: n for table in RECORDS if (n := evidence.filled(table.name))}
    document = Document(
        as_of=_minute(audit.as_of),
        zone=evidence.zone,
        currency=audit.currency,
        is_redacted=False,
        sentence=wording.looked_at(evidence, records),
        records=records,
        findings=tuple(item(found, evidence, rows) for found in audit.found),
        in_order=tuple(map(line, audit.passed)),
        not_asked=tuple(map(line, audit.not_run)),
        flow=flow_of(funnel),
        sources=sources_of(picture),
        notes=tuple(map(str, audit.notes)),
    )
    if redact:
        # Before it is cleaned: a value is known again only as the export wrote it.
        from detente.analytics.audit.result.redaction import redacted

        document = redacted(document, audit, evidence)
    shown: Document = cleaned(document)
    return shown


def _minute(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="minutes")


def item(found: Found, evidence: Evidence, rows: int) -> Item:
    """One finding, its texts in the reader's language."""
    check, finding = found.check, found.finding
    return Item(
        slug=check.slug, group=check.group, name=say(check.name), sentence=wording.ended(finding.sentence),
        count=finding.count, of=finding.of, share=finding.share, unit=finding.unit,
        sureness=finding.sureness, interval=finding.interval, cost=price(finding.cost),
        why=say(check.why), todo=finding.todo or say(check.todo), fix=finding.fix,
        breakdowns=tuple(map(breakdown, finding.breakdowns)),
        rows=first_rows(evidence, finding.rows, rows) if finding.rows else None,
    )  # fmt: skip


def price(cost: Cost | None) -> Price | None:
    """What a finding costs."""
    if cost is None:
        return None
    return Price(float(cost.amount), cost.currency, cost.low, cost.high, cost.reckoned)


def breakdown(found: Breakdown) -> Table:
    """A small table under a finding."""
    columns = tuple(
        Column(key, label, kind_of(key, (row.get(key) for row in found.rows)), key in found.personal)
        for key, label in found.labels.items()
    )
    rows = tuple(tuple(plain(row.get(column.key)) for column in columns) for row in found.rows)
    return Table(found.title, columns, rows, len(rows))


def line(outcome: Passed | NotRun) -> Line:
    """A check that found nothing, or could not be asked."""
    check = outcome.check
    return Line(check.slug, check.group, say(check.name), wording.ended(outcome.sentence))
