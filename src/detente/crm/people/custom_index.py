"""What makes lists of an added field fast: one expression for its value, and an index on exactly that expression.

Both are built from the registry alone: a code stands in the SQL as it is, which its constraint (`IsSlug`) allows.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from detente.crm.people.models import CustomField
from detente.crm.people.slug import SLUG

_OUTPUTS: dict[str, models.Field[Any, Any]] = {
    "number": models.FloatField(), "money": models.BigIntegerField(), "person": models.BigIntegerField(),
}  # fmt: skip
_CASTS = {"number": "::double precision", "money": "::bigint", "person": "::bigint"}


class Kept(models.Func):
    """The value of one added field in SQL, without parameters, so that the database knows its index again.

    Text, choice and date (as text, in the order of days) as text; number as a number; money in minor units
    (`part` "currency" gives its currency); person as the id.
    """

    arity = 1
    template = "%(sql)s"

    def __init__(self, column: Any, *, code: str, kind: str, part: str = "") -> None:
        if not SLUG.fullmatch(code) or kind not in CustomField.KINDS or part not in ("", "minor", "currency"):
            raise ValueError(f"not in the registry: {code!r} {kind!r}")
        part = part or ("minor" if kind == "money" else "")
        self.path = (code, part) if part else (code,)
        self.cast = "" if part == "currency" else _CASTS.get(kind, "")
        output = models.TextField() if part == "currency" else _OUTPUTS.get(kind, models.TextField())
        super().__init__(column, output_field=output)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        """The value at a path of SQLite's JSON text."""
        column, parameters = compiler.compile(self.source_expressions[0])
        return _sqlite(column, self.path), parameters

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:  # type: ignore[override]
        """The value at a path of PostgreSQL's jsonb."""
        column, parameters = compiler.compile(self.source_expressions[0])
        return _postgres(column, self.path, self.cast), parameters


def _sqlite(column: str, path: tuple[str, ...]) -> str:
    return f"json_extract({column}, '$.{'.'.join(path)}')"


def _postgres(column: str, path: tuple[str, ...], cast: str) -> str:
    taken = f"({column} ->> '{path[0]}')" if len(path) == 1 else f"({column} #>> '{{{','.join(path)}}}')"
    return f"({taken}{cast})"


def comparable(field: CustomField, *, prefix: str = "", part: str = "") -> Kept:
    """The expression to filter and sort by: `annotate(x=comparable(field)).filter(x__gte=5)`.

    `prefix` is the path to the record ("person__" on leads); `part` "currency" is money's currency.
    """
    return Kept(f"{prefix}custom", code=field.code, kind=field.kind, part=part)


def _name(field: CustomField) -> str:
    if not SLUG.fullmatch(field.code) or field.object not in CustomField.OBJECTS:
        raise ValueError(f"not in the registry: {field.object!r} {field.code!r}")
    return f"custom_{field.object}_{field.code}"


def build_index(field: CustomField, connection: BaseDatabaseWrapper) -> None:
    """Make the index on a field's value and the record's key, unless it stands."""
    model = apps.get_model("crm", field.object)
    path = (field.code, "minor") if field.kind == "money" else (field.code,)
    if connection.vendor == "sqlite":
        value = _sqlite('"custom"', path)
    else:
        value = _postgres('"custom"', path, _CASTS.get(field.kind, ""))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # It makes no index on rows of this transaction whose references are still to be checked.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            f'CREATE INDEX IF NOT EXISTS "{_name(field)}" ON "{model._meta.db_table}" ({value}, "id")'
        )


def drop_index(field: CustomField, connection: BaseDatabaseWrapper) -> None:
    """Take the index away, before the field holds something else."""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP INDEX IF EXISTS "{_name(field)}"')


def ensure_indexes(sender: Any = None, using: str = "default", **_more: Any) -> None:
    """Every field's index anew where it is missing: Django rebuilds a SQLite table without them when it migrates."""
    connection = connections[using]
    if CustomField._meta.db_table not in connection.introspection.table_names():
        return
    with transaction.atomic(using=using):
        for field in CustomField.objects.using(using).order_by("pk"):
            build_index(field, connection)
