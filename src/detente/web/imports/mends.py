"""Likely misspellings of a column, each to be mended or kept by somebody."""

from __future__ import annotations

from django.http import QueryDict

from detente.intake.mapping import FileMapping
from detente.intake.planning import Plan
from detente.web.imports.column import Column, Mend
from detente.web.imports.parsing import MOST_VALUES


def put_mends(columns: list[Column], entry: FileMapping, found: Plan, post: QueryDict | None) -> None:
    """What was decided and what is open, at its column; words that choose one of our codes are translated instead."""
    by_header = {column.header: column for column in columns}
    for offer in found.offers:
        column = by_header.get(offer.column)
        if column and column.field and not column.field.choice and len(column.mends) < MOST_VALUES:
            slip = offer.slip
            column.mends.append(Mend(slip.said, slip.like, slip.lines, True, is_proposed=True))
            column.has_news = post is None or f"slip-{column.no}-0" not in post
    for field, words in entry.mend.items():
        column = by_header.get(entry.columns[field].column) if field in entry.columns else None
        for said, meant in words.items() if column else ():
            column.mends.append(Mend(said, meant, None, said != meant))  # type: ignore[union-attr]
