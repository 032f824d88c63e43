"""A text inside a JSON column that the registry names, as an expression."""

from __future__ import annotations

import re
from typing import Any

from django.db import models

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class TextAt(models.Func):
    """The text at a name of a JSON object, on either database; NULL where it has none."""

    arity = 1

    def __init__(self, column: str, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name of the registry: {name!r}")
        self.at = name
        super().__init__(column, output_field=models.TextField())

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        """The value at a path of SQLite's JSON text."""
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"json_extract({column}, '$.{self.at}')", parameters

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:  # type: ignore[override]
        """The value at a name of PostgreSQL's jsonb."""
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"({column} ->> '{self.at}')", parameters
