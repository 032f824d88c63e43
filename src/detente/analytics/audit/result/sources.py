"""What was read, as the result shows it: from the evidence's own tables and the readers' picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.analytics.audit.result.document import File, Join, Meaning, Sources

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence


def sources_of(evidence: Evidence, picture: Any = None) -> Sources:
    """Files, joins, columns not understood and stages."""
    columns = evidence.rows('SELECT DISTINCT object, "column", fills FROM columns ORDER BY 1, 2')
    unknown = tuple((row["object"], row["column"]) for row in columns if not row["fills"])
    return Sources(
        files=tuple(_file(row) for row in evidence.rows("SELECT * FROM files ORDER BY file_no")),
        joins=tuple(_join(one) for one in getattr(picture, "joins", ())),
        unknown=unknown,
        understood=len(columns) - len(unknown),
        stages=tuple(
            _stage(row)
            for row in evidence.rows("SELECT * FROM stages ORDER BY object DESC, place NULLS LAST, stage")
        ),
    )


def _file(row: dict[str, Any]) -> File:
    return File(row["name"] or "", row["system"] or "", row["object"], row["rows"] or 0, row["unread"] or 0)


def _stage(row: dict[str, Any]) -> Meaning:
    return Meaning(row["object"], row["stage"], row["milestone"], row["exit"], bool(row["is_confirmed"]))


def _join(one: Any) -> Join:
    return Join(f"{one.table}.{one.column}", one.to, one.matched, one.of)
