"""What an endpoint can be told of, in names of their own that outlive how the history is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {
    "lead.captured": _("A lead arrived"),
    "lead.touched": _("A lead responded again"),
    "lead.attempted": _("Somebody tried to reach a lead"),
    "lead.noted": _("A note was written"),
    "lead.moved": _("A lead entered another stage"),
    "lead.assigned": _("A lead got another owner"),
    "lead.ended": _("A lead ended"),
    "lead.reopened": _("A lead is worked again"),
    "lead.changed": _("Fields or the origin of a lead changed"),
    "lead.defect_found": _("A lead's data was found bad"),
    "lead.defect_cleared": _("A lead's data was mended"),
    "deal.opened": _("A deal was opened"),
    "deal.moved": _("A deal entered another stage"),
    "deal.changed": _("A deal changed"),
    "deal.won": _("A deal was won"),
    "deal.lost": _("A deal was lost"),
    "deal.reopened": _("A closed deal is open again"),
    "person.added": _("A person was added"),
    "person.changed": _("A person changed"),
    "account.added": _("An account was added"),
    "account.changed": _("An account changed"),
    "campaign.added": _("A campaign was set up"),
    "campaign.changed": _("A campaign changed"),
    "cost.added": _("Money was spent"),
}
PING = "webhook.ping"

OF_EVENTS = {
    "captured": "lead.captured", "touched": "lead.touched", "attempted": "lead.attempted", "noted": "lead.noted",
    "moved": "lead.moved", "assigned": "lead.assigned", "ended": "lead.ended", "reopened": "lead.reopened",
    "lead_changed": "lead.changed", "origin_changed": "lead.changed", "defect_found": "lead.defect_found",
    "defect_cleared": "lead.defect_cleared", "deal_opened": "deal.opened", "deal_moved": "deal.moved",
    "deal_changed": "deal.changed", "deal_items_changed": "deal.changed", "next_step_set": "deal.changed",
    "deal_won": "deal.won", "deal_lost": "deal.lost", "deal_reopened": "deal.reopened",
    "person_added": "person.added", "person_changed": "person.changed", "account_added": "account.added",
    "account_changed": "account.changed", "campaign_added": "campaign.added",
    "campaign_changed": "campaign.changed", "cost_added": "cost.added",
}  # fmt: skip
