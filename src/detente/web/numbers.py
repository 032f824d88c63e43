"""Counts and rates for readers, in the reader's locale; unknown is empty, never 0."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent

from detente.web.locale import babel_locale


def number(value: float | None, digits: int = 0) -> str:
    """`1234.5` -> `1,235`; `digits` is the most decimals shown."""
    if value is None:
        return ""
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(round(value, digits), format=pattern, locale=babel_locale())


def percent(share: float | None, digits: int = 1) -> str:
    """A share between 0 and 1: `0.0421` -> `4.2 %`, as the sentences of reports write it, on one line."""
    if share is None:
        return ""
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "\u00a0%"
    return format_percent(share, format=pattern, locale=babel_locale())


def unbroken(text: str) -> str:
    """A sentence whose percent signs stay on the line of their numbers."""
    return text.replace(" %", "\u00a0%")
