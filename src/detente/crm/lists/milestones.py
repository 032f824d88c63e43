"""Reached a milestone, as a condition on leads: GLOSSARY's rule, the same for counts and for the lists behind them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.models import StageInterval
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.agreement import Agreement

NAMES = {"mql": _("MQL"), "sal": _("SAL"), "sql": _("SQL"), "proposal": _("Proposal"), "won": _("Won")}


def stages_from(agreement: Agreement, milestone: str) -> list[str]:
    """Codes of the stages of a milestone and of all later ones on the path to won."""
    first = next(
        (stage.rank for stage in agreement.path if stage.milestone == milestone), len(agreement.path)
    )
    return [stage.code for stage in agreement.path if stage.rank >= first]


def having_reached(milestone: str) -> Q:
    """Leads that ever stood in a stage of this milestone or of a later one."""
    stages = stages_from(playbook.current(), milestone)
    return Q(Exists(StageInterval.objects.filter(lead=OuterRef("pk"), stage__in=stages)))


def milestones() -> Iterable[tuple[str, str | Promise]]:
    """The milestones behind inquiry, which every lead has reached."""
    return NAMES.items()
