"""A whole result without what says who a person is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from detente.analytics.audit.finding import Audit, Found, NotRun, Passed
from detente.analytics.audit.result.document import Cell, Document, File, Flow, Item, Line, Table
from detente.analytics.audit.result.redaction.columns import alike
from detente.analytics.audit.result.redaction.known import Known, known
from detente.analytics.audit.result.redaction.rows import cell, is_owner, places_of
from detente.analytics.audit.result.redaction.spans import FEW
from detente.analytics.audit.result.redaction.veil import Veil, left_out
from detente.analytics.language import say

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence


def redacted(document: Document, audit: Audit, evidence: Evidence) -> Document:
    """The document with owners numbered and every value left out that few records share or that names a person."""
    shown = known(evidence)
    veil = Veil(evidence, shown, _own_words(audit))
    veil.learn(_told(document))
    sources = document.sources
    return replace(
        document,
        is_redacted=True,
        findings=tuple(_item(item, veil, shown, evidence) for item in document.findings),
        in_order=tuple(_line(line, veil) for line in document.in_order),
        not_asked=tuple(_line(line, veil) for line in document.not_asked),
        notes=tuple(map(veil.hide, document.notes)),
        flow=document.flow and _flow(document.flow, veil),
        sources=replace(
            sources,
            files=tuple(_file(file, nth) for nth, file in enumerate(sources.files, start=1)),
            unknown=tuple((table, veil.hide(header)) for table, header in sources.unknown),
            stages=tuple(replace(one, stage=veil.hide(one.stage)) for one in sources.stages),
            questions=tuple(map(veil.hide, sources.questions)),
            passed_over=tuple((say("a file"), left_out()) for _name, _why in sources.passed_over),
        ),
    )  # fmt: skip


def _own_words(audit: Audit) -> Iterator[str]:
    """Texts that hold no value of any export."""
    outcomes: tuple[Found | Passed | NotRun, ...] = (*audit.found, *audit.passed, *audit.not_run)
    for check in (outcome.check for outcome in outcomes):
        yield from (say(check.name), say(check.why), say(check.todo), say(check.clean))


def _told(document: Document) -> Iterator[str]:
    """Every text that could hold a value of the export, rows aside."""
    for item in document.findings:
        yield from (item.sentence, item.todo, item.cost.reckoned if item.cost else "")
        for table in item.breakdowns:
            yield table.title
            yield from (column.label for column in table.columns)
            yield from (cell for row in table.rows for cell in row if isinstance(cell, str))
    yield from (line.sentence for line in (*document.in_order, *document.not_asked))
    yield from document.notes
    if document.flow and document.flow.by_source:
        yield from (str(row[0]) for row in document.flow.by_source.rows)
    yield from (header for _table, header in document.sources.unknown)
    yield from (one.stage for one in document.sources.stages)
    yield from document.sources.questions


def _item(item: Item, veil: Veil, shown: Known, evidence: Evidence) -> Item:
    return replace(
        item,
        sentence=veil.hide(item.sentence),
        todo=veil.hide(item.todo),
        cost=item.cost and replace(item.cost, reckoned=veil.hide(item.cost.reckoned)),
        breakdowns=tuple(_breakdown(table, veil) for table in item.breakdowns),
        rows=item.rows and _rows(item.rows, shown, evidence),
    )


def _flow(flow: Flow, veil: Veil) -> Flow:
    """Only its sources are values of the export."""
    return replace(flow, by_source=flow.by_source and _breakdown(flow.by_source, veil))


def _line(line: Line, veil: Veil) -> Line:
    return replace(line, sentence=veil.hide(line.sentence))


def _breakdown(table: Table, veil: Veil) -> Table:
    columns = tuple(replace(column, label=veil.hide(column.label)) for column in table.columns)
    rows = tuple(
        tuple(
            _said(held, veil, is_personal=column.is_personal)
            for held, column in zip(row, columns, strict=True)
        )
        for row in table.rows
    )  # fmt: skip
    return replace(table, title=veil.hide(table.title), columns=columns, rows=rows)


def _said(held: Cell, veil: Veil, *, is_personal: bool) -> Cell:
    """A cell of a breakdown: an owner keeps a number, a person nothing, free words nothing."""
    if not isinstance(held, str):
        return held
    low = alike(held)
    hidden = veil.hide(held)
    if is_personal and low and low not in veil.known.owners:
        return left_out()
    return left_out() if len(held.split()) > FEW and veil.begins_a_value(held) else hidden


def _rows(table: Table, shown: Known, evidence: Evidence) -> Table:
    places = [
        nth for nth, column in enumerate(table.columns) if not column.is_personal or is_owner(column.key)
    ]
    lines = places_of(evidence, table.record, [row[0] for row in table.rows if row])
    return replace(
        table,
        columns=tuple(table.columns[place] for place in places),
        rows=tuple(
            tuple(_row_cell(row, place, lines, shown, table) for place in places) for row in table.rows
        ),
    )  # fmt: skip


def _row_cell(row: tuple[Cell, ...], place: int, lines: dict[str, str], shown: Known, table: Table) -> Cell:
    if table.columns[place].kind in ("day", "instant"):
        return row[place]
    found: Cell = cell(row, place, lines, shown)
    return found


def _file(file: File, number: int) -> File:
    """A file's name may be a person's."""
    return replace(file, name=say("file %(n)s", n=number) + PurePath(file.name).suffix.lower()[:6])
