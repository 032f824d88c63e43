"""Rows from the database as numpy columns that DuckDB takes without looking at each value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from detente.analytics.tables import Column

Arrays = dict[str, Any]
_EPOCH = {"instant": "datetime64[us]", "date": "datetime64[D]"}


def arrays(columns: Sequence[Column], rows: Sequence[tuple[Any, ...]], vendor: str) -> Arrays:
    """One numpy array a column, named as in the contract; unknown values are masked, NaT or None."""
    told = zip(columns, zip(*rows, strict=True), strict=True)
    return {column.name: _array(column, held, vendor) for column, held in told}


def _array(column: Column, held: tuple[Any, ...], vendor: str) -> Any:
    return _BY_KIND.get(column.kind, _whole)(held, column, vendor)


def _masked(held: tuple[Any, ...], dtype: str) -> Any:
    if None not in held:
        return np.array(held, dtype=dtype)
    mask = np.fromiter((value is None for value in held), dtype=bool, count=len(held))
    return np.ma.masked_array(
        np.array([0 if value is None else value for value in held], dtype=dtype), mask=mask
    )


def _whole(held: tuple[Any, ...], _column: Column, _vendor: str) -> Any:
    return _masked(held, "int64")


def _number(held: tuple[Any, ...], _column: Column, _vendor: str) -> Any:
    return _masked(held, "float64")


def _flag(held: tuple[Any, ...], _column: Column, _vendor: str) -> Any:
    return _masked(held, "bool")


def _text(held: tuple[Any, ...], _column: Column, _vendor: str) -> Any:
    return np.array(held, dtype=object)


def _instant(held: tuple[Any, ...], column: Column, vendor: str) -> Any:
    """SQLite keeps ISO text in UTC, PostgreSQL gives microseconds or days since 1970."""
    unit = _EPOCH[column.kind]
    if vendor == "sqlite":
        known = np.array(["NaT" if value is None else value for value in held], dtype=unit)
    else:
        nothing = np.iinfo("int64").min  # numpy's NaT
        known = np.array([nothing if value is None else value for value in held], dtype="int64").view(unit)
    return known.astype("datetime64[us]")


_BY_KIND: dict[str, Callable[[tuple[Any, ...], Column, str], Any]] = {
    "text": _text,
    "number": _number,
    "flag": _flag,
    "instant": _instant,
    "date": _instant,
}
