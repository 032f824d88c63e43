"""Members of a campaign: who was reached, who responded, and when first."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from detente.crm.lists.fields import Field
from detente.crm.lists.registry import Registry, closed
from detente.crm.models import CampaignMember, Person
from detente.web.access import Request, needs
from detente.web.accounts.registry import people_with
from detente.web.campaigns.campaigns import opened
from detente.web.lists.page import Page

STATUSES = {"responded": _("Responded"), "sent": _("Reached, no response")}

FIELDS = closed(
    (
        Field("name", _("Member"), "label"),
        Field("account", _("Account"), "account__name", nullable=True),
        Field("status", _("Status"), "member_status", kind="choice", options=lambda: STATUSES.items()),
        Field("responded", _("First responded"), "responded_at", kind="instant", nullable=True),
        Field("added", _("Member since"), "added_at", kind="instant"),
    )
)


def people_of(campaign_id: int) -> QuerySet[Person]:
    """Persons of a campaign with their `member_status`, `responded_at` and `added_at`."""
    members = CampaignMember.objects.filter(campaign=campaign_id)
    mine = members.filter(person=OuterRef("pk"))
    known = Person.objects.filter(pk__in=members.values("person"), merged_into=None, is_archived=False)
    return known.annotate(
        member_status=Subquery(mine.values("status")), responded_at=Subquery(mine.values("responded_at")),
        added_at=Subquery(mine.values("added_at")),
    )  # fmt: skip


@needs("read")
@require_safe
def campaign_members(request: Request, pk: int) -> HttpResponse:
    """`/campaigns/<id>/members/`: search, filter, sort and pages, all in the address."""
    campaign = opened(request, pk)
    known = Registry(
        "members",
        FIELDS,
        "-added",
        lambda user: people_of(campaign.pk),
        search=people_with,
        more={"title": "title"},
    )
    page = Page(known, request, known.rows())
    return render(
        request, "campaigns/members.html", {"campaign": campaign, "page": page, "statuses": STATUSES}
    )
