"""Why two records are likely the same, and what stays as it is after a merge was taken back, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from detente.crm.capture.merging import Left
from detente.crm.models import Campaign, User
from detente.web.changes.values import Values

REASONS: dict[str, str | Promise] = {
    "phone": gettext_lazy("same telephone"), "mail": gettext_lazy("same e-mail but for points or a tag"),
    "mail_near": gettext_lazy("e-mail a slip apart"),
    "mail_elsewhere": gettext_lazy("same name in the e-mail, private address"),
    "company": gettext_lazy("same company"), "same_name": gettext_lazy("same name"),
    "name_but_form": gettext_lazy("same name but for the legal form"),
    "domain": gettext_lazy("same name in the domain"),
    "unknown_else": gettext_lazy("one says nothing else"),
}  # fmt: skip


def reasons_in_words(reasons: Iterable[dict[str, Any]]) -> list[str]:
    """Each reason as a few words."""
    return [
        _("name %(percent)s %% alike") % {"percent": reason["percent"]}
        if reason["code"] == "name"
        else str(REASONS.get(reason["code"], reason["code"]))
        for reason in reasons
    ]


def left_in_words(object_: str, left: list[Left], user: User) -> str:
    """What was changed since the merge and therefore stays; "" when there is nothing."""
    if not left:
        return ""
    values = Values(object_, user)
    campaigns = Campaign.objects.in_bulk([row.key for row in left if row.kind == "campaign"])
    leads = sum(row.kind == "lead" for row in left)
    told = [values.label(row.name) for row in left if row.kind == "field"]
    told += [campaigns[row.key].name for row in left if row.kind == "campaign" and row.key in campaigns]
    if leads:
        told.append(ngettext("%(num)s lead", "%(num)s leads", leads) % {"num": leads})
    return _("Changed since the merge and left as it is: %(fields)s.") % {"fields": ", ".join(told)}
