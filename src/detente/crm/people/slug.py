"""Codes that may stand inside SQL: small letters, digits and underscores, checked by the database itself."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import BooleanField, Func

SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")


class IsCurrencyCode(Func):
    """A condition for a constraint: the column holds three capital letters, as ISO 4217 writes currencies."""

    output_field = BooleanField()
    conditional = True
    template = "(%(expressions)s ~ '^[A-Z]{3}$')"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """SQLite's patterns instead of the regular expressions that it lacks."""
        template = "(%(expressions)s GLOB '[A-Z][A-Z][A-Z]')"
        return self.as_sql(compiler, connection, template=template, **more)


class IsSlug(Func):
    """A condition for a constraint: the column holds nothing but a-z, 0-9 and underscores."""

    output_field = BooleanField()
    conditional = True
    template = "(%(expressions)s ~ '^[a-z][a-z0-9_]*$')"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """SQLite has no regular expressions of its own; its patterns are enough."""
        template = "(%(expressions)s GLOB '[a-z]*' AND NOT %(expressions)s GLOB '*[^a-z0-9_]*')"
        return self.as_sql(compiler, connection, template=template, **more)
