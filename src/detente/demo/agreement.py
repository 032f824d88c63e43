"""The demo's playbook: the shipped one, with numbers of this company; and when its rules make a lead sales-ready."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from detente.crm.people.contacts import read_email, read_phone
from detente.crm.playbook.agreement import Agreement, default_document
from detente.crm.scoring import rules
from detente.crm.scoring.facts import NAMES, facts_in
from detente.crm.scoring.rules import Touch, instant_of
from detente.demo.people import Contact
from detente.demo.world import Stream

TARGETS = {"mqls": 240, "sqls": 75, "won": 30}

FOUND_LATE = [
    {"code": "too_small", "name": "Too small", "side": "quality"},
    {"code": "no_budget", "name": "No budget", "side": "quality"},
]
"""What Larkfield finds out late, after weeks of work on an offer."""


def document() -> dict[str, Any]:
    """What Larkfield agreed on: nothing is taken away from a rep who is late, and customers count like anybody."""
    found = default_document()
    del found["slas"]["sales"]["reassign_after_minutes"]
    volume, quality = found["slas"]["marketing"]
    volume["at_least"], quality["at_least"] = TARGETS["mqls"], 0.85
    for target in found["targets"]:
        target["at_least"] = TARGETS[target["code"]]
    lost = next(exit_ for exit_ in found["exits"] if exit_["code"] == "lost")
    lost["reasons"] += FOUND_LATE
    role, company, _reach = found["scoring"]["fit"]["groups"]
    role["limit"], role["rules"][0]["points"], role["rules"][1]["points"] = 20, 20, 12
    company["rules"] = [rule for rule in company["rules"] if rule["code"] != "customer"]
    next(rule for rule in company["rules"] if rule["code"] == "known")["points"] = 5
    return found


class Readiness:
    """Says of a planned lead when it becomes sales-ready, by the very rules that Detente will go by."""

    def __init__(self) -> None:
        self._agreement = Agreement(1, document())

    @cached_property
    def _scoring(self) -> Any:
        return self._agreement.scoring

    def moment(
        self, contact: Contact, stream: Stream, touches: Sequence[tuple[datetime, str]]
    ) -> datetime | None:
        """The touch that makes the lead sales-ready; None when none of them does."""
        facts, made = facts_in(_row(contact, stream)), [Touch(instant_of(at), code) for at, code in touches]
        for number, (at, _code) in enumerate(touches, 1):
            known = made[:number]
            points = rules.points_of(self._scoring, facts, known, known[-1].at)
            if rules.is_ready(self._agreement.readiness, points, facts, known):
                return at
        return None


def _row(contact: Contact, stream: Stream) -> dict[str, Any]:
    told = {
        "source": stream.source, "medium": stream.medium, "person__title": contact.title,
        "person__country": contact.country, "person__email_key": read_email(contact.email).key,
        "person__phone_key": read_phone(contact.phone, contact.country).key, "account__name": contact.company,
        "account__type": "prospect", "account__is_named": False,
    }  # fmt: skip
    return dict.fromkeys(NAMES) | told
