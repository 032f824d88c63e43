"""Where a lead came from, as one value that forms, imports and web addresses all make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.crm.people.naming import tidy

if TYPE_CHECKING:
    from detente.crm.capture.models import Campaign, Vendor

UTM_FIELDS = (
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "landing_page",
    "referrer",
)


ADDRESS = re.compile(r"[^\s/?&=#,;:]+(?:@|%40)[^\s/?&=#,;:]+")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Source, medium, campaign and vendor of a response, and the UTM fields as they came in."""

    source: str | None = None
    medium: str | None = None
    campaign: Campaign | None = None
    vendor: Vendor | None = None
    utm: dict[str, str] = field(default_factory=dict)

    def completed(self) -> Origin:
        """With what the UTM fields and the campaign say where nothing was given."""
        campaign = self.campaign
        source, medium = (campaign.source, campaign.medium) if campaign else (None, None)
        return Origin(
            source=_first(self.source, self.utm.get("utm_source"), source),
            medium=_first(self.medium, self.utm.get("utm_medium"), medium),
            campaign=campaign,
            vendor=self.vendor or (campaign.vendor if campaign else None),
            utm={
                name: text
                for name, value in self.utm.items()
                if name in UTM_FIELDS and (text := without_addresses(tidy(value))[:500])
            },
        )


def without_addresses(text: str) -> str:
    """The text without anybody's e-mail address: it goes into the history, which nobody can blank later."""
    return ADDRESS.sub("…", text) if "@" in text or "%40" in text else text


def response_beside(told: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What brought a recycled person back, where it is not what brought them first and stays their origin.

    Both have source, medium and campaign_id.
    """
    names = ("source", "medium", "campaign_id")
    return {f"response_{name}": told[name] for name in names if told[name] and told[name] != kept[name]}


def _first(*candidates: str | None) -> str | None:
    for candidate in candidates:
        if text := tidy(candidate)[:120]:
            return text
    return None
