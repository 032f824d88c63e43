"""One key of the queue: what it is called, what its pad asks for, and the act it stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from detente.crm.capture.models import Lead
from detente.crm.playbook.agreement import Agreement
from detente.web.leads.act import Done
from detente.web.leads.forms import OnLead

Run = Callable[[Any, Lead, "Stroke", dict[str, Any]], Done]


@dataclass(frozen=True)
class Stroke:
    """A key with what it is called; its pad asks for what is needed beside it. Without a pad it acts at once."""

    key: str
    label: str | Promise
    mark: str
    run: Run
    pad: type[OnLead] | None = None
    channel: str = ""
    disposition: str = ""
    outcome: str = ""
    act: str | Promise = ""

    def is_known(self, agreement: Agreement) -> bool:
        """Whether the playbook has the channel, result and outcome that the key stands for."""
        if self.channel and self.channel not in agreement.names["channels"]:
            return False
        results = {choice.code for choice in agreement.dispositions_of(self.channel)}
        outcome = not self.outcome or self.outcome in agreement.names["outcomes"]
        return outcome and (not self.disposition or self.disposition in results)
