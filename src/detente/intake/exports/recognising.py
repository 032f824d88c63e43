"""What a file is, by its headers."""

from __future__ import annotations

import duckdb

from detente.intake.exports.shapes import Shape, shapes
from detente.intake.exports.typing import RawFile
from detente.intake.exports.words import by_word

RELATED = ("contactid", "dealid", "companyid", "engagementid")
BESIDE = frozenset({"typeid", "category", "engagementtype", "fivetransynced", "fivetrandeleted", "associationtype", "label", "id"})


def recognised(connection: duckdb.DuckDBPyConnection, file: RawFile) -> Shape | None:
    """The kind of file that its headers tell; None when they tell none."""
    words = by_word(file.headers)
    if relation := _relation(words):
        return relation
    return next((shape for shape in shapes() if shape.fits(words)), None)


def _relation(words: dict[str, str]) -> Shape | None:
    """A table that says which records belong together: two keys and hardly anything else."""
    keys = [word for word in RELATED if word in words]
    if len(keys) == 2 and not words.keys() - set(RELATED) - BESIDE:
        return Shape(f"which {keys[0][:-2]} belongs to which {keys[1][:-2]}", "relations", "hubspot", "-".join(keys))
    return None
