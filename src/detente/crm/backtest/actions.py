"""Try a playbook on the leads of the past year before anybody signs it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from detente.analytics.backtest import Backtest, Terms
from detente.analytics.backtest import backtest as tried
from detente.crm.backtest.past import past_of
from detente.crm.playbook.agreement import Agreement
from detente.crm.playbook.conditions import holds
from detente.crm.playbook.models import Playbook, Proposal

DAYS = 365
"""How far back leads are looked at."""


def backtest(
    old_document: dict[str, Any],
    new_document: dict[str, Any],
    *,
    days: int = DAYS,
    now: datetime | None = None,
) -> Backtest:
    """What the new document would have changed for the leads that arrived in the last `days` days.

    Facts are those of now: what a person's title or a company's size was then, nobody kept. Reads only.
    """
    now = now or timezone.now()
    old, new = (Agreement(0, document) for document in (old_document, new_document))
    past = past_of(old, new, since=now - timedelta(days=days), until=now)
    return tried(terms_of(old), terms_of(new), past, holds=holds)


def terms_of(agreement: Agreement) -> Terms:
    """What a back-test compares of a playbook."""
    reasons = [reason for stage in agreement.exits for reason in stage.reasons]
    return Terms(
        agreement.scoring, agreement.readiness if agreement.scoring else None,
        agreement.slas.answer.minutes if agreement.slas else None,
        {reason.code: reason.more.get("side", "unknown") for reason in reasons},
        {reason.code: reason.name for reason in reasons},
    )  # fmt: skip


def backtest_of(proposal: Proposal, *, document: dict[str, Any] | None = None) -> dict[str, Any]:
    """The back-test of a proposal against the version that it was written for, as plain values, with `made_at`.

    What the signatories of an edition are shown is kept beside it and made once; that of a `document` which is
    still being written is made anew.
    """
    kept: dict[str, Any] | None = proposal.backtest
    if document is None and kept and kept.get("edition") == proposal.edition:
        return kept
    base = Playbook.objects.get(version=proposal.base)
    found = backtest(base.document, proposal.document if document is None else document).plain()
    found |= {"edition": proposal.edition, "made_at": timezone.now().isoformat()}
    if document is None and proposal.state == "open":
        Proposal.objects.filter(pk=proposal.pk, edition=proposal.edition, state="open").update(backtest=found)
    return found
