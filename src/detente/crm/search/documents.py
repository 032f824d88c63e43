"""What is indexed of each kind of record: one SQL expression, used by triggers, rebuilds and doctor alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PHONE_TAILS = (2, 3, 4, 5)
"""A number +49 30 ... is found by 49 30 ..., and without a country's one, two or three digits."""


@dataclass(frozen=True)
class Document:
    """A kind of record: its table is `r`; `parts` are SQL expressions whose words are indexed.

    `columns` are those of `r` that `parts` and `living` read. `of_account` says that the account's name
    (`a.name`) is among the parts.
    """

    kind: str
    parts: tuple[str, ...]
    columns: tuple[str, ...]
    living: str = "NOT r.is_archived"
    of_account: bool = False

    @property
    def table(self) -> str:
        """The table of the records."""
        return f"crm_{self.kind}"

    @property
    def index(self) -> str:
        """The table of the index; its keys are the records'."""
        return f"crm_search_{self.kind}"

    @property
    def rows(self) -> str:
        """What stands behind FROM: the records, and their accounts where these are read."""
        account = " LEFT JOIN crm_account AS a ON a.id = r.account_id" if self.of_account else ""
        return f"{self.table} AS r{account}"


def _text(*columns: str) -> tuple[str, ...]:
    return tuple(f"coalesce({column}, '')" for column in columns)


_tails = tuple(f"coalesce(substr(r.phone_key, {place}), '')" for place in PHONE_TAILS)
_UNMERGED = "NOT r.is_archived AND r.merged_into_id IS NULL"

DOCUMENTS: Sequence[Document] = (
    Document(
        "person",
        (*_text("r.label", "CASE WHEN r.name = r.label THEN '' ELSE r.name END", "r.email"), *_tails, *_text("a.name")),
        ("label", "name", "email", "phone_key", "account_id", "is_archived", "merged_into_id"),
        living=_UNMERGED, of_account=True,
    ),
    Document(
        "account", _text("r.name", "r.domain", "r.city"), ("name", "domain", "city", "is_archived", "merged_into_id"),
        living=_UNMERGED,
    ),
    Document("deal", _text("r.name", "r.product", "a.name"), ("name", "product", "account_id", "is_archived"),
             of_account=True),
    Document("campaign", _text("r.name", "r.source"), ("name", "source", "is_archived")),
)  # fmt: skip
BY_KIND = {document.kind: document for document in DOCUMENTS}
