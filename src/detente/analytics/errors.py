"""What can be wrong with a question or with the tables it is put to, said to a person."""

from __future__ import annotations


class AnalyticsError(Exception):
    """Something a person can put right; the text says what and how."""


class UnknownReport(AnalyticsError):
    """No report has this slug."""


class UnknownField(AnalyticsError):
    """A group, a filter or one of its values that does not exist; the text lists those that do."""


class BadQuery(AnalyticsError):
    """A question that cannot be answered as put: a period that ends before it begins, say."""


class BadTables(AnalyticsError):
    """Rows that do not fit the canonical tables; names file, column and line."""


class BadReport(AnalyticsError):
    """A report whose SQL names an unknown table, function or raw form: a mistake of its author."""
