"""Search: people, accounts, deals and campaigns by what is remembered of them, leads through their person."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from ninja import Query, Router, Schema

from detente.api.gate import Asked, operation
from detente.crm.search.finding import Found, find

router = Router(tags=["Search"])
PATHS = {"lead": "leads", "person": "people", "account": "accounts", "deal": "deals", "campaign": "campaigns"}
BESIDE = {
    "lead": "account__name", "person": "email", "account": "domain", "deal": "account__name", "campaign": "source"
}  # fmt: skip


class Hit(Schema):
    """A record that was found: its name, and what tells it from others of that name."""

    id: UUID
    name: str
    beside: str | None
    url: str


class HitsOfKind(Schema):
    """Hits of one kind, the closest first; `hidden` match too but may not be opened."""

    kind: str
    hits: list[Hit]
    hidden: int


@router.get("/search", response=list[HitsOfKind], operation_id="search")
@operation("read")
def search(
    request: Asked, q: Annotated[str, Query(max_length=200)], limit: Annotated[int, Query(ge=1, le=50)] = 10
) -> Any:
    """Records that hold the words, the beginnings of words, or the digits of `q`."""
    return [_shown(found) for found in find(q, request.user, most=limit)]


def _shown(found: Found) -> dict[str, Any]:
    where = f"{settings.BASE_URL}/api/{PATHS[found.kind]}"
    hits = [
        {
            "id": row["uuid"], "name": row.get("name") or row.get("label") or row.get("person__label"),
            "beside": row.get(BESIDE[found.kind]), "url": f"{where}/{row['uuid']}",
        }
        for row in found.rows
    ]  # fmt: skip
    return {"kind": found.kind, "hits": hits, "hidden": found.hidden}
