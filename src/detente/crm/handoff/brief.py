"""The brief: what goes over to sales with a lead, and how much of it is known."""

from __future__ import annotations

from dataclasses import dataclass

from detente.crm.capture.models import Lead
from detente.crm.history.models import EventDetail


@dataclass(frozen=True)
class Brief:
    """What a rep is told about a lead; `missing` names what nobody knows."""

    missing: tuple[str, ...]
    asked: int

    @property
    def share(self) -> int:
        """How complete the brief is, in percent."""
        return round(100 * (self.asked - len(self.missing)) / self.asked) if self.asked else 0


def brief_of(lead: Lead) -> Brief:
    """What is known of a lead, and what is missing."""
    return brief_from(lead, has_words=_has_words(lead))


def brief_from(lead: Lead, *, has_words: bool) -> Brief:
    """The brief of a lead, once it is known whether anything stands there that they said. Asks nothing more."""
    person, account = lead.person, lead.account
    known = {
        "name": bool(person.name), "email": bool(person.email_key), "phone": bool(person.phone_key),
        "title": bool(person.title), "country": bool(person.country), "company": account is not None,
        "source": bool(lead.source), "campaign": lead.campaign_id is not None, "words": has_words,
    }  # fmt: skip
    return Brief(tuple(name for name, is_known in known.items() if not is_known), len(known))


def _has_words(lead: Lead) -> bool:
    """Whether anything stands there that they said or asked for."""
    said = EventDetail.objects.filter(event__lead=lead.pk, event__kind__in=("captured", "touched"))
    return said.filter(words__isnull=False).exists()
