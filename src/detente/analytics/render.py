"""An answer as JSON, CSV or text; every door says the same numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from detente.analytics.answer import Answer, Column
from detente.analytics.fields import group_name
from detente.analytics.language import say
from detente.analytics.wording import amount, count, decimal, duration, percent

_FORMULA = re.compile(r"[\s\x00-\x20\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain values, ready for `json.dumps`; instants are ISO in UTC, unknown is null."""
    period = answer.period
    return {
        "report": answer.report,
        "question": answer.question,
        "headline": answer.headline,
        "period": {"from": _day(period.from_on), "to": _day(period.to_on), "zone": period.zone},
        "as_of": iso(answer.as_of),
        "currency": answer.currency,
        "query": {
            "by": answer.query.by,
            "where": [{"field": name, "values": list(held)} for name, held in answer.query.filters.items()],
            "horizon_days": answer.query.horizon_days,
        },
        "columns": [_column(column) for column in answer.columns],
        "rows": [dict(row) for row in answer.rows],
        "total": {column.name: answer.total.get(column.name) for column in answer.columns},
        "cautions": [caution.text for caution in answer.cautions],
        "definitions": {one.term: one.meaning for one in answer.definitions},
        "engine": answer.engine,
        **answer.more,
    }


def iso(at: datetime) -> str:
    """An instant (UTC without a zone) in ISO 8601, to the second."""
    return at.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _day(on: Any) -> str | None:
    return on.isoformat() if on else None


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.label,
        "unit": column.unit,
        "meaning": column.meaning,
        "drillable": column.drillable,
    }


def to_csv(answer: Answer) -> str:
    """The rows as CSV (RFC 4180, a header of column names, full precision, unknown is empty).

    A text that a spreadsheet could take for a formula gets one apostrophe in front, as does a
    text that begins with an apostrophe. So it reads back exactly: take one leading apostrophe
    off every text that has one (`plain_text`). Numbers are written as they are.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in answer.columns])
    for row in answer.rows:
        writer.writerow([_cell(row[column.name]) for column in answer.columns])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return safe_text(value) if isinstance(value, str) else value


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith("'") or _FORMULA.match(text) else text


def plain_text(cell: str) -> str:
    """The text that `safe_text` was given."""
    return cell.removeprefix("'")


def to_text(answer: Answer, *, is_wide: bool = False) -> str:
    """Headline, table, cautions and definitions for a terminal; `is_wide` shows every column."""
    lines = [
        answer.headline,
        "",
        *_table(answer, is_wide=is_wide),
        "",
        *(f"! {caution}" for caution in answer.cautions),
        *([""] if answer.cautions else []),
        *map(str, answer.definitions),
        say(
            "as of %(moment)s UTC · %(engine)s", moment=f"{answer.as_of:%Y-%m-%d %H:%M}", engine=answer.engine
        ),
    ]
    return "\n".join(lines) + "\n"


def _table(answer: Answer, *, is_wide: bool) -> list[str]:
    columns = [column for column in answer.columns if is_wide or column.is_brief]
    cells = [[column.label for column in columns]]
    cells += [[shown(row[column.name], column, answer.currency) for column in columns] for row in answer.rows]
    widths = [max(map(len, held)) for held in zip(*cells, strict=True)]
    return ["  ".join(_aligned(row, columns, widths)).rstrip() for row in cells]


def _aligned(row: list[str], columns: list[Column], widths: list[int]) -> Iterable[str]:
    for text, column, width in zip(row, columns, widths, strict=True):
        yield text.ljust(width) if column.unit == "text" else text.rjust(width)


def shown(value: Any, column: Column, currency: str | None = None) -> str:
    """A value for a reader: 1,234 · 10.5 % · 14.7 (days) · 1,234.50 EUR; an unknown text is '(none)', else blank."""
    if value is None:
        return group_name(None) if column.unit == "text" else ""
    match column.unit:
        case "rate":
            return percent(value)
        case "days" | "number":
            return decimal(value)
        case "seconds":
            return duration(value)
        case "ratio":
            return decimal(value, 2)
        case "money":
            return amount(value, currency)
        case "count":
            return count(value)
    return printable(_words(value) if column.is_of_words else group_name(str(value)))


def _words(texts: str) -> str:
    """Words of ours in the reader's language."""
    return ", ".join(say(text) for text in texts.split(", ")) if texts else ""


def printable(text: str) -> str:
    """A text without what would move a terminal's cursor."""
    return "".join(one if one.isprintable() else "�" for one in text)
