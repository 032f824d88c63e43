"""Codes that may stand inside SQL: small letters, digits and underscores, checked by the database itself."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import BooleanField, Func

SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")


class _Matches(Func):
    """A condition for a constraint; SQLite has no regular expressions, and its own patterns are enough."""

    output_field = BooleanField()
    conditional = True
    on_sqlite = ""

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.on_sqlite, **more)


class IsCurrencyCode(_Matches):
    """The column holds three capital letters, as ISO 4217 writes currencies."""

    template = "(%(expressions)s ~ '^[A-Z]{3}$')"
    on_sqlite = "(%(expressions)s GLOB '[A-Z][A-Z][A-Z]')"


class IsSlug(_Matches):
    """The column holds nothing but a-z, 0-9 and underscores."""

    template = "(%(expressions)s ~ '^[a-z][a-z0-9_]*$')"
    on_sqlite = "(%(expressions)s GLOB '[a-z]*' AND NOT %(expressions)s GLOB '*[^a-z0-9_]*')"
