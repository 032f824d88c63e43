"""From a report's SQL and the shape of a question to one statement, compiled once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlglot import exp

from detente.analytics import lint
from detente.analytics.dialects import expand, read, write
from detente.analytics.errors import BadReport
from detente.analytics.filters import shadows
from detente.analytics.parts import INLINE, parts
from detente.analytics.shape import Shape

EACH = "counted"
"""The part of a report's SQL that has one row for each lead and a flag for each count."""


ALIKE = "alike"
"""The part, where a report has one, in which leads with the same flags are counted together."""


@dataclass(frozen=True)
class Compiled:
    """A statement of the engine and the names of the parameters it needs."""

    sql: str
    needs: frozenset[str]

    def given(self, values: dict[str, Any]) -> dict[str, Any]:
        """Of the values, those that the statement needs."""
        return {name: values[name] for name in self.needs}


@lru_cache(maxsize=512)
def statement(sql: str, shape: Shape) -> Compiled:
    """A report's SQL for questions of a shape. Raises `BadReport` when the lint refuses it."""
    return _finished(_linted(sql), shape)


@lru_cache(maxsize=512)
def rows_behind(
    sql: str,
    shape: Shape,
    flag: str,
    key: str = "lead_id",
    *,
    of_group: bool = True,
    splits: tuple[str, ...] = (),
    is_once: bool = False,
) -> Compiled:
    """The leads (or deals) behind one count: a page of keys after `$after`, and how many there are.

    `of_group` keeps to `$group_key`, where the question has groups; each of `splits` to `$split_<name>`.
    `is_once` opens a lead once that several of the rows opened together count.
    """
    tree = _linted(sql)
    held = f"SELECT {'DISTINCT ' if is_once else ''}{key} FROM {EACH} WHERE {flag}"
    if shape.by is not None and of_group:
        held += " AND group_key IS NOT DISTINCT FROM $group_key"
    for name in splits:
        held += f" AND {name} = $split_{name}"
    page = read(
        f"SELECT held.{key}, held.total FROM"
        f" (SELECT h.{key}, count(*) OVER () AS total FROM ({held}) AS h) AS held"
        f" WHERE held.{key} > $after ORDER BY held.{key} LIMIT $page_size"
    )
    _tell_apart(tree, key)
    _prepend(page, [(cte.alias, cte.this) for cte in _ctes(tree)])
    return _finished(page, shape, also=lint.tables_of(tree))


def _tell_apart(tree: exp.Expression, key: str) -> None:
    """Opened, those that are counted together because they are alike stand one by one again."""
    for cte in _ctes(tree):
        if cte.alias == ALIKE:
            source = cte.this.args["from_" if "from_" in cte.this.args else "from"].alias_or_name
            cte.this.args["group"].append("expressions", exp.column(key, table=source))


def _linted(sql: str) -> exp.Expression:
    return _read_once(sql).copy()


@lru_cache(maxsize=64)
def _read_once(sql: str) -> exp.Expression:
    tree = read(sql)
    lint.check(tree)
    return tree


def _finished(tree: exp.Expression, shape: Shape, also: frozenset[str] = frozenset()) -> Compiled:
    tables = lint.tables_of(tree) | also
    named = parts(shape, tables)
    if twice := {name for name, _ in named} & {cte.alias for cte in _ctes(tree)}:
        raise BadReport(
            f"A report may not name a part of its own {sorted(twice)[0]!r}: it reads one of that name."
        )
    tables = tables.union(*(lint.tables_of(query) for _, query in named))
    before = [*shadows(shape, tables), *named]
    _prepend(tree, before)
    tree = expand(tree)
    needs = frozenset(str(node.this) for node in tree.find_all(exp.Placeholder))
    return Compiled(write(tree), needs)


def _prepend(tree: exp.Expression, named: list[tuple[str, exp.Expression]]) -> None:
    """Put named queries before the tree's own, so that every later one sees them."""
    own = [(cte.alias, cte.this) for cte in _ctes(tree)]
    ctes = [
        exp.CTE(
            this=query.copy(),
            alias=exp.TableAlias(this=exp.to_identifier(name)),
            materialized=False if name in INLINE else None,
        )
        for name, query in [*named, *own]
    ]
    if ctes:
        tree.set(_WITH, exp.With(expressions=ctes))


def _ctes(tree: exp.Expression) -> list[exp.CTE]:
    """The named queries at the head of a statement."""
    held = tree.args.get(_WITH)
    return list(held.expressions) if held else []


_WITH = "with_" if "with_" in exp.Select.arg_types else "with"
