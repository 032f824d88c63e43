"""What the abilities of `crm.people.roles` are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ABILITY_NAMES = {
    "read": _("Read everything they may open"),
    "work_leads": _("Work leads"),
    "work_deals": _("Work deals"),
    "edit_people": _("Change people and accounts"),
    "edit_campaigns": _("Change campaigns and costs"),
    "assign": _("Give leads to somebody"),
    "import": _("Import files"),
    "export": _("Export lists"),
    "reports": _("Read reports"),
    "settings": _("Change settings"),
    "users": _("Add and change users"),
}
