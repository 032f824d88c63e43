"""The points of a lead as its page explains them, and a proposal tried on past leads."""

from __future__ import annotations

import re
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.test import Client

from detente.crm.capture.actions import touch
from detente.crm.models import Lead, LeadScore, Proposal
from detente.crm.playbook import proposals
from detente.crm.playbook.agreement import default_document
from detente.web.leads.points import points_of
from tests.crm.cast import ago


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def signed(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace("+", "") or "0")


def test_the_page_says_why_the_score_is_what_it_is(
    client: Client, cast: SimpleNamespace, arrives: Any
) -> None:
    """Rules, responses and limits are lines whose sum is the score; a vendor's users see no points."""
    from detente.crm.playbook.actions import current

    lead = arrives("Maya Lindqvist", company="Baltic", source="fair", vendor=cast.leadgen, at=ago(days=50))
    for code in ("survey", "webinar", "event", "form", "visit"):
        touch(lead, code=code, by=None, at=ago(days=1))
    client.force_login(cast.mona)
    words = plain(client.get(f"/leads/{lead.pk}/").content.decode())
    score = LeadScore.objects.get(pk=lead.pk).score
    assert (
        f"Score {score}" in words
        and "Finished a survey Survey" in words
        and "Limit of the group: 40" in words
    )
    shown = points_of(Lead.objects.get(pk=lead.pk), current())
    assert shown and [part.name for part in shown.parts if not part.lines] == [
        "Fit: who they are", "Engagement: what they did",
    ]  # fmt: skip
    lines = [line for part in shown.parts for line in part.lines] + shown.total
    assert sum(signed(line.points) for line in lines) == score
    client.force_login(cast.vic)
    assert "Why this score" not in client.get(f"/leads/{lead.pk}/").content.decode()


def test_lists_sort_and_filter_by_points(client: Client, cast: SimpleNamespace, arrives: Any) -> None:
    """The best first; leads without points last."""
    arrives("Low Case")
    high = arrives("High Case", company="Baltic")
    touch(high, code="survey", by=None)
    client.force_login(cast.mona)
    page = plain(client.get("/leads/?sort=-score").content.decode())
    assert page.index("High Case") < page.index("Low Case")
    assert "High Case" not in plain(client.get("/leads/?band=D").content.decode())


def test_a_proposal_says_what_it_would_have_done(client: Client, cast: SimpleNamespace, arrives: Any) -> None:
    """What was shown is kept for who signs; names of leads stay with who may open them."""
    lead = arrives("Nina Nearly", company="Baltic", at=ago(days=5))
    document = default_document()
    document["sales_ready"]["threshold"] = 20
    document["scoring"]["engagement"]["groups"][1]["rules"][2]["points"] = 15
    draft = proposals.draft(by=cast.mona, document=document)
    address = f"/playbook/proposals/{draft.uuid}/backtest/"
    client.force_login(cast.marc)
    assert client.get(address).status_code == 404, "a draft is its author's"
    proposals.propose(draft, by=cast.mona, summary="Sooner")
    page = plain(client.get(address).content.decode())
    assert "Of 1 leads since" in page and "1 would have been sales-ready instead of 0" in page
    assert "Nina Nearly" in page
    kept = Proposal.objects.get(pk=draft.pk).backtest
    assert kept and kept["ready"]["only_new"]["count"] == 1
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "All of it" in part
    cast.lea.scope = "own"
    cast.lea.save()
    client.force_login(cast.lea)
    assert "Nina Nearly" not in client.get(address).content.decode() and lead.pk
