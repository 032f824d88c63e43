"""Records that a finding of the newest audit is about, as a filter of their list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from detente.crm.audits.actions import newest
from detente.crm.audits.models import FoundRecord
from detente.crm.lists.fields import Field


def found_by_the_audit(subject: str) -> Field:
    """A choice among the checks that found some of these records."""

    def checks() -> Iterable[tuple[str, Any]]:
        audit = newest()
        if audit is None:
            return []
        known = audit.records.filter(object=subject).values_list("check_name", flat=True).distinct()
        names = audit.result.get("names", {})
        return [(name, gettext(names[name]) if name in names else name) for name in sorted(known)]

    def having(wanted: str) -> Q:
        return Q(pk__in=FoundRecord.objects.filter(object=subject, check_name=wanted).values("record_id"))

    return Field(
        "found", _("Found by the audit"), "pk", kind="choice", shown=False, is_sortable=False, is_column=False,
        options=checks, means=having, inner=True,
    )  # fmt: skip
