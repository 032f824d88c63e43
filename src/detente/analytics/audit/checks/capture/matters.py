"""The fields that matter: who needs them is agreed among most teams, and of which records they may be asked."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analytics.language import marked


@dataclass(frozen=True)
class Field:
    """A column, its name, and SQL that says of which rows it may be asked."""

    column: str
    name: str
    asked_of: str = "TRUE"
    is_text: bool = True

    @property
    def is_blank(self) -> str:
        """SQL that says whether a row leaves it blank."""
        return f"coalesce(trim(\"{self.column}\"), '') = ''" if self.is_text else f'"{self.column}" IS NULL'


_WENT_OUT = "exit IS NOT NULL AND exit NOT IN ('joined', 'recycled')"

FIELDS: dict[str, tuple[Field, ...]] = {
    "leads": (
        Field("source", marked("Source")),
        Field("owner", marked("Owner")),
        Field("email", marked("E-mail")),
        Field("phone", marked("Phone")),
        Field("company", marked("Company")),
        Field("country", marked("Country")),
        Field("status", marked("Status")),
        Field("created_at", marked("Created"), is_text=False),
        Field("reason", marked("Reason (of those that went out)"), _WENT_OUT),
    ),
    "people": (
        Field("email", marked("E-mail")),
        Field("phone", marked("Phone")),
        Field("account", marked("Company")),
        Field("owner", marked("Owner")),
        Field("created_at", marked("Created"), is_text=False),
    ),
    "accounts": (
        Field("name", marked("Name")),
        Field("industry", marked("Industry")),
        Field("country", marked("Country")),
        Field("owner", marked("Owner")),
    ),
    "deals": (
        Field("owner", marked("Owner")),
        Field("account", marked("Company")),
        Field("stage", marked("Stage")),
        Field("source", marked("Source")),
        Field("product", marked("Product")),
        Field("amount", marked("Amount"), is_text=False),
        Field("created_at", marked("Created"), is_text=False),
        Field("closed_at", marked("Closed (ended deals)"), "status IN ('won', 'lost')", is_text=False),
        Field("reason", marked("Reason (lost deals)"), "status = 'lost'"),
    ),
}
